"""What is stochastic in SGD: how far mini-batch gradients point away from the full gradient."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

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
    from matplotlib.axes import Axes
    from torch import Tensor, nn

    from compute.plots import Picture

Batch = Annotated[int, Field(ge=1, le=1024)]

SHOWN = 24
"""So many of the draws are drawn as arrows; the numbers are those of all draws."""


class Draws(Params):
    batches: Annotated[
        tuple[Batch, ...], Title("배치 크기들", "batch sizes"), Field(min_length=1, max_length=3)
    ] = (1, 8, 64)
    draws: Annotated[int, Title("뽑는 횟수", "draws"), Field(ge=50, le=4000)] = 2000
    epochs: Annotated[int, Title("미리 학습할 에폭", "epochs beforehand"), Field(ge=0, le=20)] = 10


def measure(params: Draws, lab: Lab) -> tuple[Metrics, dict[int, list[float]]]:
    """Compare random batches' gradients with the full one, all at the same weights."""
    import torch

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10])
    stages = lab.share(["weights", *map(str, params.batches)])
    _, part = next(stages)
    train(model, data.x, data.y, part, epochs=params.epochs, lr=0.1, optimizer="SGD")
    each = gradients(model, data)
    full = each.mean(dim=0)
    metrics: Metrics = {"images": float(len(each))}
    fans = {}
    for batch, _ in zip(params.batches, stages, strict=True):
        picks = torch.rand(params.draws, len(each)).argsort(dim=1)[:, :batch]
        drawn = torch.zeros(params.draws, len(each)).scatter_(1, picks, 1 / batch) @ each
        angle = degrees(drawn, full)
        metrics |= {
            f"angle_batch_{batch}": float(angle.mean()),
            f"uphill_batch_{batch}": float((angle > 90).float().mean()),
            f"angle_of_mean_batch_{batch}": float(degrees(drawn.mean(dim=0), full)),
            f"noise_batch_{batch}": float(
                (drawn - full).square().sum(dim=1).mean().sqrt() / full.norm()
            ),
        }
        side = ((drawn - full) @ torch.randn(len(full))).sign()
        fans[batch] = (side * angle)[:SHOWN].tolist()
    return metrics, fans


def gradients(model: "nn.Module", data: Digits) -> "Tensor":
    """Return the loss gradient of every single image, (images, parameters)."""
    import torch
    from torch.func import functional_call, grad, vmap

    def loss(weights: "dict[str, Tensor]", image: "Tensor", label: "Tensor") -> "Tensor":
        return torch.nn.functional.cross_entropy(functional_call(model, weights, image), label)

    weights = {name: weight.detach() for name, weight in model.named_parameters()}
    each = vmap(grad(loss), in_dims=(None, 0, 0))(weights, data.x, data.y)
    return torch.cat([part.flatten(1) for part in each.values()], dim=1)


def degrees(vectors: "Tensor", to: "Tensor") -> "Tensor":
    """Return the angle of each vector to one of them."""
    from torch.nn.functional import cosine_similarity

    return cosine_similarity(vectors, to, dim=-1).clamp(-1, 1).acos().rad2deg()


