"""Keeping G fixed while D trains: the same GAN with the right code and with a mistake."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.demos.gan_2d import (
    CLUSTERS,
    LATENT,
    centres,
    clusters_hit,
    point_discriminator,
    point_generator,
    ring,
)
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

BATCH = 64

Rate = Annotated[float, Field(ge=1e-5, le=0.1)]


class Mistake(Params):
    mistake: Literal["one-optimizer", "no-detach", "early-zero-grad"] = "one-optimizer"
    steps: Annotated[int, Field(ge=20, le=2000)] = 500
    lr_d: Rate = 2e-3
    lr_g: Rate = 2e-3


def measure(params: Mistake, lab: Lab) -> "tuple[Metrics, dict[str, Tensor]]":
    """Train the same GAN with the right code and with the mistake."""
    metrics: Metrics = {}
    made = {}
    for name, part in lab.share(["right", "wrong"]):
        mistake = params.mistake if name == "wrong" else "none"
        metrics[f"moved_{name}"], made[name] = play(mistake, params, part)
        metrics[f"clusters_{name}"] = float(clusters_hit(made[name]))
    return metrics, made


def play(mistake: str, params: Mistake, lab: Lab) -> "tuple[float, Tensor]":
    """Train D and G in turn; return how far D's turns moved G on average, and what G makes.

    With a mistake, the fakes that D sees still hang on G's graph. Alone ("no-detach") that only
    wastes work. With "one-optimizer", the one that steps D also steps G; with "early-zero-grad",
    what D's turn left in G's gradients joins G's own step.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
    from torch.nn.utils import parameters_to_vector

    g, d = point_generator(True, lab.seed), point_discriminator(lab.seed)
    held = [*d.parameters(), *(g.parameters() if mistake == "one-optimizer" else [])]
    opt_g = torch.optim.Adam(g.parameters(), params.lr_g, betas=(0.5, 0.999), fused=True)
    opt_d = torch.optim.Adam(held, params.lr_d, betas=(0.5, 0.999), fused=True)
    ones, zeros = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    moved = 0.0
    for step in range(1, params.steps + 1):
        before = parameters_to_vector(g.parameters()).detach()
        opt_g.zero_grad()
        fake = g(torch.randn(BATCH, LATENT))
        seen = fake.detach() if mistake == "none" else fake
        loss_d = cross_entropy(d(ring(BATCH)), ones) + cross_entropy(d(seen), zeros)
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()
        moved += float(torch.dist(before, parameters_to_vector(g.parameters()).detach()))

        if mistake != "early-zero-grad":
            opt_g.zero_grad()
        loss_g = cross_entropy(d(g(torch.randn(BATCH, LATENT))), ones)
        loss_g.backward()
        opt_g.step()
        lab.report(step / params.steps, f"step {step} · loss D {loss_d:.2g} G {loss_g:.2g}")
    with torch.no_grad():
        return moved / params.steps, g.eval()(torch.randn(600, LATENT))


def draw(params: Mistake, metrics: Metrics, made: "dict[str, Tensor]", say: Say) -> Pictures:
    from compute import plots

    looks = {
        "right": (say("맞는 코드", "right code"), plots.BLUE),
        "wrong": (params.mistake, plots.RED),
    }
    figure, panels = plots.panels(say.headline, 2, beside=True)
    for panel, (name, (title, color)) in zip(panels, looks.items(), strict=True):
        panel.plot(*centres().T, "o", color=plots.FAINT, markersize=20, alpha=0.35, mew=0)
        panel.plot(*made[name].T, ".", color=color, markersize=4)
        panel.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
        panel.set_axis_off()
        moved, hits = (
            f"{metrics[f'moved_{name}']:.2g}",
            f"{metrics[f'clusters_{name}']:g}/{CLUSTERS}",
        )
        text = say(f"G 이동 {moved}\n무리 {hits}", f"G moved {moved}\n{hits} clusters")
        panel.set_title(f"{title}\n{text}", color=color, fontweight="bold")
    return {"freeze": figure}


DEMO = packaged(Mistake, measure, draw)
