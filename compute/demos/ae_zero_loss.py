"""Can an autoencoder's loss reach zero? A free one copies; a bottleneck or noise sets a floor.

The networks are linear, as their lowest possible loss is known (Baldi & Hornik, 1989).
"""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.ae_digits import row
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from compute.plots import Picture

LOOKS = 50
"""The loss over all images is taken so many times in a run."""


class Settings(Params):
    code_dim: Annotated[int, Title("병목의 코드 차원", "bottleneck's code"), Field(ge=1, le=64)] = 8
    noise: Annotated[
        float, Title("입력 잡음의 표준편차", "input noise (std)"), Field(ge=0.05, le=1)
    ] = 0.3
    steps: Annotated[int, Title("학습 횟수", "training steps"), Field(ge=50, le=3000)] = 1000


class Run(NamedTuple):
    """Every setting's loss after each look, and an image of static with what becomes of it."""

    losses: dict[str, list[float]]
    static: "dict[str, NDArray[float32]]"


def measure(params: Settings, lab: Lab) -> tuple[Metrics, Run]:
    """Train three linear autoencoders: with a bottleneck, with none, and with noisy input."""
    import torch

    data = digits()
    x, pixels = data.x, data.side**2
    settings = {
        "bottleneck": (params.code_dim, 0.0),
        "free": (pixels, 0.0),
        "noisy": (pixels, params.noise),
    }
    spread = torch.linalg.eigvalsh(torch.cov(x.T.double(), correction=0)).clamp(min=0)
    floors = {
        "bottleneck": float(spread[: pixels - params.code_dim].sum()) / pixels,
        "free": 0.0,
        "noisy": float((spread * params.noise**2 / (spread + params.noise**2)).sum()) / pixels,
    }
    static = torch.rand(100, pixels, generator=torch.Generator().manual_seed(lab.seed))
    run = Run({}, {"input": static[0].view(data.side, data.side).numpy()})
    metrics: Metrics = {}
    for name, part in lab.share(list(settings)):
        model, run.losses[name] = fit(x, *settings[name], params.steps, part)
        with torch.no_grad():
            made = model(static)
        run.static[name] = made[0].view(data.side, data.side).numpy()
        alike = torch.corrcoef(torch.stack([made.flatten(), static.flatten()]))[0, 1]
        metrics |= {
            f"loss_{name}": run.losses[name][-1],
            f"floor_{name}": floors[name],
            f"static_copied_{name}": float(alike),
        }
    return metrics, run


