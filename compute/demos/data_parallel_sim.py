"""How two GPUs train one model: the gradients of parts of a batch, put together again."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp

if TYPE_CHECKING:
    from torch import Tensor

CEILING = 100.0
"""Losses beyond this are shown as this."""


class Parallel(Params):
    workers: Annotated[int, Field(ge=2, le=8)] = 2
    split: Literal["equal", "unequal"] = "equal"
    combine: Literal["mean", "sum", "weighted"] = "mean"
    batch: Annotated[int, Field(ge=16, le=256)] = 64
    lr: Annotated[float, Field(ge=0.01, le=2)] = 0.5
    steps: Annotated[int, Field(ge=10, le=300)] = 100


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


def draw(params: Parallel, metrics: Metrics, runs: dict[str, Run], say: Say) -> Pictures:
    from compute import plots

    one, several = runs["one"], runs["several"]
    figure, (gradients, losses) = plots.panels(say.headline, 2, share=False)
    reach = 1.05 * float(max(one.gradient.abs().max(), several.gradient.abs().max()))
    gradients.plot([-reach, reach], [-reach, reach], color=plots.FAINT, linewidth=8, alpha=0.4)
    plots.dots(gradients, one.gradient.tolist(), several.gradient.tolist(), plots.BLUE, size=7)
    gradients.set(
        title=say("가중치마다 기울기", "each weight's gradient"), xlabel=say("GPU 1개", "1 GPU")
    )
    gradients.set(ylabel=say(f"GPU {params.workers}개", f"{params.workers} GPUs"))
    gradients.set(xlim=(-reach, reach), ylim=(-reach, reach))
    losses.plot(one.losses, color=plots.FAINT, linewidth=11, alpha=0.5)
    plots.line(losses, range(len(several.losses)), several.losses, plots.BLUE)
    losses.set(title="loss", xlabel=say("학습 횟수", "step"), ylim=(0, None))
    words = [
        (say("GPU 1개, 전체 배치", "1 GPU, the whole batch"), plots.FAINT),
        (say(f"GPU {params.workers}개가 나눠서", f"{params.workers} GPUs, shared"), plots.BLUE),
    ]
    plots.key(figure, words)
    return {"gradients": figure}


DEMO = packaged(Parallel, measure, draw)
