"""How two GPUs train one model: the gradients of parts of a batch, put together again."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

CEILING = 100.0
"""Losses beyond this are shown as this."""

SAME = 1e-4
"""Gradients whose relative difference is below this differ by no more than rounding."""


class Parallel(Params):
    workers: Annotated[int, Title("GPU 수", "GPUs"), Field(ge=2, le=8)] = 2
    split: Annotated[Literal["equal", "unequal"], Title("나누는 방법", "shares")] = "equal"
    combine: Annotated[
        Literal["mean", "sum", "weighted"], Title("합치는 방법", "putting together")
    ] = "mean"
    batch: Annotated[int, Title("전체 배치 크기", "total batch size"), Field(ge=16, le=256)] = 64
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.01, le=2)] = 0.5
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=10, le=300)] = 100


class Run(NamedTuple):
    """The first gradient, and the loss over all images before each step and after the last."""

    gradient: "Tensor"
    losses: list[float]


def measure(params: Parallel, lab: Lab) -> tuple[Metrics, dict[str, Run]]:
    """Train on the same batches twice: whole on one GPU, and shared among several."""
    data = digits(lab.seed)
    sizes = {"one": [params.batch], "several": shares(params)}
    runs = {name: descend(data, sizes[name], params, part) for name, part in lab.share(list(sizes))}
    one, several = runs["one"], runs["several"]
    return {
        "difference": float((several.gradient - one.gradient).norm() / one.gradient.norm()),
        "length": float(several.gradient.norm() / one.gradient.norm()),
        "smallest_share": float(min(sizes["several"])),
        "largest_share": float(max(sizes["several"])),
        "final_loss_one": one.losses[-1],
        "final_loss_several": several.losses[-1],
    }, runs


def shares(params: Parallel) -> list[int]:
    """Return how many images of a batch each GPU gets; unequal means one for each but the last."""
    if params.split == "unequal":
        return [*[1] * (params.workers - 1), params.batch - params.workers + 1]
    rest = params.batch % params.workers
    return [params.batch // params.workers + (gpu < rest) for gpu in range(params.workers)]


def descend(data: Digits, sizes: list[int], params: Parallel, lab: Lab) -> Run:
    """Train with each GPU's mean gradient over its images, put together as all-reduce would."""
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10])
    weights = list(model.parameters())
    weigh = {
        "mean": [1 / len(sizes)] * len(sizes),
        "sum": [1.0] * len(sizes),
        "weighted": [size / params.batch for size in sizes],
    }[params.combine]
    losses: list[float] = []
    for step in range(params.steps + 1):
        with torch.no_grad():
            loss = cross_entropy(model(data.x), data.y).nan_to_num(CEILING).clamp(max=CEILING)
        losses.append(loss.item())
        lab.report(step / params.steps, f"{len(sizes)} GPU · loss {losses[-1]:.3g}")
        total = [torch.zeros_like(weight) for weight in weights]
        rows = torch.randint(len(data.x), (params.batch,))
        for part, factor in zip(torch.split(rows, sizes), weigh, strict=True):
            cost = cross_entropy(model(data.x[part]), data.y[part])
            for whole, slope in zip(total, torch.autograd.grad(cost, weights), strict=True):
                whole += factor * slope
        if step == 0:
            first = torch.cat([whole.flatten() for whole in total])
        with torch.no_grad():
            for weight, whole in zip(weights, total, strict=True):
                weight.sub_(params.lr * whole)
    return Run(first, losses)