def draw(
    params: Draws, metrics: Metrics, fans: dict[int, list[float]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, panels = plots.panels(headline(params, metrics, say), len(fans), beside=True)
    frames = []
    for (batch, fan), panel in zip(fans.items(), panels, strict=True):
        panel.set_title(say(f"배치 {batch}", f"batch {batch}"), fontsize=18, fontweight="bold")
        each, mean = (metrics[f"{name}_batch_{batch}"] for name in ("angle", "angle_of_mean"))
        frames.append(spread(panel, fan, mean))
        plots.write(
            panel, (0, -1.35), say(f"하나씩은 {each:.0f}°", f"each {each:.0f}°"), 16, plots.RED
        )
        plots.write(panel, (0, -1.65), say(f"평균은 {mean:.0f}°", f"mean {mean:.0f}°"), 16)
    words = [
        (say("전체 기울기", "full gradient"), plots.BLUE),
        (say("배치의 기울기", "batch gradient"), plots.RED),
        (say(f"{params.draws:,}번의 평균", f"mean of {params.draws:,}"), plots.INK),
    ]
    plots.key(figure, words)

    def frame(step: int) -> None:
        for one in frames:
            one(step)

    return {"directions": plots.Motion(figure, frame, SHOWN + 1, ms=200)}


def spread(panel: "Axes", fan: list[float], mean: float) -> Callable[[int], None]:
    """Draw the full gradient to the right, and return what adds one arrow after the other."""
    import numpy as np
    from matplotlib.collections import LineCollection

    from compute import plots

    panel.set(xlim=(-0.75, 1.05), ylim=(-1.8, 1.05), aspect="equal")
    panel.set_axis_off()
    panel.plot([0, 1], [0, 0], color=plots.BLUE, linewidth=15, alpha=0.5, solid_capstyle="butt")
    ends = [[np.cos(turn), np.sin(turn)] for turn in np.deg2rad([*fan, mean])]
    older = LineCollection([], colors=plots.RED, linewidths=2, alpha=0.4)
    panel.add_collection(older)
    (newest,) = panel.plot([], [], "o-", color=plots.RED, linewidth=5, markersize=9, markevery=[1])

    def frame(step: int) -> None:
        older.set_segments([[(0, 0), end] for end in ends[:step]])
        newest.set_data(*zip((0, 0), ends[step], strict=True))
        newest.set_color(plots.RED if step < len(fan) else plots.INK)

    return frame


def headline(params: Draws, metrics: Metrics, say: Say) -> str:
    smallest = min(params.batches)
    each, mean = (metrics[f"{name}_batch_{smallest}"] for name in ("angle", "angle_of_mean"))
    if each < 30:
        return say(
            "큰 배치는 전체와 거의 같은 쪽을 봐요", "Large batches point almost the right way"
        )
    if mean < each / 2:
        return say(
            "하나씩은 빗나가도 평균은 거의 맞아요", "Each draw misses, their mean hardly does"
        )
    return say("뽑을 때마다 방향이 달라요", "Each draw points another way")


def caption(params: Draws, metrics: Metrics) -> Bilingual:
    """Say how far single draws and their mean point away from the full gradient."""
    rows = [
        (
            batch,
            *(f"{metrics[f'{name}_batch_{batch}']:.0f}°" for name in ("angle", "angle_of_mean")),
        )
        for batch in params.batches
    ]
    ko = ", ".join(
        f"배치 {josa(str(batch), '은', '는')} {each} (평균하면 {mean})"
        for batch, each, mean in rows
    )
    en = ", ".join(f"{each} for batch {batch} ({mean} for the mean)" for batch, each, mean in rows)
    images, least = f"{metrics['images']:.0f}", min(params.batches)
    uphill = f"{metrics[f'uphill_batch_{least}']:.0%}"
    ko_uphill, en_uphill = (
        (
            f"{uphill}가 90° 넘게 빗나가 전체 loss를 오히려 올리는 쪽이에요",
            f"{uphill} are off by more than 90°, uphill on the full loss",
        )
        if metrics[f"uphill_batch_{least}"] >= 0.005
        else ("90° 넘게 빗나간 것은 거의 없어요", "hardly any are off by more than 90°")
    )
    return Bilingual(
        ko=f"숫자 이미지를 {params.epochs}에폭 배운 신경망에서 배치를 무작위로 {params.draws}번"
        f" 뽑아 기울기를 구하고, {images}장 전체의 기울기와 벌어진 각도를 쟀어요. 평균 각도는"
        f" {ko}예요. 배치 {least}에서는 {ko_uphill}. 평균하면 전체 기울기와 같지만 뽑을 때마다"
        " 방향이 흔들린다는 것이 stochastic의 뜻이에요.",
        en=f"In a network after {some(params.epochs, 'epoch')} on digits, random batches were drawn"
        f" {params.draws} times and their gradients compared with that of all {images} images."
        f" The mean angle between them is {en}. At batch {least}, {en_uphill}. Right on average yet"
        " different at every draw: that is what stochastic means.",
    )


DEMO = Demo(
    name="gradient-noise",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="미니배치 기울기의 흔들림", en="The noise of mini-batch gradients"),
    params=Draws,
    presets=(
        Preset(
            name="few-images",
            works=False,
            params={"batches": "1,2,4"},
            look=Bilingual(
                ko="왼쪽을 향한 빨간 선을 찾아보세요. 그 걸음은 전체 loss를 올리는 쪽이에요.",
                en="Find the red lines that point left: those steps go uphill on the full loss.",
            ),
        ),
        Preset(
            name="large",
            works=True,
            params={"batches": "64,256,1024"},
            look=Bilingual(
                ko="배치가 커질수록 부챗살이 파란 화살표 쪽으로 모여요.",
                en="The larger the batch, the closer the fan folds round the blue bar.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
