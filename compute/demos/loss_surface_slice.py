"""What a real loss surface looks like: the loss of a trained network on two different slices."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, train

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from torch import Tensor, nn

STEPS = {1: 81, 2: 27}
"""Places along each direction of a slice, by the number of directions."""
MARGIN = 0.4
"""How far the slice through twins at 0 and 1 reaches beyond them."""


class Slicing(Params):
    directions: Annotated[int, Field(ge=1, le=2)] = 2
    span: Annotated[float, Field(ge=0.01, le=5)] = 1.0
    hidden: Annotated[int, Field(ge=4, le=128)] = 16
    epochs: Annotated[int, Field(ge=1, le=40)] = 20


class Slice(NamedTuple):
    """The losses (up, across) over a part of the surface; the trained network lies at 0, 0."""

    across: "Tensor"
    up: "Tensor"
    losses: "Tensor"


def measure(params: Slicing, lab: Lab) -> tuple[Metrics, tuple[Slice, Slice]]:
    """Train a network and slice its loss in random directions, and through equal solutions."""
    import torch
    from torch.nn.utils import parameters_to_vector

    data = digits()
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, params.hidden, 10])
    training, slicing, twinning = lab.parts(3)
    train(model, data.x, data.y, training, epochs=params.epochs, lr=0.01)
    trained = parameters_to_vector(model.parameters()).detach()
    directions = [params.span * random_direction(model) for _ in range(2)]
    twins = [twin(model) - trained for _ in range(2)]
    one = params.directions == 1
    around = slice_through(model, trained, directions, (-1, 1), one, data, slicing)
    between = slice_through(model, trained, twins, (-MARGIN, 1 + MARGIN), one, data, twinning)
    return {
        "parameters": float(len(trained)),
        "loss_trained": loss_at(model, trained, data),
        "loss_twin": loss_at(model, trained + twins[0], data),
        "loss_halfway": loss_at(model, trained + twins[0] / 2, data),
        "loss_edge": float(torch.stack([around.losses[0, 0], around.losses[-1, -1]]).mean()),
    }, (around, between)


def random_direction(model: "nn.Sequential") -> "Tensor":
    """Return a direction in which every unit's weights move by their own length.

    This is the filter normalisation of Li et al., 2018; biases stay as they are.
    """
    import torch

    parts = []
    for weights in model.parameters():
        if weights.dim() == 1:
            parts.append(torch.zeros_like(weights))
            continue
        noise = torch.randn_like(weights)
        length = weights.norm(dim=1, keepdim=True) / noise.norm(dim=1, keepdim=True)
        parts.append((noise * length).detach().flatten())
    return torch.cat(parts)


def twin(model: "nn.Sequential") -> "Tensor":
    """Return the same network with its hidden units in another order, as one vector."""
    import torch

    into, bias, out, last = (part.detach() for part in model.parameters())
    order = torch.randperm(len(bias))
    if order.equal(torch.arange(len(bias))):  # of few units, chance may move none
        order = order.roll(1)
    parts = (into[order], bias[order], out[:, order], last)
    return torch.cat([part.flatten() for part in parts])


def slice_through(
    model: "nn.Sequential",
    origin: "Tensor",
    directions: "list[Tensor]",
    reach: tuple[float, float],
    one: bool,
    data: Digits,
    lab: Lab,
) -> Slice:
    """Evaluate the loss at origin + a · first + b · second; `one` leaves out the second."""
    import torch

    first, second = directions
    across = torch.linspace(*reach, STEPS[1] if one else STEPS[2])
    up = torch.zeros(1) if one else across
    losses = torch.zeros(len(up), len(across))
    for row, b in enumerate(up):
        for column, a in enumerate(across):
            losses[row, column] = loss_at(model, origin + a * first + b * second, data)
        lab.report((row + 1) / len(up), f"row {row + 1}")
    return Slice(across, up, losses)


def loss_at(model: "nn.Sequential", weights: "Tensor", data: Digits) -> float:
    import torch
    from torch.nn.utils import vector_to_parameters

    vector_to_parameters(weights, model.parameters())
    with torch.no_grad():
        return float(torch.nn.functional.cross_entropy(model(data.x), data.y))


def draw(params: Slicing, metrics: Metrics, slices: tuple[Slice, Slice], say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, panels = plots.panels(say.headline, 2, share=False)
    low, high = metrics["loss_trained"], metrics["loss_halfway"]
    flat = params.directions == 1
    everywhere = np.concatenate([part.losses.numpy().ravel() for part in slices])
    levels = np.geomspace(everywhere.min(), everywhere.max(), 14)
    for panel, found in zip(panels, slices, strict=True):
        if flat:
            plots.line(panel, found.across.tolist(), found.losses[0].tolist(), plots.BLUE)
            top = float(found.losses.max())
            panel.set(xticks=[], ylim=(-0.05 * top, 1.05 * top), ylabel="loss")
        else:
            contours(panel, found, levels)
    around, between = panels
    around.set_title(say("무작위 방향으로 자르면", "in random directions"), fontweight="bold")
    between.set_title(
        say("똑같이 좋은 해들을 지나면", "through equal solutions"), fontweight="bold"
    )
    plots.dots(around, [0], [low if flat else 0], plots.RED, 15)
    x, y = ([0, 1], [low, low]) if flat else ([0, 1, 0], [0, 0, 1])
    plots.dots(between, x, y, plots.RED, 15)
    between.plot(0.5, high if flat else 0, "X", color=plots.INK, ms=15, mec=plots.PAPER)
    words = [
        (say(f"● 학습한 해: {low:.3g}", f"● trained: {low:.3g}"), plots.RED),
        (say(f"× 두 해의 중간: {high:.3g}", f"× halfway: {high:.3g}"), plots.INK),
    ]
    plots.key(figure, words)
    return {"slices": figure}


def contours(panel: "Axes", found: Slice, levels: "NDArray[np.float64]") -> None:
    from matplotlib.colors import LogNorm

    from compute import plots

    place = (found.across, found.up, found.losses)
    norm = LogNorm(levels[0], levels[-1])
    panel.contourf(*place, levels, cmap=plots.RISING, norm=norm, extend="both")
    panel.contour(*place, levels, colors=[plots.INK], linewidths=0.5)
    plots.bare(panel)


DEMO = packaged(Slicing, measure, draw)