def draw(
    params: Parallel, metrics: Metrics, runs: dict[str, Run], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    one, several = runs["one"], runs["several"]
    figure, (gradients, losses) = plots.panels(headline(params, metrics, say), 2, share=False)
    reach = 1.05 * float(max(one.gradient.abs().max(), several.gradient.abs().max()))
    gradients.plot([-reach, reach], [-reach, reach], color=plots.FAINT, linewidth=8, alpha=0.4)
    plots.dots(gradients, one.gradient.tolist(), several.gradient.tolist(), plots.BLUE, size=7)
    gradients.set(
        title=say("가중치마다 기울기", "each weight's gradient"),
        xlabel=say("GPU 1개", "1 GPU"),
        ylabel=say(f"GPU {params.workers}개", f"{params.workers} GPUs"),
        xlim=(-reach, reach),
        ylim=(-reach, reach),
    )
    losses.plot(one.losses, color=plots.FAINT, linewidth=11, alpha=0.5)
    plots.line(losses, range(len(several.losses)), several.losses, plots.BLUE)
    losses.set(title="loss", xlabel=say("학습 횟수", "step"), ylim=(0, None))
    words = [
        (say("GPU 1개, 전체 배치", "1 GPU, the whole batch"), plots.FAINT),
        (say(f"GPU {params.workers}개가 나눠서", f"{params.workers} GPUs, shared"), plots.BLUE),
    ]
    plots.key(figure, words)
    return {"gradients": figure}


def headline(params: Parallel, metrics: Metrics, say: Say) -> str:
    if metrics["difference"] < SAME:
        return say("나눠 구해도 같은 기울기가 나와요", "Shared out, the gradient is the same")
    if params.combine == "sum":
        length = f"{metrics['length']:.2g}"
        return say(
            f"더하기만 하면 기울기가 {length}배예요",
            f"Summed, the gradient is {length} times as long",
        )
    if metrics["difference"] < 0.1:
        return say(
            "몫이 조금 달라도 기울기는 거의 같아요", "Shares differ a little: almost the same"
        )
    return say(
        "다른 크기의 몫을 그냥 평균하면 어긋나요", "A plain mean of unequal shares goes wrong"
    )


def caption(params: Parallel, metrics: Metrics) -> Bilingual:
    """Say how the batch was shared, how far the gradient is off, and what that did."""
    small, large = f"{metrics['smallest_share']:g}", f"{metrics['largest_share']:g}"
    ko_shares, en_shares = (
        (f"{small}장씩", small)
        if small == large
        else (f"{small}~{large}장씩", f"{small} to {large}")
    )
    ko_way, en_way = {
        "mean": ("평균하면", "The mean of their gradients"),
        "sum": ("더하면", "The sum of their gradients"),
        "weighted": (
            "장수에 비례해 가중 평균하면",
            "The mean of their gradients, weighted by images,",
        ),
    }[params.combine]
    ko_end, en_end = verdict(params, metrics)
    difference = f"{metrics['difference']:.2g}"
    one, several = (f"{metrics[f'final_loss_{name}']:.2g}" for name in ("one", "several"))
    return Bilingual(
        ko=f"배치 {params.batch}장을 GPU {params.workers}개가 {ko_shares} 나눠 맡는 것을 CPU에서"
        f" 흉내 냈어요. 각자 구한 기울기를 {ko_way} GPU 하나로 구한 것과의 상대 차이가"
        f" {josa(difference, '이에요', '예요')}. {params.steps}번 학습한 뒤 loss는 1개일 때 {one},"
        f" {params.workers}개일 때 {josa(several, '이에요', '예요')}. {ko_end}.",
        en=f"A batch of {params.batch} images was shared among {some(params.workers, 'GPU')}"
        f" ({en_shares} each), simulated on a CPU. {en_way} differs from that of one GPU by"
        f" {difference} of its length. After {some(params.steps, 'step')} the loss is {one} on 1"
        f" GPU and {several} on {params.workers}. {en_end}.",
    )


def verdict(params: Parallel, metrics: Metrics) -> tuple[str, str]:
    """Return what the difference means, in Korean and English."""
    if metrics["difference"] < SAME:
        return (
            "반올림 오차뿐이라 모델 하나를 나눠 계산한 것과 같아요",
            "That is rounding: together they train one and the same model",
        )
    if params.combine == "sum":
        return (
            "더하면 학습률이 GPU 수만큼 커진 셈이라 평균을 내야 해요",
            "A sum acts like a learning rate that grows with the number of GPUs, so take the mean",
        )
    return (
        "적게 맡은 GPU의 이미지가 더 크게 반영된 탓이니, 똑같이 나누거나 장수로 가중해야 해요",
        "Images on a GPU with few of them count for more: share equally, or weight by images",
    )


DEMO = Demo(
    name="data-parallel-sim",
    topic=Topic.HARDWARE,
    title=Bilingual(ko="GPU 여러 개로 나눠 배우기", en="One model on several GPUs"),
    params=Parallel,
    presets=(
        Preset(
            name="summed",
            works=False,
            params={"workers": 4, "combine": "sum"},
            look=Bilingual(
                ko="왼쪽 점들이 대각선보다 가파르게 서요. 걸음이 네 배라 오른쪽 loss가 날뛰어요.",
                en="The dots stand steeper than the diagonal: steps four times as long, and the"
                " loss runs wild.",
            ),
        ),
        Preset(
            name="unequal",
            works=False,
            params={"split": "unequal"},
            look=Bilingual(
                ko="점들이 대각선에서 흩어져요. 한 장만 맡은 GPU가 배치의 절반 몫을 해서 그래요.",
                en="The dots scatter off the diagonal: one image counts as half the batch.",
            ),
        ),
        Preset(
            name="weighted",
            works=True,
            params={"split": "unequal", "combine": "weighted"},
            look=Bilingual(
                ko="몫이 달라도 장수로 가중해 평균하면 점들이 대각선 위로 돌아와요.",
                en="Weighted by images, even unequal shares put the dots back on the diagonal.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