def fit(
    x: "Tensor", code_dim: int, noise: float, steps: int, lab: Lab
) -> tuple["nn.Module", list[float]]:
    """Train a linear autoencoder to restore x from noisy x; return it and its loss over time."""
    import torch

    torch.manual_seed(lab.seed)
    pixels = x.shape[1]
    model = torch.nn.Sequential(
        torch.nn.Linear(pixels, code_dim), torch.nn.Linear(code_dim, pixels)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for step in range(steps + 1):
        if step * LOOKS % steps < LOOKS:
            with torch.no_grad():
                rebuilt = model(x + noise * torch.randn_like(x))
            losses.append(float((rebuilt - x).square().mean()))
            lab.report(step / steps, f"step {step} · loss {losses[-1]:.2g}")
        clean = x[torch.randint(len(x), (128,))]
        loss = (model(clean + noise * torch.randn_like(clean)) - clean).square().mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        decay.step()
    return model, losses


def draw(params: Settings, metrics: Metrics, run: Run, say: Say) -> "dict[str, Picture]":
    from compute import plots

    shown = {
        "input": (plots.INK, say("넣은 것:\n무작위 픽셀", "put in:\nrandom pixels")),
        "free": (plots.BLUE, say("병목 없음", "no bottleneck")),
        "noisy": (plots.ORANGE, say(f"입력 잡음 {params.noise:g}", f"noise {params.noise:g}")),
        "bottleneck": (plots.RED, say(f"코드 {params.code_dim}차원", f"code of {params.code_dim}")),
    }
    title = headline(metrics, say)
    figure, (left, right) = plots.panels(title, 2, share=False, widths=(1.6, 1))
    for name in ("bottleneck", "free", "noisy"):
        times = [look * params.steps / LOOKS for look in range(LOOKS + 1)]
        style = "--" if name == "noisy" else "-"  # it may lie on another line
        left.plot(times, run.losses[name], style, color=shown[name][0], linewidth=3.5)
    left.set(yscale="log", xlim=(0, params.steps))
    left.set(xlabel=say("학습 횟수", "step"), ylabel="loss (MSE)")
    for bottom, (name, (color, text)) in zip((4.2, 2.8, 1.4, 0.0), shown.items(), strict=True):
        row(right, run.static[name][None], bottom, 1.1, cmap="gray_r", vmin=0, vmax=1)
        loss = f"\nloss {run.losses[name][-1]:.2g}" if name in run.losses else ""
        right.text(
            1.1, bottom + 0.55, text + loss, color=color, fontsize=15, fontweight="bold",
            va="center",
        )  # fmt: skip
    right.set(xlim=(0, 2.9), ylim=(0, 5.4))
    right.set_axis_off()
    return {"floors": figure}


def headline(metrics: Metrics, say: Say) -> str:
    if not settled(metrics):
        return say("덜 학습해서 바닥이 아직 안 보여요", "Too few steps to see the floors")
    if metrics["floor_bottleneck"] < 0.1 * metrics["floor_noisy"]:
        return say("입력 잡음만 loss에 바닥을 만들어요", "Here only noise keeps the loss off zero")
    return say(
        "병목이나 잡음이 있으면 loss는 0이 안 돼요", "A bottleneck or noise keeps the loss off zero"
    )


def settled(metrics: Metrics) -> bool:
    """Return whether the free network has got far below the floor of the noisy one."""
    return metrics["loss_free"] < 0.1 * metrics["floor_noisy"]


def caption(params: Settings, metrics: Metrics) -> Bilingual:
    """Say how far each loss fell, how far it could have, and what the free network copies."""
    losses = {name: f"{metrics[f'loss_{name}']:.2g}" for name in ("bottleneck", "free", "noisy")}
    floors = {name: f"{metrics[f'floor_{name}']:.2g}" for name in ("bottleneck", "noisy")}
    copied = {name: f"{metrics[f'static_copied_{name}']:.2g}" for name in ("bottleneck", "free")}
    ko_end, en_end = (
        (
            " 그렇다고 0이 목표는 아니에요. 오른쪽처럼 무작위 픽셀을 넣으면 병목 없는 망은 그것까지"
            f" 베끼고(상관계수 {copied['free']}), 코드가 {params.code_dim}차원인 망은"
            f" {josa(copied['bottleneck'], '이에요', '예요')}.",
            " Yet zero is not the goal: given random pixels, the free network copies even those"
            f" (correlation {copied['free']}, against {copied['bottleneck']} with a code of"
            f" {params.code_dim}).",
        )
        if settled(metrics)
        else (" 아직 덜 학습해서 더 내려갈 수 있어요.", " More training would lower them further.")
    )
    return Bilingual(
        ko=f"선형 오토인코더 셋을 {params.steps}번씩 학습했어요. 병목이 없을 때의 loss(MSE)는"
        f" {losses['free']}, 코드가 {params.code_dim}차원이면 {losses['bottleneck']}"
        f" (이론상 최저 {floors['bottleneck']}), 입력에 표준편차 {params.noise:g}의 잡음을 섞으면"
        f" {losses['noisy']} (이론상 최저 {floors['noisy']})에서 끝났어요.{ko_end}",
        en=f"Three linear autoencoders were trained for {some(params.steps, 'step')} each. Without"
        f" a bottleneck the loss (MSE) ended at {losses['free']}; with a code of {params.code_dim}"
        f" at {losses['bottleneck']} (lowest possible: {floors['bottleneck']}), and with input"
        f" noise of standard deviation {params.noise:g} at {losses['noisy']} (lowest:"
        f" {floors['noisy']}).{en_end}",
    )


DEMO = Demo(
    name="ae-zero-loss",
    topic=Topic.AUTOENCODERS,
    title=Bilingual(ko="오토인코더의 loss는 0이 될까요", en="Can an autoencoder's loss be zero?"),
    params=Settings,
    presets=(
        Preset(
            name="tight",
            works=False,
            params={"code_dim": 2, "noise": 0.6},
            look=Bilingual(
                ko="더 좁은 병목과 더 센 잡음이에요. 두 선이 멈추는 바닥이 함께 높아져요.",
                en="A tighter bottleneck and stronger noise: both floors are higher.",
            ),
        ),
        Preset(
            name="wide",
            works=True,
            params={"code_dim": 32, "noise": 0.1},
            look=Bilingual(
                ko="코드가 넓고 잡음이 약해서 바닥이 낮아졌지만, 그래도 0은 아니에요.",
                en="With a wider code and little noise the floors are lower, yet still not zero.",
            ),
        ),
        Preset(
            name="too-short",
            works=False,
            params={"steps": 50},
            look=Bilingual(
                ko="세 선이 아직 내려가는 중이에요. 덜 학습한 loss와 바닥을 혼동하지 마세요.",
                en="All lines are still falling: don't take a lack of training for a floor.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
