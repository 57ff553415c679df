"""Why G minimises -log D(G(z)): two losses and their gradients (Goodfellow et al., 2014)."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

Verdict = Annotated[float, Field(ge=0.001, le=0.999)]


class Verdicts(Params):
    d_fake: Annotated[Verdict, Title("가짜를 본 D(G(z))", "D(G(z)), its view of fakes")] = 0.05
    d_real: Annotated[Verdict, Title("진짜를 본 D(x)", "D(x), its view of real data")] = 0.95


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


def draw(
    params: Verdicts, metrics: Metrics, shapes: dict[str, Shape], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, panels = plots.panels(headline(metrics, say), 2, share=False)
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


def headline(metrics: Metrics, say: Say) -> str:
    ratio = metrics["ratio"]
    if ratio > 1.01:
        return say(
            f"minimax로는 G의 기울기가 {ratio:.3g}배 작아요",
            f"Minimax: a gradient {ratio:.3g} times smaller for G",
        )
    if ratio < 0.99:
        return say(
            "D가 속을 때는 minimax의 기울기가 커요", "D is fooled: minimax has more gradient"
        )
    return say("균형에서는 두 기울기가 같아요", "In balance, both give the same gradient")


def caption(params: Verdicts, metrics: Metrics) -> Bilingual:
    """Write the losses down and say what D and G get from them at these verdicts."""
    own = f"{metrics['loss_d']:.3g}"
    weak, strong = (f"{metrics[f'gradient_{n}']:.3g}" for n in ("minimax", "non_saturating"))
    ko = (
        "GAN에서 D는 log D(x) + log(1 − D(G(z)))를 키우고 G는 같은 값을 줄여요."
        f" D(x) = {params.d_real:g}, D(G(z)) = {params.d_fake:g}이면 D의 손실은 {own}이고,"
        f" D의 로짓을 거쳐 G로 가는 기울기는 minimax 손실에서 {weak},"
        f" non-saturating 손실 −log D(G(z))에서 {strong}이에요."
    )
    en = (
        "In a GAN, D raises log D(x) + log(1 − D(G(z))) and G lowers it. With"
        f" D(x) = {params.d_real:g} and D(G(z)) = {params.d_fake:g}, the loss of D is {own}; the"
        f" gradient that G gets through D's logit is {weak} from the minimax loss and {strong} from"
        " the non-saturating −log D(G(z))."
    )
    if metrics["ratio"] > 1.01:
        ko += " D가 가짜를 잘 잡아내는 초반일수록 차이가 커서, 실제로는 G가 −log D(G(z))를 줄여요."
        en += (
            " The surer D is of the fakes, as early in training, the wider the gap; so in practice"
            " G minimises −log D(G(z))."
        )
    else:
        ko += " 두 손실 모두 D(G(z))를 키우지만, minimax는 D(G(z))가 작을 때 기울기가 사라져요."
        en += " Both push D(G(z)) up, but minimax has no gradient left where D(G(z)) is small."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="gan-loss-shapes",
    topic=Topic.GENERATIVE,
    title=Bilingual(ko="GAN의 손실과 G의 기울기", en="The GAN loss and the gradient of G"),
    params=Verdicts,
    presets=(
        Preset(
            name="saturates",
            works=False,
            params={"d_fake": 0.001, "d_real": 0.999},
            look=Bilingual(
                ko="D가 가짜를 다 잡아내면 빨간 점이 바닥에 붙어 minimax의 G는 배우지 못해요.",
                en="When D spots every fake, the red dot lies on the floor: minimax teaches G"
                " nothing.",
            ),
        ),
        Preset(
            name="balance",
            works=True,
            params={"d_fake": 0.5, "d_real": 0.5},
            look=Bilingual(
                ko="D가 진짜와 가짜를 구별하지 못하는 이상적인 균형이에요. D의 손실은 log 4예요.",
                en="The ideal balance, where D cannot tell real from fake: its loss is log 4.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
