"""Why the loss sometimes rises: gradient descent on digits with steps that are too long."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.demos.demo import Demo, Output, Params, Progress, Title, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

CEILING = 1e6
"""A loss beyond this counts as diverged and ends its run."""


class Descent(Params):
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.001, le=5)] = 2.0
    batch: Annotated[
        int, Title("배치 크기 (0이면 전체)", "batch size (0 = full)"), Field(ge=0, le=1024)
    ] = 0
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=10, le=300)] = 100


def run(params: Descent, seed: int, progress: Progress) -> Output:
    """Train the same small network with lr / 10, lr and lr × 10, and draw the three losses."""
    from compute import plots

    rates = [params.lr / 10, params.lr, params.lr * 10]
    colors = [plots.BLUE, plots.ORANGE, plots.RED]
    metrics: dict[str, float] = {}
    curves: list[list[float]] = []
    for index, rate in enumerate(rates):

        def report(done: float, loss: float, index: int = index, rate: float = rate) -> None:
            progress((index + done) / len(rates), f"lr {rate:g} · loss {loss:.3g}")

        curve = descend(rate, params.batch, params.steps, seed, report)
        rises = sum(after > before for before, after in pairwise(curve))
        metrics |= {f"rises_lr_{rate:g}": float(rises), f"final_loss_lr_{rate:g}": curve[-1]}
        curves.append(curve)
    figure, (panel,) = plots.panels(headline(metrics, rates))
    for curve, color in zip(curves, colors, strict=True):
        plots.line(panel, range(len(curve)), curve, color)
    panel.set(yscale="log", xlabel="step", ylabel="loss", xlim=(0, params.steps))
    names = [f"lr {rate:g}\nrose {metrics[f'rises_lr_{rate:g}']:g}×" for rate in rates]
    ends = [curve[-1] for curve in curves]
    plots.tag_ends(panel, list(zip(ends, names, colors, strict=True)))
    return Output(metrics, caption(params, rates, metrics), {"loss": figure})


def headline(metrics: dict[str, float], rates: list[float]) -> str:
    rose = any(metrics[f"rises_lr_{rate:g}"] for rate in rates)
    return "Steps too long make the loss climb" if rose else "Short steps: the loss only falls"


def descend(
    rate: float, batch: int, steps: int, seed: int, report: Callable[[float, float], None]
) -> list[float]:
    """Return the loss over all digits before the first step and after each, all finite."""
    import torch
    from torch.nn.functional import cross_entropy

    images, labels = digits()
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses: list[float] = []
    for step in range(steps + 1):
        loss = cross_entropy(model(images), labels)
        if not math.isfinite(loss.item()) or loss.item() > CEILING:
            break
        losses.append(loss.item())
        report(step / steps, loss.item())
        if batch:
            rows = torch.randint(len(images), (batch,))
            loss = cross_entropy(model(images[rows]), labels[rows])
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    return losses


def digits() -> tuple["Tensor", "Tensor"]:
    """Return scikit-learn's bundled digits: images (1797, 64) in [0, 1] and labels (1797,)."""
    import torch
    from sklearn.datasets import load_digits

    bundle = load_digits()
    return torch.tensor(bundle.data / 16, dtype=torch.float32), torch.tensor(bundle.target)


def caption(params: Descent, rates: list[float], metrics: dict[str, float]) -> Bilingual:
    """Say what was trained and, for each rate, how often the loss rose and where it ended."""
    rose = [int(metrics[f"rises_lr_{rate:g}"]) for rate in rates]
    final = [metrics[f"final_loss_lr_{rate:g}"] for rate in rates]
    ko_data = f"{params.batch}장씩 골라" if params.batch else "전체를 한꺼번에 써서"
    en_data = f"random batches of {params.batch}" if params.batch else "the full batch"
    ko_runs = ", ".join(
        f"lr {rate:g}에서는 {count}번 (끝 loss {loss:.3g})"
        for rate, count, loss in zip(rates, rose, final, strict=True)
    )
    en_runs = ", ".join(
        f"{some(count, 'time')} at lr {rate:g} (ending at {loss:.3g})"
        for rate, count, loss in zip(rates, rose, final, strict=True)
    )
    ko_noise = " 미니배치 기울기는 어림값이라 그 때문에도 올라가요." * (params.batch > 0)
    en_noise = " A mini-batch gradient is also only an estimate." * (params.batch > 0)
    return Bilingual(
        ko=f"숫자 이미지 1797장에 작은 신경망을 경사하강법으로 {params.steps}번"
        f" 학습했어요 ({ko_data})."
        f" loss가 올라간 횟수는 {ko_runs}이에요."
        " 기울기는 바로 옆의 내리막만 알려 줘서, 걸음이 너무 길면 골짜기를 건너뛰어 더 높은 곳에"
        f" 닿아요.{ko_noise}",
        en=f"A small network was trained on 1797 digit images for {params.steps} steps of gradient"
        f" descent ({en_data}). The loss rose {en_runs}."
        " The gradient only knows the slope right here, so too long a step jumps over the valley"
        f" and lands higher.{en_noise}",
    )


DEMO = Demo(
    name="gd-lr-too-large",
    title=Bilingual(ko="학습률이 너무 크면", en="When the learning rate is too large"),
    params=Descent,
    questions=("gd-loss-increase",),
    run=run,
)
