"""How activation functions compare: the same deep network learns digits with each of them."""

from typing import Annotated, Literal

from pydantic import Field

from compute.demos.loss_and_activation_shapes import SHOWN, curve, sketch, taken
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

Activation = Literal["sigmoid", "tanh", "relu", "leaky-relu", "gelu", "silu"]

CLASSES = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "ReLU",
    "leaky-relu": "LeakyReLU",
    "gelu": "GELU",
    "silu": "SiLU",
}
"""Their names in `torch.nn`."""
AT = 3.0
"""Where the shapes' slopes are taken."""


class Contest(Params):
    names: Annotated[tuple[Activation, ...], Field(min_length=1, max_length=6)] = (
        "sigmoid",
        "tanh",
        "relu",
        "leaky-relu",
    )
    depth: Annotated[int, Field(ge=1, le=12)] = 6
    epochs: Annotated[int, Field(ge=2, le=40)] = 12


def measure(params: Contest, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Train with Adam from PyTorch's own initial weights, the same for all."""
    import torch

    data = digits()
    metrics: Metrics = {}
    learned: dict[str, list[float]] = {}
    for name, part in lab.share(params.names):
        torch.manual_seed(lab.seed)
        model = mlp([data.side**2, *[32] * params.depth, 10], CLASSES[name])
        losses = train(model, data.x, data.y, part, epochs=params.epochs, lr=0.003)
        metrics[f"final_loss_{name}"] = losses[-1]
        metrics[f"test_accuracy_{name}"] = accuracy(model, data.test_x, data.test_y)
        metrics |= taken(name, AT)
        learned[name] = losses
    return metrics, learned


def draw(params: Contest, metrics: Metrics, learned: dict[str, list[float]], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    colors = dict(zip(CLASSES, plots.COLORS, strict=True))
    for name, losses in learned.items():
        label = f"{SHOWN[name]} " + plots.percent(metrics[f"test_accuracy_{name}"])
        plots.line(panel, range(1, params.epochs + 1), losses, colors[name], label)
    panel.set(xlabel=say("에폭", "epoch"), ylabel="loss", xlim=(1, params.epochs), ylim=(0, 2.5))
    plots.count_along_x(panel)
    panel.set_title(say("%: 테스트 정확도", "%: test accuracy"), loc="right", fontsize=14)
    plots.tag_ends(panel)

    title = say("활성화 함수의 모양과 미분(점선)", "The activations and their slopes (dashed)")
    rows = 1 + (len(learned) > 3)
    shapes, panels = plots.panels(title, -(-len(learned) // rows), rows, share=False)
    for name, panel in zip(learned, panels, strict=False):
        sketch(panel, name, curve(name), metrics, AT, say)
    for unused in panels[len(learned) :]:
        unused.set_axis_off()
    return {"loss": figure, "shapes": shapes}


DEMO = packaged(Contest, measure, draw)
