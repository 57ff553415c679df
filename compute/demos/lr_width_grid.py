"""What hyperparameters are: the same network, trained with every learning rate and width."""

from itertools import product
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import nn

    from compute.plots import Picture

Rate = Annotated[float, Field(ge=0.0001, le=50)]
Width = Annotated[int, Field(ge=1, le=256)]

HELD_OUT = 5
"""One of so many images that could be learned from is held out for validation."""


class Grid(Params):
    lrs: Annotated[
        tuple[Rate, ...], Title("학습률들", "learning rates"), Field(min_length=1, max_length=6)
    ] = (0.001, 0.01, 0.1, 1.0, 10.0)
    widths: Annotated[
        tuple[Width, ...],
        Title("은닉 유닛 수들", "hidden units"),
        Field(min_length=1, max_length=6),
    ] = (2, 8, 32, 128)
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=10)] = 5


def measure(params: Grid, lab: Lab) -> tuple[Metrics, list[list[float]]]:
    """Train a network for every cell, choose by validation and test only the one chosen."""
    data = digits(lab.seed)
    metrics: Metrics = {}
    models = {}
    for (width, lr), part in lab.share(list(product(params.widths, params.lrs))):
        models[width, lr] = candidate(data, width, lr, params.epochs, part)
        metrics[f"accuracy_lr_{lr:g}_width_{width}"] = validated(models[width, lr], data)
    grid = [[metrics[f"accuracy_lr_{r:g}_width_{w}"] for r in params.lrs] for w in params.widths]
    width, lr = max(models, key=lambda cell: metrics[f"accuracy_lr_{cell[1]:g}_width_{cell[0]}"])
    chosen = models[width, lr]
    return metrics | {
        "best_width": float(width),
        "best_lr": lr,
        "best_accuracy": max(map(max, grid)),
        "worst_accuracy": min(map(min, grid)),
        "test_accuracy": accuracy(chosen, data.test_x, data.test_y),
        "parameters": float(sum(weights.numel() for weights in chosen.parameters())),
    }, grid


def candidate(data: Digits, width: int, lr: float, epochs: int, lab: Lab) -> "nn.Sequential":
    """Return a network that was trained on all but the images held out to choose by."""
    import torch

    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, width, 10])
    held = len(data.x) // HELD_OUT
    x, y = data.x[held:], data.y[held:]
    train(model, x, y, lab, epochs=epochs, lr=lr, batch=32, optimizer="SGD")
    return model


def validated(model: "nn.Module", data: Digits) -> float:
    """Return the accuracy on the images held out."""
    held = len(data.x) // HELD_OUT
    return accuracy(model, data.x[:held], data.y[:held])


def draw(params: Grid, metrics: Metrics, grid: list[list[float]], say: Say) -> "dict[str, Picture]":
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (panel,) = plots.panels(headline(metrics, say))
    rates, widths = ([f"{value:g}" for value in values] for values in (params.lrs, params.widths))
    plots.heat(panel, grid, rates, widths, ".0%", limits=(0, 1))
    panel.set(xlabel=say("학습률", "learning rate"), ylabel=say("은닉 유닛 수", "hidden units"))
    corner = (
        params.lrs.index(metrics["best_lr"]) - 0.5,
        params.widths.index(int(metrics["best_width"])) - 0.5,
    )
    frame = Rectangle(corner, 1, 1, fill=False, edgecolor=plots.RED, linewidth=5, clip_on=False)
    panel.add_patch(frame)
    return {"grid": figure}


def headline(metrics: Metrics, say: Say) -> str:
    worst, best = f"{metrics['worst_accuracy']:.0%}", f"{metrics['best_accuracy']:.0%}"
    if metrics["best_accuracy"] < 0.5:
        return say("이 범위에는 쓸 만한 설정이 없어요", "No setting in this range is any good")
    if metrics["best_accuracy"] - metrics["worst_accuracy"] < 0.15:
        return say(
            f"어느 설정이든 비슷해요: {worst[:-1]}~{best}",
            f"All settings do alike: {worst} to {best}",
        )
    return say(
        f"두 설정에 따라 정확도가 {worst[:-1]}~{best}",
        f"Two settings decide: {worst} to {best} right",
    )


def caption(params: Grid, metrics: Metrics) -> Bilingual:
    """Say what was chosen by people, what was learned, and how the best was picked."""
    lr, width = f"{metrics['best_lr']:g}", f"{metrics['best_width']:g}"
    worst, best, test = (
        f"{metrics[name]:.0%}" for name in ("worst_accuracy", "best_accuracy", "test_accuracy")
    )
    weights = f"{metrics['parameters']:,.0f}"
    return Bilingual(
        ko=f"같은 숫자 이미지로 학습률과 은닉 유닛 수만 바꿔 가며 {params.epochs}에폭씩 학습했더니"
        f" 검증 정확도가 {worst}에서 {best}까지 나왔어요. 이 두 값은 학습 전에 사람이 정하는"
        f" 하이퍼파라미터이고, 가장 좋았던 학습률 {lr}, 유닛 {width}개짜리 신경망의 가중치와 편향"
        f" {weights}개는 학습이 찾아낸 파라미터예요. 고르는 일은 검증 데이터로 했고, 고른 하나만"
        f" 테스트 데이터로 재니 {test}였어요.",
        en="Networks that differ only in learning rate and hidden units were trained for"
        f" {some(params.epochs, 'epoch')} on the same digits; on validation data they score"
        f" {worst} to {best}. These two are hyperparameters, set before training. The best cell,"
        f" learning rate {lr} with {some(float(width), 'unit')}, has {weights} weights and biases,"
        f" the parameters, which training found. Only this one was then tested: {test}.",
    )


DEMO = Demo(
    name="lr-width-grid",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="하이퍼파라미터 격자", en="A grid of hyperparameters"),
    params=Grid,
    presets=(
        Preset(
            name="out-of-range",
            works=False,
            params={"lrs": "0.0001,0.001,30", "widths": "1,8,64"},
            look=Bilingual(
                ko="색이 짙은 칸이 없어요. 너무 작거나 큰 학습률은 어떤 폭으로도 만회하지 못해요.",
                en="No cell is dark: no width makes up for a rate that is far too small or large.",
            ),
        ),
        Preset(
            name="zoomed-in",
            works=True,
            params={"lrs": "0.1,0.2,0.3", "widths": "32,64,128"},
            look=Bilingual(
                ko="좋은 칸 둘레를 다시 나눠 봤어요. 어느 칸이든 정확도가 거의 같아요.",
                en="A finer grid round the best cell: here all settings do about as well.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
