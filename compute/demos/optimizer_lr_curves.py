"""How optimisers differ in the learning rates they bear: loss by rate, with and without warm-up."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

Optimizer = Literal["sgd", "momentum", "adam", "adamw", "muon"]

THIRDS = range(-12, 4)
"""The learning rates are ten to the power of these thirds, from 0.0001 to 10."""
NETWORKS, HIDDEN, BATCH, HELD_OUT = 3, 32, 64, 347
DECAY = 0.1
CEILING = 2.3026
"""The loss of guessing; one above, or one that is no number any more, counts as this."""
NEAR = 0.1
"""A rate is good if its mean loss is at most so much above that of the best."""


class Curves(Params):
    optimizers: Annotated[tuple[Optimizer, ...], Field(min_length=1, max_length=5)] = (
        "sgd", "momentum", "adam", "adamw", "muon",
    )  # fmt: skip
    warmup: Annotated[float, Field(ge=0, le=0.9)] = 0.3
    steps: Annotated[int, Field(ge=10, le=500)] = 80


def measure(params: Curves, lab: Lab) -> "tuple[Metrics, dict[str, Tensor]]":
    """Train networks with every optimiser and learning rate, and validate them at the end."""
    import torch

    rates = 10 ** (torch.tensor(THIRDS) / 3)
    metrics: Metrics = {"networks": NETWORKS, "rates": len(rates)}
    curves = {}
    for name, part in lab.share(params.optimizers):
        for when, half in part.share(("plain", "warm")):
            warmup = max(1.0, params.warmup * params.steps) if when == "warm" else 1.0
            losses = learn(name, rates, warmup, params.steps, half)
            mean = losses.mean(dim=1)
            good = rates[mean <= mean.min() + NEAR]
            metrics |= {
                f"loss_{when}_{name}": mean.min().item(),
                f"best_lr_{when}_{name}": rates[mean.argmin()].item(),
                f"lowest_lr_{when}_{name}": good.min().item(),
                f"highest_lr_{when}_{name}": good.max().item(),
            }
            curves[f"{when}_{name}"] = losses
        ends = [metrics[f"highest_lr_{when}_{name}"] for when in ("plain", "warm")]
        metrics[f"raised_{name}"] = float(ends[1] > ends[0])
    return metrics, curves


def learn(name: str, rates: "Tensor", warmup: float, steps: int, lab: Lab) -> "Tensor":
    """Return the validation losses (rates, NETWORKS) of networks that all learn at once.

    The learning rate grows to its full size over the first `warmup` steps.
    """
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(lab.seed)
    data = digits(lab.seed)
    weights = []
    for inputs, outputs in pairwise([data.side**2, HIDDEN, HIDDEN, 10]):
        start = torch.randn(NETWORKS, inputs, outputs) * (2 / inputs) ** 0.5
        weights.append(start.repeat(len(rates), 1, 1).requires_grad_())
    first, second = ([torch.zeros_like(weight) for weight in weights] for _ in range(2))
    lr = rates.repeat_interleave(NETWORKS)[:, None, None]

    def losses(x: "Tensor", y: "Tensor") -> "Tensor":
        hidden = ((x @ weights[0]).relu() @ weights[1]).relu()
        logits = (hidden @ weights[2]).mT
        return cross_entropy(logits, y.expand(len(lr), -1), reduction="none").mean(dim=1)

    for step in range(1, steps + 1):
        rows = torch.randint(HELD_OUT, len(data.x), (BATCH,))
        gradients = torch.autograd.grad(losses(data.x[rows], data.y[rows]).sum(), weights)
        pace = lr * min(1.0, step / warmup)
        with torch.no_grad():
            for weight, gradient, m, v in zip(weights, gradients, first, second, strict=True):
                if name == "adamw":
                    weight *= 1 - pace * DECAY
                weight -= pace * update(name, gradient, m, v, step)
        lab.report(step / steps, f"{name} · step {step}")
    with torch.no_grad():
        found = losses(data.x[:HELD_OUT], data.y[:HELD_OUT])
    return found.nan_to_num(CEILING).clamp(max=CEILING).view(len(rates), NETWORKS)


def update(name: str, gradient: "Tensor", m: "Tensor", v: "Tensor", step: int) -> "Tensor":
    """Return the direction of a step, having updated the moments `m` and `v`.

    Adam is that of Kingma & Ba (2015), AdamW of Loshchilov & Hutter (2019), Muon of Jordan et al.
    (2024), here for every matrix.
    """
    if name == "sgd":
        return gradient
    if name in ("momentum", "muon"):
        m.mul_(0.9).add_(gradient)
        return m if name == "momentum" else orthogonal(gradient + 0.9 * m)
    m.lerp_(gradient, 0.1)
    v.lerp_(gradient**2, 0.001)
    mean, square = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return mean / (square.sqrt() + 1e-8)


def orthogonal(matrices: "Tensor") -> "Tensor":
    """Return about U Vᵀ of matrices U S Vᵀ, by five Newton–Schulz steps."""
    x: Tensor = matrices / (matrices.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x.mT @ x
        x = 3.4445 * x + x @ (-4.7750 * gram + 2.0315 * gram @ gram)
    return x


def draw(params: Curves, metrics: Metrics, curves: "dict[str, Tensor]", say: Say) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, 2)
    names = {
        "sgd": ("SGD", plots.RED),
        "momentum": (say("모멘텀", "momentum"), plots.ORANGE),
        "adam": ("Adam", plots.BLUE),
        "adamw": ("AdamW", plots.SKY),
        "muon": ("Muon", plots.GREEN),
    }
    titles = (say("워밍업 없이", "without warm-up"), say("워밍업하면", "with warm-up"))
    rates = [10 ** (third / 3) for third in THIRDS]
    for panel, title, when in zip(panels, titles, ("plain", "warm"), strict=True):
        for name in params.optimizers:
            runs = curves[f"{when}_{name}"].T.numpy()
            plots.band(panel, rates, runs, names[name][1])
        panel.set_title(title, fontweight="bold")
        panel.set(xscale="log", xlim=(rates[0], rates[-1]), ylim=(0, CEILING * 1.03))
        panel.set_ylabel(say("검증 loss", "validation loss"))
    panels[1].set_xlabel(say("학습률 (로그 눈금)", "learning rate (log scale)"))
    plots.key(figure, [names[name] for name in params.optimizers])
    return {"curves": figure}


DEMO = packaged(Curves, measure, draw)
