"""What a scaling law is good for: the loss of a large network, foretold from small ones."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from numpy import ndarray
    from torch import Tensor

INPUTS, WAVES, NETWORKS, BATCH, TEST = 4, 32, 4, 128, 2000
DRAWS = 400
"""How often the runs are drawn anew for the interval."""


class Sizes(Params):
    widths: Annotated[
        tuple[Annotated[int, Field(ge=2, le=256)], ...], Field(min_length=3, max_length=8)
    ] = (4, 6, 8, 12, 16, 24)
    target: Annotated[int, Field(ge=2, le=512)] = 48
    examples: Annotated[int, Field(ge=50, le=50000)] = 20000
    noise: Annotated[float, Field(ge=0, le=1)] = 0.3
    steps: Annotated[int, Field(ge=20, le=1000)] = 500


class Found(NamedTuple):
    """Parameters (widths,) and losses (widths, NETWORKS), the target's last; curves by law."""

    sizes: "ndarray"
    losses: "ndarray"
    curves: "dict[str, tuple[list[float], list[float]]]"


def measure(params: Sizes, lab: Lab) -> tuple[Metrics, Found]:
    """Train networks of all widths, and fit the smaller ones' losses with two laws.

    L = a · N^-b as in Kaplan et al. (2020), and L = a · N^-b + c as in Hoffmann et al. (2022).
    """
    import numpy as np
    import torch

    torch.manual_seed(lab.seed)
    x, test_x = (torch.randn(count, INPUTS) for count in (params.examples, TEST))
    waves, phases, heights = torch.randn(INPUTS, WAVES), torch.randn(WAVES), torch.randn(WAVES, 1)
    y, test_y = (torch.sin(one @ waves + 3 * phases) @ heights / 4 for one in (x, test_x))
    y, test_y = (one + params.noise * torch.randn_like(one) for one in (y, test_y))
    runs = []
    for width, part in lab.share([*params.widths, params.target]):
        weights = learn(width, x, y, params.steps, part)
        with torch.no_grad():
            runs.append(((network(weights, test_x) - test_y) ** 2).mean(dim=(1, 2)).numpy())
    sizes = np.array([size(width) for width in (*params.widths, params.target)])
    losses = np.array(runs)
    metrics: Metrics = {"networks": NETWORKS, "parameters": float(sizes[-1])}
    metrics |= {"least": params.noise**2, "truth": float(losses[-1].mean())}
    across = np.geomspace(sizes.min(), sizes.max(), 40)
    curves = {}
    for law, most in (("line", 0.0), ("floor", 0.98)):
        laws = fits(sizes[:-1], losses[:-1], most, lab.seed)
        foretold = [a * sizes[-1] ** -b + c for a, b, c in laws]
        low, high = np.quantile(foretold[1:], (0.025, 0.975))
        metrics |= {
            f"exponent_{law}": laws[0][1],
            f"rest_{law}": laws[0][2],
            f"foretold_{law}": float(foretold[0]),
            f"low_{law}": float(low),
            f"high_{law}": float(high),
        }
        a, b, c = laws[0]
        curves[law] = (across.tolist(), (a * across**-b + c).tolist())
    return metrics, Found(sizes, losses, curves)


def size(width: int) -> int:
    """Return the number of weights and biases."""
    return (INPUTS + 1) * width + (width + 1) * width + width + 1


def learn(width: int, x: "Tensor", y: "Tensor", steps: int, lab: Lab) -> "list[Tensor]":
    """Return the weights and biases of networks with two hidden layers, all trained at once."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    x, y, start = x.to(device), y.to(device), []
    for inputs, outputs in pairwise([INPUTS, width, width, 1]):
        start.append(torch.randn(NETWORKS, inputs, outputs) * (2 / inputs) ** 0.5)
        start.append(torch.randn(NETWORKS, 1, outputs) * 0.1)
    weights = [part.to(device).requires_grad_() for part in start]
    optimizer = torch.optim.Adam(weights, lr=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(1, steps + 1):
        rows = torch.randint(len(x), (BATCH,))
        loss = ((network(weights, x[rows]) - y[rows]) ** 2).mean(dim=(1, 2)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        lab.report(step / steps, f"width {width} · step {step}")
    return [weight.detach().cpu() for weight in weights]


def network(weights: "list[Tensor]", x: "Tensor") -> "Tensor":
    """Return what the networks make of x (n, INPUTS): (NETWORKS, n, 1)."""
    for layer in range(0, len(weights), 2):
        x = (x.relu() if layer else x) @ weights[layer] + weights[layer + 1]
    return x


def fits(sizes: "ndarray", losses: "ndarray", most: float, seed: int) -> list[list[float]]:
    """Return a, b and c of the law fitted to all runs, and to DRAWS bootstrap samples of them.

    Of floors c up to `most` of the lowest loss, the one with the least squared error of log L.
    """
    import numpy as np

    dice = np.random.default_rng(seed)
    n, all_losses = np.log(sizes).repeat(losses.shape[1]), losses.ravel()
    found = []
    for sample in range(DRAWS + 1):
        rows = dice.integers(len(n), size=len(n)) if sample else np.arange(len(n))
        x, loss = n[rows], all_losses[rows]
        c = np.linspace(0, most, 30)[:, None] * loss.min()
        y = np.log(loss - c)
        steep = ((x - x.mean()) * y).mean(axis=1) / max(x.var(), 1e-9)
        start = y.mean(axis=1) - steep * x.mean()
        fitted = np.log(np.exp(start[:, None] + steep[:, None] * x) + c)
        best = ((fitted - np.log(loss)) ** 2).sum(axis=1).argmin()
        found.append([float(np.exp(start[best])), -float(steep[best]), float(c[best, 0])])
    return found


def draw(params: Sizes, metrics: Metrics, found: Found, say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    ends = [metrics[f"{end}_{law}"] for end in ("low", "high") for law in found.curves]
    low, high = min(*ends, found.losses.min()) / 1.2, max(*ends, found.losses.max()) * 1.2
    panel.set(xscale="log", yscale="log", ylim=(low, high))
    panel.set_xlim(found.sizes.min() / 1.2, found.sizes.max() * 1.5)
    panel.set(xlabel=say("파라미터 수 N", "parameters N"), ylabel=say("테스트 loss", "test loss"))
    ticks = [tick for tick in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5) if low < tick < high]
    panel.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    panel.minorticks_off()
    names = {
        "line": (say("직선", "line"), plots.RED),
        "floor": (say("바닥 넣어", "with floor"), plots.BLUE),
    }
    for shift, (law, (name, color)) in zip((0.9, 1.02), names.items(), strict=True):
        plots.line(panel, *found.curves[law], color=color, label=name)
        place = found.sizes[-1] * shift
        interval = metrics[f"low_{law}"], metrics[f"high_{law}"]
        panel.fill_between([place, 1.09 * place], *interval, color=color, alpha=0.35, linewidth=0)
    for count, runs in zip(found.sizes[:-1], found.losses[:-1], strict=True):
        plots.dots(panel, [count] * NETWORKS, runs.tolist(), plots.INK, 6)
    truth = say("★ 실제", "★ truth")
    star = found.sizes[-1], metrics["truth"]
    panel.plot(*star, "*", color=plots.INK, markersize=16, zorder=5, label=truth)
    plots.tag_ends(panel)
    return {"law": figure}


DEMO = packaged(Sizes, measure, draw, num_gpus=1)
