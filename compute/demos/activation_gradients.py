"""Why ReLU replaced the sigmoid: how much gradient reaches each layer of a deep network."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import nn

Activation = Literal["sigmoid", "tanh", "relu"]
Norms = dict[str, list[float]]


class Depths(Params):
    depth: Annotated[int, Field(ge=2, le=50)] = 20
    # Narrower ReLU layers can all be off at once, and then there is no gradient to compare with.
    width: Annotated[int, Field(ge=32, le=256)] = 64
    activation: Annotated[tuple[Activation, ...], Field(min_length=1, max_length=3)] = (
        "sigmoid", "tanh", "relu",
    )  # fmt: skip
    init: Literal["he", "xavier", "default"] = "he"


def measure(params: Depths, lab: Lab) -> tuple[Metrics, Norms]:
    """Backpropagate one batch per activation and take each layer's gradient norm."""
    metrics: Metrics = {}
    norms: Norms = {}
    for name, _ in lab.share(params.activation):
        norms[name] = gradient_norms(name, params, lab.seed)
        first, last = norms[name][0], norms[name][-1]
        metrics |= {f"first_{name}": first, f"last_{name}": last, f"ratio_{name}": first / last}
    reached = [values[0] for values in norms.values()]
    metrics["weakest_to_strongest"] = min(reached) / max(reached)
    return metrics, norms


def gradient_norms(activation: str, params: Depths, seed: int) -> list[float]:
    """Return the norm of the loss gradient of every hidden layer's weights, first layer first."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    activate = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}[activation]
    layers = [nn.Linear(params.width, params.width) for _ in range(params.depth)]
    for layer in layers:
        initialise(layer, params.init)
    hidden = [module for layer in layers for module in (layer, activate())]
    model = nn.Sequential(*hidden, nn.Linear(params.width, 1)).double()
    x = torch.randn(128, params.width, dtype=torch.float64)
    y = torch.randn(128, 1, dtype=torch.float64)
    loss = nn.functional.mse_loss(model(x), y)
    torch.autograd.backward(loss)
    return [float(layer.weight.grad.norm()) for layer in layers]  # type: ignore[union-attr]


def initialise(layer: "nn.Linear", scheme: str) -> None:
    """Draw the weights by He's or Xavier's rule, or leave PyTorch's own."""
    from torch import nn

    if scheme == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    if scheme == "xavier":
        nn.init.xavier_normal_(layer.weight)
    if scheme != "default":
        nn.init.zeros_(layer.bias)


def draw(params: Depths, metrics: Metrics, norms: Norms, say: Say) -> Pictures:
    from compute import plots

    colors = {"sigmoid": plots.RED, "tanh": plots.ORANGE, "relu": plots.BLUE}
    names = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
    figure, (panel,) = plots.panels(say.headline)
    for name, values in norms.items():
        plots.line(panel, range(1, params.depth + 1), values, colors[name], names[name])
    panel.set(yscale="log", xlabel=say("층 (1 = 입력 바로 다음)", "layer (1 = next to the input)"))
    panel.set(ylabel=say("기울기 크기", "gradient norm"))
    low, high = panel.get_ylim()
    panel.set_ylim(min(low, high / 10000))
    plots.count_along_x(panel)
    plots.tag_ends(panel)
    weakest = min(norms, key=lambda name: norms[name][0])
    plots.mark(panel, 1, norms[weakest][0], f"{norms[weakest][0]:.2g}", colors[weakest])
    return {"gradients": figure}


DEMO = packaged(Depths, measure, draw)
