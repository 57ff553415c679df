"""What is stochastic in SGD: how far mini-batch gradients point away from the full gradient."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, train

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from torch import Tensor, nn

Batch = Annotated[int, Field(ge=1, le=1024)]

SHOWN = 24
"""So many of the draws are drawn as arrows; the numbers are those of all draws."""


class Draws(Params):
    batches: Annotated[tuple[Batch, ...], Field(min_length=1, max_length=3)] = (1, 8, 64)
    draws: Annotated[int, Field(ge=50, le=4000)] = 2000
    epochs: Annotated[int, Field(ge=0, le=20)] = 10


def measure(params: Draws, lab: Lab) -> tuple[Metrics, dict[int, list[float]]]:
    """Compare random batches' gradients with the full one, all at the same weights."""
    import torch

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10])
    training, drawing = lab.parts(2)
    train(model, data.x, data.y, training, epochs=params.epochs, lr=0.1, optimizer="SGD")
    each = gradients(model, data)
    full = each.mean(dim=0)
    metrics: Metrics = {"images": float(len(each))}
    fans = {}
    for batch, _ in drawing.share(params.batches):
        picks = torch.rand(params.draws, len(each)).argsort(dim=1)[:, :batch]
        drawn = torch.zeros(params.draws, len(each)).scatter_(1, picks, 1 / batch) @ each
        angle = degrees(drawn, full)
        metrics |= {
            f"angle_batch_{batch}": float(angle.mean()),
            f"uphill_batch_{batch}": float((angle > 90).float().mean()),
            f"angle_of_mean_batch_{batch}": float(degrees(drawn.mean(dim=0), full)),
            f"noise_batch_{batch}": float(
                (drawn - full).square().sum(dim=1).mean().sqrt() / full.norm()
            ),
        }
        side = ((drawn - full) @ torch.randn(len(full))).sign()
        fans[batch] = (side * angle)[:SHOWN].tolist()
    return metrics, fans


def gradients(model: "nn.Module", data: Digits) -> "Tensor":
    """Return the loss gradient of every single image, (images, parameters)."""
    import torch
    from torch.func import functional_call, grad, vmap

    def loss(weights: "dict[str, Tensor]", image: "Tensor", label: "Tensor") -> "Tensor":
        return torch.nn.functional.cross_entropy(functional_call(model, weights, image), label)

    weights = {name: weight.detach() for name, weight in model.named_parameters()}
    each = vmap(grad(loss), in_dims=(None, 0, 0))(weights, data.x, data.y)
    return torch.cat([part.flatten(1) for part in each.values()], dim=1)


def degrees(vectors: "Tensor", to: "Tensor") -> "Tensor":
    """Return the angle of each vector to one of them."""
    from torch.nn.functional import cosine_similarity

    return cosine_similarity(vectors, to, dim=-1).clamp(-1, 1).acos().rad2deg()


def draw(params: Draws, metrics: Metrics, fans: dict[int, list[float]], say: Say) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, len(fans), beside=True)
    frames = []
    for (batch, fan), panel in zip(fans.items(), panels, strict=True):
        panel.set_title(say(f"배치 {batch}", f"batch {batch}"), fontsize=18, fontweight="bold")
        each, mean = (metrics[f"{name}_batch_{batch}"] for name in ("angle", "angle_of_mean"))
        frames.append(spread(panel, fan, mean))
        plots.write(
            panel, (0, -1.35), say(f"하나씩은 {each:.0f}°", f"each {each:.0f}°"), 16, plots.RED
        )
        plots.write(panel, (0, -1.65), say(f"평균은 {mean:.2g}°", f"mean {mean:.2g}°"), 16)
    words = [
        (say("전체 기울기", "full gradient"), plots.BLUE),
        (say("배치의 기울기", "batch gradient"), plots.RED),
        (say(f"{params.draws:,}번의 평균", f"mean of {params.draws:,}"), plots.INK),
    ]
    plots.key(figure, words)

    def frame(step: int) -> None:
        for one in frames:
            one(step)

    return {"directions": plots.Motion(figure, frame, SHOWN + 1, ms=200)}


def spread(panel: "Axes", fan: list[float], mean: float) -> Callable[[int], None]:
    """Draw the full gradient to the right, and return what adds one arrow after the other."""
    import numpy as np
    from matplotlib.collections import LineCollection

    from compute import plots

    panel.set(xlim=(-0.75, 1.1), ylim=(-1.8, 1.05), aspect="equal")
    panel.set_axis_off()
    panel.plot([0, 1], [0, 0], color=plots.BLUE, linewidth=15, alpha=0.5, solid_capstyle="butt")
    ends = [[np.cos(turn), np.sin(turn)] for turn in np.deg2rad([*fan, mean])]
    older = LineCollection([], colors=plots.RED, linewidths=2, alpha=0.4)
    panel.add_collection(older)
    (newest,) = panel.plot([], [], "o-", color=plots.RED, linewidth=5, markersize=9, markevery=[1])

    def frame(step: int) -> None:
        older.set_segments([[(0, 0), end] for end in ends[:step]])
        newest.set_data(*zip((0, 0), ends[step], strict=True))
        newest.set_color(plots.RED if step < len(fan) else plots.INK)

    return frame


DEMO = packaged(Draws, measure, draw)
