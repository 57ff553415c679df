"""What batch norm does for training: a deep network with and without it, at several rates."""

import math
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import nn

    from compute.plots import Picture

Rate = Annotated[float, Field(ge=0.001, le=100)]
Curves = list[dict[str, list[float]]]

WIDTH, BATCH, EPOCHS = 64, 64, 10
CEILING = 10.0
"""A loss beyond this, or one that is no number, counts as this much."""
LEARNED = 0.5
"""A network that gets at least this share of the test images right has learned something."""


class OnOff(Params):
    lrs: Annotated[
        tuple[Rate, ...], Title("학습률들", "learning rates"), Field(min_length=1, max_length=3)
    ] = (0.01, 0.1, 1.0)
    depth: Annotated[int, Title("은닉층 수", "hidden layers"), Field(ge=1, le=20)] = 6


def measure(params: OnOff, lab: Lab) -> tuple[Metrics, Curves]:
    """Train the same network with plain SGD, once without and once with batch norm, per rate."""
    import torch

    data = digits()
    # A last batch of a few images would give batch norm a useless mean and variance.
    rows = len(data.x) - len(data.x) % BATCH
    metrics: Metrics = {}
    curves: Curves = []
    for rate, part in lab.share(params.lrs):
        curves.append({})
        for kind, half in part.share(("plain", "bn")):
            torch.manual_seed(lab.seed)
            model = network(data.side**2, params.depth, batch_norm=kind == "bn")
            x, y = data.x[:rows], data.y[:rows]
            losses = train(model, x, y, half, epochs=EPOCHS, lr=rate, batch=BATCH, optimizer="SGD")
            curves[-1][kind] = [min(one, CEILING) if one < math.inf else CEILING for one in losses]
            metrics |= {
                f"accuracy_{kind}_lr_{rate:g}": accuracy(model, data.test_x, data.test_y),
                f"final_loss_{kind}_lr_{rate:g}": curves[-1][kind][-1],
            }
    return metrics, curves


def network(pixels: int, depth: int, *, batch_norm: bool) -> "nn.Sequential":
    """Return hidden layers that are linear, normalised where asked for, and rectified."""
    from torch import nn

    layers: list[nn.Module] = []
    for inputs in [pixels, *[WIDTH] * (depth - 1)]:
        norm = [nn.BatchNorm1d(WIDTH)] * batch_norm
        layers += [nn.Linear(inputs, WIDTH), *norm, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(WIDTH, 10))


def draw(params: OnOff, metrics: Metrics, curves: Curves, say: Say) -> "dict[str, Picture]":
    from compute import plots

    colors = {"plain": plots.RED, "bn": plots.BLUE}
    figure, panels = plots.panels(headline(params, metrics, say), len(params.lrs))
    for rate, runs, panel in zip(params.lrs, curves, panels, strict=True):
        for kind, losses in runs.items():
            plots.line(panel, range(1, EPOCHS + 1), [min(one, 3.0) for one in losses], colors[kind])
        plain, bn = (f"{metrics[f'accuracy_{kind}_lr_{rate:g}']:.0%}" for kind in colors)
        text = say(f"정확도 {plain} → {bn}", f"accuracy {plain} → {bn}")
        panel.set_title(f"lr {rate:g}\n{text}", fontweight="bold")
        panel.set(ylim=(0, 3), xlabel="epoch")
        plots.count_along_x(panel)
    panels[0].set_ylabel("loss")
    words = [
        (say("배치 정규화 없음", "without batch norm"), plots.RED),
        (say("배치 정규화 있음", "with batch norm"), plots.BLUE),
    ]
    plots.key(figure, words)
    return {"loss": figure}


def learned(params: OnOff, metrics: Metrics, kind: str) -> int:
    """Return at how many of the rates this kind of network learned."""
    return sum(metrics[f"accuracy_{kind}_lr_{rate:g}"] >= LEARNED for rate in params.lrs)


def headline(params: OnOff, metrics: Metrics, say: Say) -> str:
    plain, bn = (learned(params, metrics, kind) for kind in ("plain", "bn"))
    if bn > plain:
        return (
            say("배치 정규화를 켜면 더 여러 학습률에서 배워요", "With batch norm, more rates work")
            if plain
            else say("배치 정규화를 켜야 배워요", "Switch batch norm on and the network learns")
        )
    if bn < plain:
        return say("여기서는 배치 정규화가 방해만 돼요", "Here batch norm only gets in the way")
    if bn:
        return say("이 망은 배치 정규화가 없어도 배워요", "This network learns without batch norm")
    return say("이 학습률은 배치 정규화로도 안 돼요", "Rates that even batch norm cannot save")


def caption(params: OnOff, metrics: Metrics) -> Bilingual:
    """Say how accurate the network became at each rate with and without batch norm, and why."""
    runs = [
        (
            f"{rate:g}",
            f"{metrics[f'accuracy_plain_lr_{rate:g}']:.0%}",
            f"{metrics[f'accuracy_bn_lr_{rate:g}']:.0%}",
        )
        for rate in params.lrs
    ]
    ko_runs = ", ".join(f"lr {rate}에서 {plain} → {bn}" for rate, plain, bn in runs)
    en_runs = ", ".join(f"from {plain} to {bn} at lr {rate}" for rate, plain, bn in runs)
    layers = some(params.depth, "hidden layer")
    return Bilingual(
        ko=f"은닉층이 {params.depth}개인 신경망(PyTorch 기본 초기화)을 손글씨 숫자로"
        f" {EPOCHS} epoch씩 SGD로 학습했어요."
        f" 배치 정규화를 켜기 전과 후의 테스트 정확도는 {ko_runs}예요."
        " 배치 정규화는 층마다 값의 평균을 0, 분산을 1로 맞춰서 초기화와 학습률에 덜 민감해져요.",
        en=f"A network with {layers} (PyTorch's default init) was trained on digits with SGD for"
        f" {EPOCHS} epochs. Switching batch norm on took the test accuracy {en_runs}."
        " Batch norm resets each layer's values to mean 0 and variance 1, so that initial weights"
        " and the learning rate matter less.",
    )


DEMO = Demo(
    name="bn-on-off",
    topic=Topic.NORMALIZATION,
    title=Bilingual(ko="배치 정규화를 켜고 끄면", en="Batch norm on and off"),
    params=OnOff,
    presets=(
        Preset(
            name="shallow",
            works=True,
            params={"lrs": "0.1,0.3,1", "depth": 1},
            look=Bilingual(
                ko="은닉층이 하나뿐이면 두 선 다 내려가요. 파란 선이 더 빨리 내려갈 뿐이에요.",
                en="With a single hidden layer both lines fall; the blue one just falls sooner.",
            ),
        ),
        Preset(
            name="too-large",
            works=False,
            params={"lrs": "10,30"},
            look=Bilingual(
                ko="학습률이 이만큼 크면 배치 정규화를 켜도 두 선 모두 내려가지 않아요.",
                en="With rates this large neither line comes down, batch norm or not.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
