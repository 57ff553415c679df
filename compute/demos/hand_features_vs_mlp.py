"""What deep learning changed: features made by hand for a linear model, or learned from pixels."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

Feature = Literal["ink", "symmetry", "rows", "columns", "edges"]

HIDDEN = 16
WEIGHT_DECAY = 1e-3
"""It fades what no pixel needs, so that the learned features can be seen."""

DIRECTIONS, CELLS = 6, 3


class Choice(Params):
    features: Annotated[
        tuple[Feature, ...],
        Title("손으로 만든 특징", "hand-made features"),
        Field(min_length=1, max_length=5),
    ] = ("ink", "symmetry", "rows", "columns")


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
            x, test_x = data.x, data.test_x
            model = mlp([data.side**2, HIDDEN, 10], "Tanh")
        else:
            x, test_x = (
                torch.cat([found[name] for name in runs[run]], dim=1) for found in (made, test_made)
            )
            mean, std = x.mean(dim=0), x.std(dim=0) + 1e-6
            x, test_x = (x - mean) / std, (test_x - mean) / std
            model = mlp([x.shape[1], 10])
        train(model, x, data.y, part, epochs=20, lr=0.01, weight_decay=WEIGHT_DECAY)
        metrics[f"numbers_{run}"] = float(x.shape[1])
        metrics[f"accuracy_{run}"] = accuracy(model, test_x, data.test_y)
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


def draw(params: Choice, metrics: Metrics, weights: "Tensor", say: Say) -> "dict[str, Picture]":
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
    figure, (left, right) = plots.panels(headline(metrics, say), 2, share=False, widths=(1.5, 1))
    labels = [f"{value:.0%}" for value in values]
    plots.bars(left, [names[run] for run in runs], values, colors, labels)
    left.set(xlim=(0, 1.2), xticks=[])
    left.spines["bottom"].set_visible(False)
    left.set_title(say("테스트 정확도", "test accuracy"))
    strongest = weights.abs().amax(dim=(1, 2), keepdim=True)
    plots.tiles(right, weights / strongest, 4, plots.SIGNED, (-1, 1))
    title = say(f"MLP가 배운 특징 {HIDDEN}개", f"{HIDDEN} learned features")
    right.set_title(title, color=plots.BLUE)
    return {"features": figure}


def headline(metrics: Metrics, say: Say) -> str:
    hand, learned = (f"{metrics[f'accuracy_{run}']:.0%}" for run in ("together", "mlp"))
    return say(
        f"손으로 만든 특징 {hand}, 배운 특징 {learned}",
        f"Hand-made features {hand}, learned ones {learned}",
    )


def caption(params: Choice, metrics: Metrics) -> Bilingual:
    """Say what people chose and what the network learned, and how well each does."""
    count, numbers = len(params.features), f"{metrics['numbers_together']:.0f}"
    hand, learned = (f"{metrics[f'accuracy_{run}']:.1%}" for run in ("together", "mlp"))
    pixels = f"{metrics['numbers_mlp']:.0f}"
    ahead = metrics["accuracy_mlp"] - metrics["accuracy_together"]
    ko_end, en_end = (
        (
            "좋은 특징을 고르려면 그 분야를 잘 알아야 하는데, 딥러닝은 그 일까지 데이터에 맡겨요.",
            "Good features take someone who knows the field; deep learning leaves it to the data.",
        )
        if ahead > 0.03
        else (
            "잘 만든 특징은 배운 특징에 뒤지지 않아요. 다만 그 특징을 찾는 데 사람의 연구가"
            " 필요했어요.",
            "Well-made features keep up with learned ones, but finding them took people research.",
        )
    )
    return Bilingual(
        ko=f"손글씨 숫자에서 사람이 정한 특징 {count}가지(숫자 {numbers}개)를 뽑아 선형 모델을"
        f" 학습했더니 정확도가 {hand}예요. 픽셀 {pixels}개를 그대로 받은 MLP는 {learned}예요."
        f" 오른쪽 그림은 MLP의 은닉 유닛이 저마다 배운 특징이에요(파랑에 잉크가 있으면 커지고"
        f" 빨강에 있으면 작아져요). {ko_end}",
        en=f"A linear model on {some(count, 'kind')} of features that people chose ({numbers}"
        f" numbers per digit) gets {hand} right; an MLP on the raw {pixels} pixels gets {learned}."
        " On the right are the features its hidden units learned: ink on blue raises a unit, ink on"
        f" red lowers it. {en_end}",
    )


DEMO = Demo(
    name="hand-features-vs-mlp",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="손으로 만든 특징과 배운 특징", en="Hand-made and learned features"),
    params=Choice,
    presets=(
        Preset(
            name="too-little",
            works=False,
            params={"features": "ink,symmetry"},
            look=Bilingual(
                ko="그럴듯해 보이는 특징 둘로는 절반도 못 맞혀요. 필요한 정보가 이미 버려졌어요.",
                en="Two features that sound sensible get less than half right: what was needed has"
                " been thrown away.",
            ),
        ),
        Preset(
            name="expert",
            works=True,
            params={"features": "rows,columns,edges"},
            look=Bilingual(
                ko="획의 방향을 칸마다 세는 전문가의 특징(HOG)은 MLP와 비슷한 정확도를 내요.",
                en="Counting edge directions per cell (HOG), an expert's feature, does about as"
                " well as the MLP.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
