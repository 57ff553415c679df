"""What deep learning changed: features made by hand for a linear model, or learned from pixels."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

if TYPE_CHECKING:
    from torch import Tensor

Feature = Literal["ink", "symmetry", "rows", "columns", "edges"]

HIDDEN = 16
WEIGHT_DECAY = 1e-3
"""It fades what no pixel needs, so that the learned features can be seen."""

DIRECTIONS, CELLS = 6, 3


class Choice(Params):
    features: Annotated[tuple[Feature, ...], Field(min_length=1, max_length=5)] = (
        "ink",
        "symmetry",
        "rows",
        "columns",
    )


def measure(params: Choice, lab: Lab) -> "tuple[Metrics, Tensor]":
    """Train a linear model per feature and on all of them, and an MLP on the raw pixels."""
    import torch

    data = digits()
    made, test_made = (hand_made(x, data.side) for x in (data.x, data.test_x))
    runs: dict[str, tuple[str, ...]] = {name: (name,) for name in params.features}
    runs["together"] = params.features
    metrics: Metrics = {}
    for run, part in lab.share([*runs, "mlp"]):
        torch.manual_seed(lab.seed)
        if run == "mlp":
            inputs, tested = data.x, data.test_x
            model = mlp([data.side**2, HIDDEN, 10], "Tanh")
        else:
            inputs, tested = (
                torch.cat([found[name] for name in runs[run]], dim=1) for found in (made, test_made)
            )
            mean, std = inputs.mean(dim=0), inputs.std(dim=0) + 1e-6
            inputs, tested = (inputs - mean) / std, (tested - mean) / std
            model = mlp([inputs.shape[1], 10])
        train(model, inputs, data.y, part, epochs=20, lr=0.01, weight_decay=WEIGHT_DECAY)
        metrics[f"numbers_{run}"] = float(inputs.shape[1])
        metrics[f"accuracy_{run}"] = accuracy(model, tested, data.test_y)
    return metrics, next(model.parameters()).detach().view(HIDDEN, data.side, data.side)


def hand_made(x: "Tensor", side: int) -> "dict[str, Tensor]":
    """Return features by name, (n, numbers) each.

    `edges` are histograms of edge directions per cell, as in Dalal & Triggs, 2005 (HOG), without
    their normalisation.
    """
    import torch
    from torch.nn.functional import adaptive_avg_pool2d, one_hot

    images = x.view(-1, side, side)
    mirrored = [(images - images.flip(axis)).abs().mean(dim=(1, 2)) for axis in (1, 2)]
    across = images[:, 1:-1, 2:] - images[:, 1:-1, :-2]
    down = images[:, 2:, 1:-1] - images[:, :-2, 1:-1]
    turn = torch.atan2(down, across) / torch.pi % 1
    sector = (turn * DIRECTIONS).long().clamp(max=DIRECTIONS - 1)
    strength = torch.hypot(across, down)[..., None] * one_hot(sector, DIRECTIONS)
    return {
        "ink": images.mean(dim=(1, 2))[:, None],
        "symmetry": torch.stack(mirrored, dim=1),
        "rows": images.mean(dim=2),
        "columns": images.mean(dim=1),
        "edges": adaptive_avg_pool2d(strength.movedim(-1, 1), CELLS).flatten(1),
    }


def draw(params: Choice, metrics: Metrics, weights: "Tensor", say: Say) -> Pictures:
    from compute import plots

    names = {
        "ink": say("잉크 양", "ink"),
        "symmetry": say("대칭", "symmetry"),
        "rows": say("행별 합", "row sums"),
        "columns": say("열별 합", "column sums"),
        "edges": say("획의 방향", "edges"),
        "together": say("모두 함께", "all of them"),
        "mlp": say("MLP (픽셀)", "MLP (pixels)"),
    }
    runs = [*params.features, *["together"] * (len(params.features) > 1), "mlp"]
    values = [metrics[f"accuracy_{run}"] for run in runs]
    colors = [{"together": plots.RED, "mlp": plots.BLUE}.get(run, plots.FAINT) for run in runs]
    figure, (left, right) = plots.panels(say.headline, 2, share=False, widths=(1.5, 1))
    labels = [plots.percent(value) for value in values]
    plots.bars(left, [names[run] for run in runs], values, colors, labels)
    left.set(xlim=(0, 1.2), xticks=[])
    left.spines["bottom"].set_visible(False)
    left.set_title(say("테스트 정확도", "test accuracy"))
    strongest = weights.abs().amax(dim=(1, 2), keepdim=True)
    plots.tiles(right, weights / strongest, 4, plots.SIGNED, (-1, 1))
    title = say(f"MLP가 배운 특징 {HIDDEN}개", f"{HIDDEN} learned features")
    right.set_title(title, color=plots.BLUE)
    return {"features": figure}


DEMO = packaged(Choice, measure, draw)
