"""What batch norm in a GAN's generator does: clusters sooner, samples that depend on others."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn

CLUSTERS, RADIUS, SPREAD = 8, 2.0, 0.1
"""The real points: so many Gaussians on a circle, with this standard deviation each."""
LATENT, UNITS = 8, 64
FRAMES = 24


class Ring(Params):
    bn_g: bool = True
    steps: Annotated[int, Field(ge=30, le=3000)] = 500
    batch: Annotated[int, Field(ge=2, le=256)] = 64


def measure(params: Ring, lab: Lab) -> "tuple[Metrics, dict[str, list[Tensor]]]":
    """Train a GAN without and with batch norm in G; keep what G makes on the way."""
    metrics: Metrics = {}
    made = {}
    for name, part in lab.share(["plain", "bn"] if params.bn_g else ["plain"]):
        generator = point_generator(name == "bn", lab.seed)
        made[name] = duel(generator, marks(params), params.batch, part)
        hits = [clusters_hit(cloud) for cloud in made[name]]
        half = [step for step, hit in zip(marks(params), hits, strict=True) if hit >= CLUSTERS / 2]
        metrics |= {f"half_at_{name}": float(step) for step in half[:1]}
        metrics[f"clusters_{name}"] = float(hits[-1])
        metrics[f"shift_{name}"] = shift(generator, params.batch)
    return metrics, made


def marks(params: Ring) -> list[int]:
    """Return the steps after which to look at what G makes."""
    return [round(params.steps * part / FRAMES) for part in range(1, FRAMES + 1)]


def duel(generator: "nn.Module", looks: list[int], batch: int, lab: Lab) -> "list[Tensor]":
    """Train G against a new D in turn and return what G makes after each step in `looks`."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    discriminator = point_discriminator(lab.seed)
    opt_g, opt_d = (
        torch.optim.Adam(net.parameters(), lr=2e-3, betas=(0.5, 0.999), fused=True)
        for net in (generator, discriminator)
    )
    noise = torch.randn(600, LATENT)
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)
    clouds = []
    for step in range(1, looks[-1] + 1):
        fake = generator(torch.randn(batch, LATENT))
        on_real, on_fake = discriminator(ring(batch)), discriminator(fake.detach())
        loss_d = cross_entropy(on_real, ones) + cross_entropy(on_fake, zeros)
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()
        loss_g = cross_entropy(discriminator(fake), ones)
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        if step in looks:
            generator.eval()
            with torch.no_grad():
                clouds.append(generator(noise))
            generator.train()
            lab.report(step / looks[-1], f"step {step} · loss D {loss_d:.2g} G {loss_g:.2g}")
    return clouds


def centres() -> "Tensor":
    """Return where the clusters are (CLUSTERS, 2)."""
    import torch

    angles = torch.arange(CLUSTERS) * 2 * torch.pi / CLUSTERS
    return RADIUS * torch.stack([angles.cos(), angles.sin()], dim=1)


def ring(count: int) -> "Tensor":
    """Draw real points (count, 2)."""
    import torch

    return centres()[torch.randint(CLUSTERS, (count,))] + SPREAD * torch.randn(count, 2)


def point_generator(bn: bool, seed: int) -> "nn.Sequential":
    """Return G, with batch norm after its hidden layers if `bn` and never after the last."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for inputs in (LATENT, UNITS):
        layers += [nn.Linear(inputs, UNITS), *[nn.BatchNorm1d(UNITS)] * bn, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(UNITS, 2))


def point_discriminator(seed: int) -> "nn.Sequential":
    """Return D, which maps points to the logits (n, 1) of being real."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    hidden = nn.Linear(2, UNITS), nn.LeakyReLU(0.2), nn.Linear(UNITS, UNITS), nn.LeakyReLU(0.2)
    return nn.Sequential(*hidden, nn.Linear(UNITS, 1))


def clusters_hit(points: "Tensor") -> int:
    """Count the clusters with a quarter of their fair share of points within 3 deviations."""
    import torch

    distance, nearest = torch.cdist(points, centres()).min(dim=1)
    hits = torch.bincount(nearest[distance < 3 * SPREAD], minlength=CLUSTERS)
    return int((hits >= len(points) / CLUSTERS / 4).sum())


def shift(generator: "nn.Module", batch: int) -> float:
    """Return how far the point of one noise moves, as deviation, with the others in its batch.

    The mean over 16 noises, each in 16 batches in training mode.
    """
    import torch

    deviations = []
    for noise in torch.randn(16, 1, LATENT):
        batches = [torch.cat([noise, torch.randn(batch - 1, LATENT)]) for _ in range(16)]
        with torch.no_grad():
            points = torch.stack([generator(one)[0] for one in batches])
        deviations.append(points.std(dim=0).norm())
    return float(torch.stack(deviations).mean())


def draw(params: Ring, metrics: Metrics, made: "dict[str, list[Tensor]]", say: Say) -> Pictures:
    from compute import plots

    looks = {
        "plain": (say("BN 없는 G", "without BN"), plots.RED),
        "bn": (say("BN을 쓴 G", "with BN"), plots.BLUE),
    }
    figure, panels = plots.panels(say.headline, len(made), beside=True)
    movers = {}
    for name, panel in zip(made, panels, strict=True):
        panel.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
        panel.set_axis_off()
        panel.plot(*centres().T, "o", color=plots.FAINT, markersize=20, alpha=0.35, mew=0)
        (movers[name],) = panel.plot([], [], ".", color=looks[name][1], markersize=4)

    def frame(index: int) -> None:
        for (name, mover), panel in zip(movers.items(), panels, strict=True):
            cloud = made[name][index]
            mover.set_data(*cloud.T)
            title, color = looks[name]
            step, hits = marks(params)[index], f"{clusters_hit(cloud)}/{CLUSTERS}"
            text = say(f"{title}\n{step}번: 무리 {hits}", f"{title}\nstep {step}: {hits} clusters")
            panel.set_title(text, color=color, fontweight="bold")

    return {"clouds": plots.Motion(figure, frame, FRAMES, ms=150)}


DEMO = packaged(Ring, measure, draw)
