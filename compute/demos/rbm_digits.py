"""What a restricted Boltzmann machine learns: low energy for digits, so that it dreams of them."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

CHAINS, GIBBS_STEPS, SHOWN = 100, 30, 20
"""So many images of random pixels are each resampled so many times; so many are shown."""


class Machine(Params):
    hidden: Annotated[int, Field(ge=1, le=256)] = 64
    epochs: Annotated[int, Field(ge=1, le=100)] = 20


class Rbm(NamedTuple):
    """Weights (visible, hidden) and the biases of the two layers; no links within a layer."""

    weights: "Tensor"
    visible: "Tensor"
    hidden: "Tensor"


class Run(NamedTuple):
    """Some chains' chances of ink (SHOWN, side, side) and the mean energy after each Gibbs step."""

    dreams: "list[Tensor]"
    energies: list[float]


def measure(params: Machine, lab: Lab) -> tuple[Metrics, Run]:
    """Train an RBM on binary digits and let it turn random pixels into images of its own."""
    import torch

    data = digits()
    x, test_x = (data.x > 0.5).float(), (data.test_x > 0.5).float()
    torch.manual_seed(lab.seed)
    rbm = trained(x, params, lab)
    run = Run([], [])
    noise = chains = chances = torch.full((CHAINS, data.side**2), 0.5).bernoulli()
    for _ in range(GIBBS_STEPS + 1):
        run.dreams.append(chances[:SHOWN].view(-1, data.side, data.side))
        run.energies.append(float(free_energy(rbm, chains).mean()))
        chances = visible_given(rbm, hidden_given(rbm, chains).bernoulli())
        chains = chances.bernoulli()
    return {
        "energy_of_noise": run.energies[0],
        "energy_of_dreams": run.energies[-1],
        "energy_of_digits": float(free_energy(rbm, test_x).mean()),
        "pixels_off_noise": pixels_off(noise, x),
        "pixels_off_dreams": pixels_off(chains, x),
        "pixels_off_digits": pixels_off(test_x, x),
    }, run


def trained(x: "Tensor", params: Machine, lab: Lab) -> Rbm:
    """Raise what goes together in x and lower it after one Gibbs step (CD-1, Hinton 2002)."""
    import torch

    ink = x.mean(dim=0).clamp(0.01, 0.99)
    weights = 0.01 * torch.randn(x.shape[1], params.hidden)
    rbm = Rbm(weights, ink.logit(), torch.zeros(params.hidden))
    for epoch in range(1, params.epochs + 1):
        for rows in torch.split(torch.randperm(len(x)), 10):
            v, h = x[rows], hidden_given(rbm, x[rows])
            dreamt = visible_given(rbm, h.bernoulli()).bernoulli()
            dreamt_h = hidden_given(rbm, dreamt)
            rbm.weights.add_(v.T @ h - dreamt.T @ dreamt_h, alpha=0.1 / len(v))
            rbm.visible.add_((v - dreamt).mean(dim=0), alpha=0.1)
            rbm.hidden.add_((h - dreamt_h).mean(dim=0), alpha=0.1)
        lab.report(
            epoch / params.epochs,
            f"epoch {epoch} · energy {free_energy(rbm, x).mean():.1f}",
        )
    return rbm


def hidden_given(rbm: Rbm, v: "Tensor") -> "Tensor":
    """Return each hidden unit's chance of being on; given v they don't depend on each other."""
    return (v @ rbm.weights + rbm.hidden).sigmoid()


def visible_given(rbm: Rbm, h: "Tensor") -> "Tensor":
    return (h @ rbm.weights.T + rbm.visible).sigmoid()


def free_energy(rbm: Rbm, v: "Tensor") -> "Tensor":
    """Return F(v) with p(v) ∝ exp(-F(v)): the energy with all hidden states summed out."""
    from torch.nn.functional import softplus

    return -(v @ rbm.visible) - softplus(v @ rbm.weights + rbm.hidden).sum(dim=1)


def pixels_off(images: "Tensor", x: "Tensor") -> float:
    """Return by how many pixels the images differ from the nearest of x, on average."""
    import torch

    return float(torch.cdist(images, x, p=1).min(dim=1).values.mean())


def draw(params: Machine, metrics: Metrics, run: Run, say: Say) -> Pictures:
    from compute import plots

    figure, (top, bottom) = plots.panels(say.headline, 2, share=False, widths=(1.6, 1))
    plots.tiles(top, run.dreams[-1], 5, limits=(0, 1))
    (image,) = top.images
    level, highest = metrics["energy_of_digits"], max(run.energies)
    real = say("진짜\n숫자", "real\ndigits")
    bottom.axhline(level, color=plots.GREEN, linewidth=3, linestyle="--", label=real)
    (curve,) = bottom.plot([], [], color=plots.BLUE, linewidth=3.5, clip_on=False)
    (ball,) = bottom.plot([], [], "o", color=plots.BLUE, markersize=13, clip_on=False)
    lowest = min(level, *run.energies)
    bottom.set(xlim=(0, GIBBS_STEPS), ylim=(lowest - 0.12 * (highest - lowest), highest))
    bottom.set(xlabel=say("깁스 샘플링 횟수", "Gibbs steps"), ylabel=say("에너지", "energy"))
    plots.tag_ends(bottom)

    def frame(step: int) -> None:
        image.set_data(plots.sheet(run.dreams[step], 5))
        curve.set_data(range(step + 1), run.energies[: step + 1])
        ball.set_data([step], run.energies[step : step + 1])

    return {"dreams": plots.Motion(figure, frame, len(run.dreams), ms=200)}


DEMO = packaged(Machine, measure, draw)
