"""Can an autoencoder's loss reach zero? A free one copies; a bottleneck or noise sets a floor.

The networks are linear, as their lowest possible loss is known (Baldi & Hornik, 1989).
"""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor, nn

LOOKS = 50
"""The loss over all images is taken so many times in a run."""


class Settings(Params):
    code_dim: Annotated[int, Field(ge=1, le=64)] = 8
    noise: Annotated[float, Field(ge=0.05, le=1)] = 0.3
    steps: Annotated[int, Field(ge=50, le=3000)] = 1000


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
    for (name, (code_dim, noise)), part in lab.share(list(settings.items())):
        model, run.losses[name] = fit(x, code_dim, noise, params.steps, part)
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
        loss.backward()
        optimizer.step()
        decay.step()
    return model, losses


def draw(params: Settings, metrics: Metrics, run: Run, say: Say) -> Pictures:
    from compute import plots

    shown = {
        "input": (plots.INK, say("넣은 것:\n무작위 픽셀", "put in:\nrandom pixels")),
        "free": (plots.BLUE, say("병목 없음", "no bottleneck")),
        "noisy": (plots.ORANGE, say(f"입력 잡음 {params.noise:g}", f"noise {params.noise:g}")),
        "bottleneck": (plots.RED, say(f"코드 {params.code_dim}차원", f"code of {params.code_dim}")),
    }
    figure, (left, right) = plots.panels(say.headline, 2, share=False, widths=(1.6, 1))
    for name in ("bottleneck", "free", "noisy"):
        times = [look * params.steps / LOOKS for look in range(LOOKS + 1)]
        style = "--" if name == "noisy" else "-"  # it may lie on another line
        left.plot(times, run.losses[name], style, color=shown[name][0], linewidth=3.5)
    left.set(yscale="log", xlim=(0, params.steps))
    left.set(xlabel=say("학습 횟수", "step"), ylabel="loss (MSE)")
    for bottom, (name, (color, text)) in zip((4.2, 2.8, 1.4, 0.0), shown.items(), strict=True):
        place = (0.08, 0.92, bottom, bottom + 1.1)
        right.imshow(run.static[name], "gray_r", vmin=0, vmax=1, extent=place, aspect="auto")
        loss = f"\nloss {run.losses[name][-1]:.2g}" if name in run.losses else ""
        right.text(
            1.1, bottom + 0.55, text + loss, color=color, fontsize=15, fontweight="bold",
            va="center",
        )  # fmt: skip
    right.set(xlim=(0, 2.9), ylim=(0, 5.4))
    right.set_axis_off()
    return {"floors": figure}


DEMO = packaged(Settings, measure, draw)
