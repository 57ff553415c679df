"""What a real loss surface looks like: the loss of a trained network on two different slices."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from compute.plots import Picture

STEPS = {1: 81, 2: 27}
"""Places along each direction of a slice, by the number of directions."""
MARGIN = 0.4
"""How far the slice through twins at 0 and 1 reaches beyond them."""


class Slicing(Params):
    directions: Annotated[int, Title("방향 수", "directions"), Field(ge=1, le=2)] = 2
    span: Annotated[float, Title("단면의 폭", "span of the slice"), Field(ge=0.01, le=5)] = 1.0
    hidden: Annotated[int, Title("은닉 유닛 수", "hidden units"), Field(ge=4, le=128)] = 16
    epochs: Annotated[int, Title("학습 epoch 수", "epochs"), Field(ge=1, le=40)] = 20


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
    stages = (part for _, part in lab.share(("training", "random slice", "slice of twins")))
    train(model, data.x, data.y, next(stages), epochs=params.epochs, lr=0.01)
    trained = parameters_to_vector(model.parameters()).detach()
    directions = [params.span * random_direction(model) for _ in range(2)]
    twins = [twin(model) - trained for _ in range(2)]
    one = params.directions == 1
    around = slice_through(model, trained, directions, (-1, 1), one, data, next(stages))
    between = slice_through(model, trained, twins, (-MARGIN, 1 + MARGIN), one, data, next(stages))
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


def draw(
    params: Slicing, metrics: Metrics, slices: tuple[Slice, Slice], say: Say
) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, panels = plots.panels(headline(metrics, say), 2, share=False)
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
        (say(f"● 학습한 해: {low:.2g}", f"● trained: {low:.2g}"), plots.RED),
        (say(f"× 두 해의 중간: {high:.2g}", f"× halfway: {high:.2g}"), plots.INK),
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


def headline(metrics: Metrics, say: Say) -> str:
    low = metrics["loss_trained"]
    if metrics["loss_edge"] < 1.5 * low:
        return say("너무 좁게 자르면 평평하게만 보여요", "Too narrow a slice just looks flat")
    if metrics["loss_halfway"] < 1.5 * low:
        return say("해와 해 사이에 언덕이 거의 없어요", "Hardly a hill between the solutions")
    return say(
        "같은 loss: 여기선 그릇, 저기선 골짜기 여럿", "One loss: here a bowl, there several valleys"
    )


def caption(params: Slicing, metrics: Metrics) -> Bilingual:
    """Say what was sliced, and how high the loss is between two equal solutions."""
    count = f"{metrics['parameters']:g}"
    low, high, edge = (
        f"{metrics[name]:.2g}" for name in ("loss_trained", "loss_halfway", "loss_edge")
    )
    ko_shape, en_shape = (
        ("볼록한 곡면이라면 중간이 더 높을 수 없어요", "on a convex surface it could not be higher")
        if metrics["loss_halfway"] > metrics["loss_trained"]
        else ("이 단면에서는 언덕이 보이지 않아요", "no hill shows in this slice")
    )
    return Bilingual(
        ko=f"손글씨 숫자를 배운 신경망은 파라미터가 {count}개라 loss도 {count}차원 위의 곡면이고,"
        f" 그림은 그중 {params.directions}개 방향만 자른 단면이에요. 무작위 방향(필터 정규화)으로"
        f" 자르면 loss가 가운데서 {low}, 끝에서 {edge}예요. 그런데 은닉 유닛의 순서만 바꿔"
        f" loss가 똑같은 해까지 이어 보면 그 중간은 {josa(high, '이고', '고')}, {ko_shape}.",
        en=f"This network has learned digits with {count} parameters, so its loss is a surface over"
        f" {count} dimensions; each picture cuts it along {some(params.directions, 'direction')}."
        f" In random ones (filter-normalised) the loss is {low} in the middle, {edge} at the ends."
        " Hidden units in another order are a solution with the same loss, but halfway there the"
        f" loss is {high}: {en_shape}.",
    )


DEMO = Demo(
    name="loss-surface-slice",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="loss 곡면의 단면", en="Slices of a loss surface"),
    params=Slicing,
    presets=(
        Preset(
            name="narrow",
            works=False,
            params={"span": 0.05},
            look=Bilingual(
                ko="왼쪽을 보세요. 너무 좁게 자르면 어디든 평평해 보여서 알 수 있는 게 없어요.",
                en="Look at the left: so narrow a slice is flat anywhere and says nothing.",
            ),
        ),
        Preset(
            name="line",
            works=True,
            params={"directions": 1},
            look=Bilingual(
                ko="왼쪽은 밥그릇인데, 오른쪽은 골짜기 둘 사이에 언덕이 있어요. 볼록하지 않다는"
                " 뜻이에요.",
                en="The left looks like a bowl, but on the right a hill lies between two valleys:"
                " the loss is not convex.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
