"""Which tricks help a GAN that does not learn: clusters found with each, over several games."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.gan_2d import (
    CLUSTERS,
    LATENT,
    clusters_hit,
    point_discriminator,
    point_generator,
    ring,
)
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn

GAMES, BATCH = 4, 64

Rate = Annotated[float, Field(ge=1e-5, le=0.02)]


class Duel(Params):
    steps: Annotated[int, Field(ge=20, le=1500)] = 250
    lr_d: Rate = 4e-3
    lr_g: Rate = 4e-3


class Trick(NamedTuple):
    """How a game differs from the plain one."""

    pace: float = 1.0
    """What D's learning rate is multiplied by."""
    turns: int = 1
    """How many steps D takes for each of G's."""
    label: float = 1.0
    """What D should say of real points."""
    noise: float = 0.0
    """The deviation of the noise on all that D sees, which fades to none."""


def tricks() -> dict[str, Trick]:
    """Return what is compared, by name.

    Label smoothing is from Salimans et al. (2016), noise on D's input from Sønderby et al. (2017),
    rates that differ from Heusel et al. (2017).
    """
    return {
        "plain": Trick(),
        "slower_d": Trick(pace=0.25),
        "smoothing": Trick(label=0.9),
        "noise": Trick(noise=1.0),
        "faster_d": Trick(pace=4.0),
        "more_d_steps": Trick(turns=3),
    }


def measure(params: Duel, lab: Lab) -> tuple[Metrics, None]:
    """Play GAMES games with each trick from the same starts and count the clusters found."""
    found = {}
    for name, part in lab.share(list(tricks())):
        clouds = play(tricks()[name], params, part)
        found[f"clusters_{name}"] = sum(map(clusters_hit, clouds)) / GAMES
    return found, None


def play(trick: Trick, params: Duel, lab: Lab) -> "list[Tensor]":
    """Play the games all at once and return what each G makes in the end."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    g = stacked([point_generator(False, GAMES * lab.seed + game) for game in range(GAMES)])
    d = stacked([point_discriminator(GAMES * lab.seed + game) for game in range(GAMES)])
    opt_g = torch.optim.Adam(g, params.lr_g, betas=(0.5, 0.999), fused=True)
    opt_d = torch.optim.Adam(d, params.lr_d * trick.pace, betas=(0.5, 0.999), fused=True)
    ones = torch.ones(GAMES, BATCH, 1)
    labels = torch.cat([trick.label * ones, 0 * ones], dim=1)
    for step in range(params.steps):
        noise = trick.noise * (1 - step / params.steps)
        for _ in range(trick.turns):
            fake = run(g, torch.randn(GAMES, BATCH, LATENT), slope=0.0)
            seen = torch.cat([ring(GAMES * BATCH).view_as(fake), fake.detach()], dim=1)
            loss_d = cross_entropy(run(d, blur(seen, noise), slope=0.2), labels)
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()
        loss_g = cross_entropy(run(d, blur(fake, noise), slope=0.2), ones)
        opt_g.zero_grad()
        loss_g.backward(inputs=g)
        opt_g.step()
        lab.report((step + 1) / params.steps, f"step {step + 1} · loss D {loss_d:.2g}")
    with torch.no_grad():
        return list(run(g, torch.randn(GAMES, 1000, LATENT), slope=0.0))


def stacked(networks: "list[nn.Sequential]") -> "list[Tensor]":
    """Return the weights and biases of networks of one shape, each stacked over the networks."""
    import torch

    same = zip(*(network.parameters() for network in networks), strict=True)
    return [torch.stack(parts).detach().requires_grad_() for parts in same]


def run(parameters: "list[Tensor]", x: "Tensor", slope: float) -> "Tensor":
    """Send x (networks, n, inputs) through every network, with leaky ReLUs of this slope."""
    import torch

    for layer in range(0, len(parameters), 2):
        if layer:
            x = torch.nn.functional.leaky_relu(x, slope)
        weight, bias = parameters[layer : layer + 2]
        x = torch.baddbmm(bias[:, None], x, weight.mT)
    return x


def blur(points: "Tensor", noise: float) -> "Tensor":
    import torch

    return points + noise * torch.randn_like(points) if noise else points


def draw(params: Duel, metrics: Metrics, nothing: None, say: Say) -> Pictures:
    from compute import plots

    names = {
        "plain": say("요령 없음", "no trick"),
        "slower_d": say("D 학습률 ÷ 4", "lr of D ÷ 4"),
        "smoothing": say("진짜 레이블 0.9", "label 0.9 for real"),
        "noise": say("D 입력에 노이즈", "noise on D's input"),
        "faster_d": say("D 학습률 × 4", "lr of D × 4"),
        "more_d_steps": say("D만 3번씩", "3 steps of D"),
    }
    figure, (panel,) = plots.panels(say.headline)
    counts = [metrics[f"clusters_{name}"] for name in names]
    gains = [count - counts[0] for count in counts]
    colors = [
        plots.BLUE if gain >= 1 else plots.RED if gain <= -1 else plots.FAINT for gain in gains
    ]
    plots.bars(panel, list(names.values()), counts, colors, [f"{count:g}" for count in counts])
    panel.set(xlim=(0, CLUSTERS * 1.06))
    panel.set_xlabel(
        say(
            f"찾은 무리 ({CLUSTERS}개 중, {GAMES}판 평균)",
            f"clusters found (of {CLUSTERS}, mean of {GAMES} games)",
        )
    )
    return {"tricks": figure}


DEMO = packaged(Duel, measure, draw)
