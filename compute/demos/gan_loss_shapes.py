"""Why G minimises -log D(G(z)): two losses and their gradients (Goodfellow et al., 2014)."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

Verdict = Annotated[float, Field(ge=0.001, le=0.999)]


class Verdicts(Params):
    d_fake: Verdict = 0.05
    d_real: Verdict = 0.95


class Shape(NamedTuple):
    """A loss of G at each D(G(z)) and the size of its gradient there."""

    loss: list[float]
    gradient: list[float]


def measure(params: Verdicts, lab: Lab) -> tuple[Metrics, dict[str, Shape]]:
    """Compute both losses of G and their gradients for all D(G(z)), and D's own loss."""
    import torch

    probability = torch.tensor([params.d_fake, *verdicts()], dtype=torch.float64)
    metrics: Metrics = {}
    shapes = {}
    for name, _ in lab.share(["minimax", "non_saturating"]):
        loss, gradient = passed_back(name, probability)
        metrics |= {f"loss_{name}": loss[0].item(), f"gradient_{name}": gradient[0].item()}
        shapes[name] = Shape(loss[1:].tolist(), gradient[1:].tolist())
    metrics["ratio"] = metrics["gradient_non_saturating"] / metrics["gradient_minimax"]
    real, fake = torch.tensor(params.d_real).log(), torch.tensor(1 - params.d_fake).log()
    metrics["loss_d"] = float(-real - fake)
    return metrics, shapes


def verdicts() -> list[float]:
    """Return the D(G(z)) that the curves are drawn at."""
    return [place / 500 for place in range(1, 500)]


def passed_back(name: str, probability: "Tensor") -> "tuple[Tensor, Tensor]":
    """Return G's loss where D says `probability`, and the size of its slope along D's logit.

    All that G learns passes through this logit: D(G(z)) is the sigmoid of it.
    """
    import torch

    logit = probability.logit().requires_grad_()
    verdict = logit.sigmoid()
    loss = (1 - verdict).log() if name == "minimax" else -verdict.log()
    (gradient,) = torch.autograd.grad(loss.sum(), logit)
    return loss.detach(), gradient.abs()


def draw(params: Verdicts, metrics: Metrics, shapes: dict[str, Shape], say: Say) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, 2, share=False)
    left, right = panels
    colors = {"minimax": plots.RED, "non_saturating": plots.BLUE}
    for name, color in colors.items():
        for panel, kind, values in zip(panels, ("loss", "gradient"), shapes[name], strict=True):
            panel.plot(verdicts(), values, color=color, linewidth=3.5)
            plots.dots(panel, [params.d_fake], [metrics[f"{kind}_{name}"]], color, 13)
    for panel in panels:
        panel.axvline(params.d_fake, color=plots.FAINT, linestyle="--", linewidth=1.5)
        panel.set(xlim=(0, 1), xlabel="D(G(z))")
    left.set_title(say("G의 손실", "loss of G"))
    plots.write(left, (0.38, 3.0), "−log D(G(z))", 15, plots.BLUE)
    plots.write(left, (0.42, -2.6), "log(1 − D(G(z)))", 15, plots.RED)
    right.set_title(say("로짓에 대한 기울기 크기", "size of its gradient (logit)"))
    word = say("기울기", "gradient")
    names = {"minimax": "minimax", "non_saturating": "−log D"}
    entries = [
        (f"{names[name]}: {word} {metrics[f'gradient_{name}']:.3g}", color)
        for name, color in colors.items()
    ]
    plots.key(figure, entries)
    return {"losses": figure}


DEMO = packaged(Verdicts, measure, draw)
