"""What a small mini-batch gains and costs: the loss by images seen and by seconds."""

import time
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import nn

    from compute.plots import Picture

Batch = Annotated[int, Field(ge=1, le=1024)]

LOOKS = 12
"""How often per epoch the loss over all images is taken, at most."""


class Sweep(Params):
    batches: Annotated[
        tuple[Batch, ...], Title("배치 크기들", "batch sizes"), Field(min_length=2, max_length=4)
    ] = (4, 32, 256)
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=8)] = 5
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.001, le=1)] = 0.1


class Look(NamedTuple):
    """The loss over all images after so many epochs, which took so many seconds of training."""

    epoch: float
    seconds: float
    loss: float


def measure(params: Sweep, lab: Lab) -> tuple[Metrics, dict[int, list[Look]]]:
    """Train the same network with each batch size for the same number of epochs."""
    import torch

    data = digits(lab.seed)
    metrics: Metrics = {}
    curves = {}
    for batch, part in lab.share(params.batches):
        torch.manual_seed(lab.seed)
        model = mlp([data.side**2, 32, 10])
        curves[batch] = descend(model, data, batch, params, part)
        metrics |= {
            f"steps_batch_{batch}": float(len(data.x) // batch * params.epochs),
            f"loss_batch_{batch}": curves[batch][-1].loss,
            f"test_accuracy_batch_{batch}": accuracy(model, data.test_x, data.test_y),
            f"seconds_batch_{batch}": curves[batch][-1].seconds,
        }
    return metrics, curves


def descend(model: "nn.Module", data: Digits, batch: int, params: Sweep, lab: Lab) -> list[Look]:
    """Train with SGD, looking at the loss on the way; looking is not part of the seconds.

    A rest of an epoch that fills no batch is left out, as its gradient would be noisier.
    """
    import torch
    from torch.nn.functional import cross_entropy

    optimizer = torch.optim.SGD(model.parameters(), lr=params.lr)
    curve: list[Look] = []
    seconds = 0.0
    steps = len(data.x) // batch
    for epoch in range(params.epochs):
        order = torch.split(torch.randperm(len(data.x))[: steps * batch], batch)
        for step, rows in enumerate(order, start=1):
            started = time.perf_counter()
            optimizer.zero_grad()
            torch.autograd.backward(cross_entropy(model(data.x[rows]), data.y[rows]))
            optimizer.step()
            seconds += time.perf_counter() - started
            if step * LOOKS // steps > (step - 1) * LOOKS // steps:
                with torch.no_grad():
                    loss = cross_entropy(model(data.x), data.y).item()
                done = epoch + step / steps
                curve.append(Look(done, seconds, loss))
                lab.report(done / params.epochs, f"batch {batch} · loss {loss:.3g}")
    return curve


def draw(
    params: Sweep, metrics: Metrics, curves: dict[int, list[Look]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (seen, timed) = plots.panels(headline(params, metrics, say), 2)
    tags = []
    for (batch, curve), color in zip(curves.items(), plots.COLORS, strict=False):
        losses = [look.loss for look in curve]
        plots.line(seen, [look.epoch for look in curve], losses, color)
        plots.line(timed, [look.seconds for look in curve], losses, color)
        timed.plot(curve[-1].seconds, losses[-1], "o", color=color, markersize=12, clip_on=False)
        seconds = f"{curve[-1].seconds:.2g}"
        text = say(f"배치 {batch}\n{seconds}초", f"batch {batch}\n{seconds} s")
        tags.append((losses[-1], text, color))
    seen.set(xlabel=say("본 데이터 (에폭)", "data seen (epochs)"), ylabel="loss", ylim=(0, None))
    longest = max(curve[-1].seconds for curve in curves.values())
    timed.set(xlabel=say("걸린 시간 (초)", "training time (s)"), xlim=(0, 1.05 * longest))
    plots.tag_ends(seen, tags)
    return {"loss": figure}


def headline(params: Sweep, metrics: Metrics, say: Say) -> str:
    small, large = min(params.batches), max(params.batches)
    if not smallest_is_best(params, metrics):
        return say(
            "가장 작은 배치가 제일 잘 배우진 못했어요", "The smallest batch did not learn best"
        )
    if metrics[f"seconds_batch_{small}"] > metrics[f"seconds_batch_{large}"]:
        return say(
            "작은 배치: 더 많이 배우지만 느려요", "Small batches learn more, but take longer"
        )
    return say("작은 배치: 같은 데이터로 더 배워요", "Small batches learn more from the same data")


def smallest_is_best(params: Sweep, metrics: Metrics) -> bool:
    best = min(params.batches, key=lambda batch: metrics[f"loss_batch_{batch}"])
    return best == min(params.batches)


def caption(params: Sweep, metrics: Metrics) -> Bilingual:
    """Say what each batch size made of the same images, and how long it took."""
    small = min(params.batches)
    rows = [
        (
            josa(str(batch), "은", "는"),
            metrics[f"steps_batch_{batch}"],
            f"{metrics[f'loss_batch_{batch}']:.2g}",
            f"{metrics[f'seconds_batch_{batch}']:.2g}",
        )
        for batch in params.batches
    ]
    ko = ", ".join(f"배치 {b} {n:g}번 갱신하고 loss {loss} ({s}초)" for b, n, loss, s in rows)
    en = ", ".join(
        f"{loss} after {some(n, 'update')} of batch {b[:-1]} ({s} s)" for b, n, loss, s in rows
    )
    ko_why, en_why = (
        (
            "배치가 작으면 같은 데이터로 더 자주 갱신하지만, 한 번에 병렬로 계산하는 양이 적어"
            " 에폭마다 시간이 더 들어요",
            "A small batch gets more updates out of the same data, but computes less in parallel"
            " at each, so that an epoch takes longer",
        )
        if smallest_is_best(params, metrics)
        else (
            f"배치 {josa(str(small), '은', '는')} 더 자주 갱신하지만 기울기가 너무 흔들려서 이"
            " 학습률로는 손해예요. 그래서 배치를 줄일 때는 보통 학습률도 낮춰요",
            f"Batch {small} is updated more often, but its gradient is too noisy for this rate,"
            " which is why the rate usually comes down with the batch",
        )
    )
    return Bilingual(
        ko=f"같은 신경망을 배치 크기만 바꿔 숫자 이미지로 {params.epochs}에폭씩 학습했어요"
        f" (SGD, 학습률 {params.lr:g}). 결과는 {ko}예요. {ko_why}.",
        en=f"The same network was trained for {some(params.epochs, 'epoch')} of digits with each"
        f" batch size (SGD, learning rate {params.lr:g}). The loss ended at {en}. {en_why}.",
    )


DEMO = Demo(
    name="batch-size-sweep",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="미니배치 크기의 득과 실", en="Small and large mini-batches"),
    params=Sweep,
    presets=(
        Preset(
            name="rate-too-high",
            works=False,
            params={"batches": "1,4,32", "lr": 1.0},
            look=Bilingual(
                ko="작은 배치의 선이 내려가지 못해요. 기울기가 흔들릴수록 학습률이 낮아야 해요.",
                en="The small batches' lines never come down: a noisy gradient needs a lower rate.",
            ),
        ),
        Preset(
            name="low-rate",
            works=True,
            params={"batches": "1,8,64", "lr": 0.02},
            look=Bilingual(
                ko="학습률을 낮추니 배치 1도 배워요. 왼쪽은 가장 빠르고 오른쪽은 가장 오래 걸려요.",
                en="At a lower rate even batch 1 learns: best per epoch, slowest in time.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
