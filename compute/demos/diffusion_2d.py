"""How diffusion makes data of noise: why in many small steps, and what guidance takes away."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, spread

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compute.plots import Picture

ARMS = 3
"""A label asks for one of so many arms of a spiral, or, if it is this number, for any."""
FORGOTTEN = 0.15
"""In training so many points lose their label, for guidance."""
LAST = 0.99
"""The time at which next to nothing but noise is left; that of the data is 0."""
PEAK_RATE = 0.02
EDGE = 3.0
BATCH, POINTS, SAMPLINGS = 256, 600, 3
NEAR = 0.15
"""Points this close to each other count as being at the same place."""
SWEEP = (1, 2, 5, 10, 20, 50)
FORWARD = 8
"""So many frames show how noise is added."""


class Sampling(Params):
    steps: Annotated[int, Field(ge=1, le=100)] = 50
    guidance: Annotated[float, Field(ge=0, le=10)] = 1.0
    training: Annotated[int, Field(ge=50, le=5000)] = 1000
    hidden: Annotated[int, Field(ge=8, le=512)] = 64


class Clouds(NamedTuple):
    """Real points and those made, after each step, with their arms; and `shares` by steps."""

    real: "Tensor"
    real_arms: "Tensor"
    made: "Tensor"
    arms: "Tensor"
    shares: "dict[int, Tensor]"


def measure(params: Sampling, lab: Lab) -> tuple[Metrics, Clouds]:
    """Learn to see the noise in points, then make points of noise in few and in many steps."""
    import torch

    torch.manual_seed(lab.seed)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        network = learn(params, lab)
        real, real_arms = spiral(3 * POINTS)
        arms = (torch.arange(POINTS) % ARMS).repeat(SAMPLINGS)
        shares = {}
        for steps in sorted({*SWEEP, params.steps}):
            clouds = sample(network, arms, steps, params.guidance)
            shares[steps] = judged(clouds[-1], arms, real, real_arms)
            if steps == 1:
                one_step = clouds[-1]
            if steps == params.steps:
                made = clouds[:, :POINTS]
            lab.report(0.9, f"{steps} steps")
        unguided = sample(network, arms, params.steps, guidance=1.0)[-1]
        unguided_shares = judged(unguided, arms, real, real_arms)
    data_part, noise_part = (part.item() for part in mixture(torch.tensor(LAST)))
    metrics: Metrics = {
        "spread_one": deviation(one_step, arms) / deviation(real, real_arms),
        "data_part": data_part,
        "amplified": noise_part / data_part,
    }
    kinds = {"one": shares[1], "chosen": shares[params.steps], "unguided": unguided_shares}
    for name, kind in kinds.items():
        hit, covered = kind.tolist()
        metrics |= spread(f"hit_{name}", hit) | spread(f"covered_{name}", covered)
    lab.report(1.0, "judged")
    return metrics, Clouds(real.cpu(), real_arms.cpu(), made.cpu(), arms[:POINTS].cpu(), shares)


def spiral(count: int) -> "tuple[Tensor, Tensor]":
    """Return points (count, 2) on the arms of a spiral, and on which arm each is."""
    import torch

    arms = torch.randint(ARMS, (count,))
    radius = torch.rand(count).sqrt()
    angle = 2 * torch.pi * arms / ARMS + 2.2 * radius
    points = 2 * radius * torch.stack([angle.cos(), angle.sin()])
    return points.T + 0.12 * torch.randn(count, 2), arms


def mixture(time: "Tensor") -> "tuple[Tensor, Tensor]":
    """Return how strong the data and the noise are at a time; their squares add up to 1."""
    import torch

    return torch.cos(torch.pi / 2 * time), torch.sin(torch.pi / 2 * time)


def noise_in(network: "nn.Module", x: "Tensor", time: "Tensor", label: "Tensor") -> "Tensor":
    """Return what the network takes for the noise in points (n, 2) at times (n, 1)."""
    import torch

    waves = torch.pi / 2 * time * torch.tensor([1, 2, 4, 8])
    one_hot = torch.nn.functional.one_hot(label, ARMS + 1)
    found: Tensor = network(torch.cat([x, waves.sin(), waves.cos(), one_hot], dim=1))
    return found


def learn(params: Sampling, lab: Lab) -> "nn.Module":
    """Train a network to see the noise in points, as in Ho et al. (2020)."""
    import torch

    network = mlp([2 + 8 + ARMS + 1, params.hidden, params.hidden, 2], "SiLU")
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=params.training)
    for step in range(params.training):
        x, label = spiral(BATCH)
        label[torch.rand(BATCH) < FORGOTTEN] = ARMS
        time, noise = torch.rand(BATCH, 1), torch.randn(BATCH, 2)
        data_part, noise_part = mixture(time)
        found = noise_in(network, data_part * x + noise_part * noise, time, label)
        loss = torch.nn.functional.mse_loss(found, noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rates.step()
        if step % 20 == 0:
            lab.report(0.9 * step / params.training, f"step {step} · loss {loss.item():.2f}")
    return network


def sample(network: "nn.Module", arms: "Tensor", steps: int, guidance: float) -> "Tensor":
    """Return points (steps + 1, n, 2) from noise on, with guidance as in Ho & Salimans (2022).

    Each step keeps the mean and variance of Song et al. (2021) with η = 1, which are DDPM's.
    """
    import torch

    times = torch.linspace(LAST, 0, steps + 1)
    x = torch.randn(len(arms), 2)
    clouds = [x]
    with torch.no_grad():
        for now, then in pairwise(times):
            time = now.expand(len(arms), 1)
            any_arm = noise_in(network, x, time, torch.full_like(arms, ARMS))
            noise = any_arm + guidance * (noise_in(network, x, time, arms) - any_arm)
            (data_part, noise_part), (next_data, next_noise) = mixture(now), mixture(then)
            points = ((x - noise_part * noise) / data_part).clamp(-EDGE, EDGE)
            noise = (x - data_part * points) / noise_part
            fresh = next_noise / noise_part * (1 - (data_part / next_data) ** 2).sqrt()
            x = next_data * points + (next_noise**2 - fresh**2).sqrt() * noise
            x = x + fresh * torch.randn_like(x)
            clouds.append(x)
    return torch.stack(clouds)


def judged(made: "Tensor", arms: "Tensor", real: "Tensor", real_arms: "Tensor") -> "Tensor":
    """Return which part of points is near real ones of their arm, and of real ones near them.

    This is the precision and recall of Kynkäänniemi et al. (2019), for each of the samplings.
    """
    import torch

    distance = torch.cdist(made, real).masked_fill(arms[:, None] != real_arms, torch.inf)
    near = (distance < NEAR).view(SAMPLINGS, POINTS, -1)
    parts = [near.any(dim=dim).double().mean(dim=1) for dim in (2, 1)]
    return torch.stack(parts).cpu()


def deviation(points: "Tensor", arms: "Tensor") -> float:
    """Return how far points are from the mean of their arm (root mean square)."""
    import torch

    parts = [points[arms == arm] for arm in range(ARMS)]
    return torch.cat([part - part.mean(dim=0) for part in parts]).square().mean().sqrt().item()


def draw(params: Sampling, metrics: Metrics, clouds: Clouds, say: Say) -> Pictures:
    return {"cloud": draw_cloud(params, clouds, say), "steps": draw_steps(clouds, say)}


def draw_cloud(params: Sampling, clouds: Clouds, say: Say) -> "Picture":
    import torch

    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    panel.plot(*clouds.real.T, ".", color=plots.FAINT, markersize=3, alpha=0.4)
    arms = [panel.plot([], [], "o", color=color, ms=4.5)[0] for color in plots.COLORS[:ARMS]]
    panel.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")
    plots.bare(panel)
    noise = torch.randn(POINTS, 2, generator=torch.Generator().manual_seed(0))
    shown = sorted({round(place) for place in torch.linspace(0, params.steps, 19).tolist()})

    def frame(index: int) -> None:
        if index < FORWARD:
            time = torch.tensor(LAST * index / (FORWARD - 1))
            data_part, noise_part = mixture(time)
            points = data_part * clouds.real[:POINTS] + noise_part * noise
            labels = clouds.real_arms[:POINTS]
            panel.set_title(say("노이즈를 더해요", "adding noise"))
        else:
            step = shown[index - FORWARD]
            points, labels = clouds.made[step], clouds.arms
            removed = f"{step}/{params.steps}"
            panel.set_title(say(f"노이즈를 빼요: {removed}걸음", f"removing noise: step {removed}"))
        for arm, artist in enumerate(arms):
            artist.set_data(*points[labels == arm].T)

    frames = FORWARD + len(shown)
    return plots.Motion(figure, frame, frames, ms=120)


def draw_steps(clouds: Clouds, say: Say) -> "Picture":
    import torch

    from compute import plots

    figure, (panel,) = plots.panels(say("걸음을 잘게 나누면", "By the number of steps"))
    steps = list(clouds.shares)
    names = (say("데이터 위", "on the data"), say("덮은 데이터", "data covered"))
    for row, (name, color) in enumerate(zip(names, (plots.BLUE, plots.RED), strict=True)):
        runs = torch.stack([shares[row] for shares in clouds.shares.values()], dim=1).numpy()
        label = f"{name}\n" + plots.percent(runs[:, -1].mean())
        plots.band(panel, steps, runs, color, label)
    panel.set_xscale("log")
    panel.set(xlim=(1, steps[-1]), ylim=(0, 1), xlabel=say("샘플링 걸음 수", "sampling steps"))
    panel.yaxis.set_major_formatter("{x:.0%}")
    panel.set_xticks(steps, [str(step) for step in steps])
    panel.set_xticks([], minor=True)
    plots.tag_ends(panel)
    return figure


DEMO = packaged(Sampling, measure, draw, num_gpus=1)
