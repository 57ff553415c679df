"""A loss to learn from and a metric to watch: BCE and MSE of the same network, epoch by epoch."""

from typing import Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

TICKS = (1, 2, 3, 5, 10, 30, 100, 300, 1000)


class Watch(Params):
    lr: Annotated[float, Field(ge=0.0005, le=0.15)] = 0.1
    watch: Literal["probabilities", "logits"] = "probabilities"
    images: Annotated[int, Field(ge=50, le=1000)] = 400
    epochs: Annotated[int, Field(ge=5, le=150)] = 100


def measure(params: Watch, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Train with BCE alone and log both after each epoch on images that were held out."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as bce
    from torch.nn.functional import mse_loss, one_hot

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 64, 10])
    goal = one_hot(data.test_y, 10).float()
    curves: dict[str, list[float]] = {"bce": [], "mse": []}

    def log(epoch: int) -> None:
        with torch.no_grad():
            logits = model(data.test_x)
            watched = logits if params.watch == "logits" else logits.sigmoid()
            curves["bce"].append(bce(logits, goal).item())
            curves["mse"].append(mse_loss(watched, goal).item())

    x, y = data.x[: params.images], one_hot(data.y[: params.images], 10).float()
    train(model, x, y, lab, epochs=params.epochs, lr=params.lr, loss=bce, after=log)
    metrics = {"test_accuracy": accuracy(model, data.test_x, data.test_y)}
    for name, curve in curves.items():
        metrics |= {f"first_{name}": curve[0], f"lowest_{name}": min(curve)}
        metrics |= {f"final_{name}": curve[-1], f"rise_{name}": curve[-1] / min(curve)}
    return metrics, curves


def draw(params: Watch, metrics: Metrics, curves: dict[str, list[float]], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    kinds = {
        "bce": (say("BCE (학습)", "BCE (trained)"), plots.RED),
        "mse": (say("MSE (관찰)", "MSE (watched)"), plots.BLUE),
    }
    ends = []
    for name, (text, color) in kinds.items():
        lowest = min(curves[name])
        ratios = [value / lowest for value in curves[name]]
        label = f"{text}\n{ratios[-1]:.3g}×"
        panel.plot(range(1, len(ratios) + 1), ratios, color=color, linewidth=3.5, label=label)
        panel.plot(1 + ratios.index(1), 1, "o", color=color, markersize=14, zorder=4)
        ends.append(ratios[-1])
    top = max(5.0, 2 * max(ends))
    panel.set(yscale="log", ylim=(0.93, top), xlabel=say("에폭", "epoch"))
    panel.set(ylabel=say("가장 낮을 때(●)의 몇 배", "times its lowest value (●)"))
    panel.set_yticks(*zip(*((tick, f"{tick:g}×") for tick in TICKS if tick <= top), strict=True))
    panel.minorticks_off()
    plots.count_along_x(panel)
    plots.tag_ends(panel)
    return {"curves": figure}


DEMO = packaged(Watch, measure, draw)
