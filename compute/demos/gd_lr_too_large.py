"""Why the loss sometimes rises: gradient descent on digits with steps that are too long."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

Rate = Annotated[float, Field(ge=0.001, le=50)]

CEILING = 1e6
"""A loss beyond this counts as diverged and ends its run."""


class Descent(Params):
    lrs: Annotated[
        tuple[Rate, ...], Title("학습률들", "learning rates"), Field(min_length=1, max_length=4)
    ] = (0.2, 2.0, 20.0)
    batch: Annotated[
        int, Title("배치 크기 (0이면 전체)", "batch size (0 = full)"), Field(ge=0, le=1024)
    ] = 0
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=10, le=300)] = 100


def measure(params: Descent, lab: Lab) -> tuple[Metrics, list[list[float]]]:
    """Train the same small network with each learning rate and follow the loss."""
    metrics: Metrics = {}
    curves = []
    for rate, part in lab.share(params.lrs):
        curve = descend(rate, params.batch, params.steps, part)
        rises = sum(after > before for before, after in pairwise(curve))
        metrics |= {f"rises_lr_{rate:g}": float(rises), f"final_loss_lr_{rate:g}": curve[-1]}
        curves.append(curve)
    return metrics, curves


def descend(rate: float, batch: int, steps: int, lab: Lab) -> list[float]:
    """Return the loss over all images before the first step and after each, all finite."""
    import torch
    from torch.nn.functional import cross_entropy

    data = digits()
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10], "Tanh")
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses: list[float] = []
    for step in range(steps + 1):
        loss = cross_entropy(model(data.x), data.y)
        if not math.isfinite(loss.item()) or loss.item() > CEILING:
            break
        losses.append(loss.item())
        lab.report(step / steps, f"lr {rate:g} · loss {loss.item():.3g}")
        if batch:
            rows = torch.randint(len(data.x), (batch,))
            loss = cross_entropy(model(data.x[rows]), data.y[rows])
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    return losses


def draw(
    params: Descent, metrics: Metrics, curves: list[list[float]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    colors = (plots.BLUE, plots.ORANGE, plots.RED, plots.PURPLE)
    rose = any(metrics[f"rises_lr_{rate:g}"] for rate in params.lrs)
    figure, (panel,) = plots.panels(
        say("걸음이 너무 길면 loss가 올라가요", "Steps too long make the loss climb")
        if rose
        else say("짧은 걸음: loss가 내려가기만 해요", "Short steps: the loss only falls")
    )
    for curve, color in zip(curves, colors, strict=False):
        plots.line(panel, range(len(curve)), curve, color)
    panel.set(yscale="log", xlabel=say("학습 횟수", "step"), ylabel="loss", xlim=(0, params.steps))
    tags = []
    for rate, curve, color in zip(params.lrs, curves, colors, strict=False):
        times = f"{metrics[f'rises_lr_{rate:g}']:g}"
        text = say(f"lr {rate:g}\n{times}번 올라감", f"lr {rate:g}\nrose {times}×")
        tags.append((curve[-1], text, color))
    plots.tag_ends(panel, tags)
    return {"loss": figure}


def caption(params: Descent, metrics: Metrics) -> Bilingual:
    """Say what was trained and, for each rate, how often the loss rose and where it ended."""
    ko_data = f"{params.batch}장씩 골라" if params.batch else "전체를 한꺼번에 써서"
    en_data = f"random batches of {params.batch}" if params.batch else "the full batch"
    runs = [
        (f"{r:g}", metrics[f"rises_lr_{r:g}"], f"{metrics[f'final_loss_lr_{r:g}']:.3g}")
        for r in params.lrs
    ]
    ko_runs = ", ".join(f"lr {r}에서는 {n:g}번 (끝 loss {loss})" for r, n, loss in runs)
    en_runs = ", ".join(f"{some(n, 'time')} at lr {r} (ending at {loss})" for r, n, loss in runs)
    ko_noise = " 미니배치 기울기는 어림값이라 그 때문에도 올라가요." * (params.batch > 0)
    en_noise = " A mini-batch gradient is also only an estimate." * (params.batch > 0)
    return Bilingual(
        ko=f"손글씨 숫자 이미지로 작은 신경망을 경사하강법으로 {params.steps}번 학습했어요"
        f" ({ko_data}). loss가 올라간 횟수는 {ko_runs}이에요."
        " 기울기는 바로 옆의 내리막만 알려 줘서, 걸음이 너무 길면 골짜기를 건너뛰어 더 높은 곳에"
        f" 닿아요.{ko_noise}",
        en=f"A small network was trained on images of digits for {params.steps} steps of gradient"
        f" descent ({en_data}). The loss rose {en_runs}."
        " The gradient only knows the slope right here, so too long a step jumps over the valley"
        f" and lands higher.{en_noise}",
    )


DEMO = Demo(
    name="gd-lr-too-large",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="학습률이 너무 크면", en="When the learning rate is too large"),
    params=Descent,
    presets=(
        Preset(
            name="diverges",
            works=False,
            params={"lrs": "5,20,50"},
            look=Bilingual(
                ko="선이 위로 튀는 곳을 세어 보세요. 학습률이 클수록 더 자주, 더 높이 튀어요.",
                en="Count where the lines jump up: the larger the rate, the more often and the"
                " higher.",
            ),
        ),
        Preset(
            name="settles",
            works=True,
            params={"lrs": "0.05,0.2,0.5"},
            look=Bilingual(
                ko="세 선이 한 번도 오르지 않아요. 차이는 얼마나 빨리 내려가느냐뿐이에요.",
                en="None of the lines ever rises; they only differ in how fast they fall.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
