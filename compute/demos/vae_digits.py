"""What a VAE adds: codes that fill a standard normal, so that any z drawn from it decodes."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray
    from torch import Tensor, nn

GRID = 9
"""As many z along each of the two dimensions are decoded, at even steps of probability."""
SHOTS = 24
"""A run keeps about so many states to show."""
DRAWN = 500
"""So many z are drawn from the standard normal to see which digits they decode to."""


class Variation(Params):
    beta: Annotated[float, Field(ge=0, le=50)] = 1.0
    epochs: Annotated[int, Field(ge=1, le=150)] = 50


class Shot(NamedTuple):
    """Where the test images' codes lie (n, 2), and the decoded grid (GRID², side, side)."""

    epoch: int
    codes: "NDArray[float32]"
    grid: "NDArray[float32]"


class Run(NamedTuple):
    """The digits of the test images, and the states on the way."""

    labels: "NDArray[int64]"
    shots: list[Shot]


def measure(params: Variation, lab: Lab) -> tuple[Metrics, Run]:
    """Train a VAE with a 2-D code (Kingma & Welling, 2014) and decode what the prior offers."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    encoder, decoder = mlp([data.side**2, 128, 4]), mlp([2, 128, data.side**2])
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.005)
    run = Run(data.test_y.numpy(), [])
    for epoch in range(1, params.epochs + 1):
        for rows in torch.split(torch.randperm(len(data.x)), 128):
            reconstruction, kl = losses(encoder, decoder, data.x[rows])
            optimizer.zero_grad()
            (reconstruction + params.beta * kl).backward()
            optimizer.step()
        if epoch % -(-params.epochs // SHOTS) == 0 or epoch == params.epochs:
            run.shots.append(Shot(epoch, *look(encoder, decoder, data)))
        lab.report(epoch / params.epochs, f"epoch {epoch} · kl {kl.item():.2f}")
    with torch.no_grad():
        reconstruction, kl = losses(encoder, decoder, data.test_x)
    return {
        "reconstruction_nats": float(reconstruction),
        "kl_nats": float(kl),
        "code_spread": float((run.shots[-1].codes ** 2).mean() ** 0.5),
        "digits_drawn": float(digits_drawn(decoder, data)),
    }, run


def losses(encoder: "nn.Module", decoder: "nn.Module", x: "Tensor") -> tuple["Tensor", "Tensor"]:
    """Return the two terms of the negative ELBO per image, z being drawn as μ + σ · ε."""
    import torch

    mean, log_variance = encoder(x).chunk(2, dim=1)
    z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
    pixels = torch.nn.functional.binary_cross_entropy_with_logits(decoder(z), x, reduction="sum")
    kl = (mean.square() + log_variance.exp() - 1 - log_variance).sum() / 2
    return pixels / len(x), kl / len(x)


def look(
    encoder: "nn.Module", decoder: "nn.Module", data: Digits
) -> "tuple[NDArray[float32], NDArray[float32]]":
    """Return the mean codes of the test images, and what even steps through the prior decode to."""
    import torch

    steps = torch.special.ndtri((torch.arange(GRID) + 0.5) / GRID)
    z = torch.cartesian_prod(-steps, steps).flip(1)  # from the top row down, each left to right
    with torch.no_grad():
        grid = decoder(z).sigmoid().view(-1, data.side, data.side)
        return encoder(data.test_x)[:, :2].numpy(), grid.numpy()


def digits_drawn(decoder: "nn.Module", data: Digits) -> int:
    """Return how many of the ten digits each are at least 2 % of what z from the prior decode to.

    An image counts as the digit of the training images nearest to it.
    """
    import torch
    from sklearn.neighbors import KNeighborsClassifier

    with torch.no_grad():
        made = decoder(torch.randn(DRAWN, 2)).sigmoid().numpy()
    guessed = KNeighborsClassifier().fit(data.x.numpy(), data.y.numpy()).predict(made)
    return sum((guessed == digit).mean() >= 0.02 for digit in range(10))


def draw(params: Variation, metrics: Metrics, run: Run, say: Say) -> Pictures:
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.patches import Circle
    from matplotlib.patheffects import withStroke

    from compute import plots

    figure, (left, right) = plots.panels(say.headline, 2, share=False)
    reach = 1.08 * max(3.5, float(abs(run.shots[-1].codes).max()))
    left.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    left.set_title(say("처음 보는 숫자의 코드", "codes of unseen digits"), fontweight="bold")
    left.set_axis_off()
    for radius in (1, 2, 3):
        left.add_patch(Circle((0, 0), radius, color=plots.FAINT, alpha=0.18, linewidth=0))
    left.text(0, 3.05, "N(0, I)", color=plots.FAINT, ha="center", va="bottom")
    clouds = []
    for digit in range(10):
        clouds += left.plot([], [], "o", ms=5.5, mew=0, color=plots.TEN[digit])
    rim = [withStroke(linewidth=4, foreground=plots.PAPER)]
    names = [
        left.text(0, 0, str(digit), fontsize=19, fontweight="bold", ha="center", va="center",
                  path_effects=rim)
        for digit in range(10)
    ]  # fmt: skip
    right.set_title(
        say("N(0, I)에서 고른 z를 디코딩", "decoding z from N(0, I)"), fontweight="bold"
    )
    few_greys = colormaps["gray_r"].resampled(12)  # leaves a GIF's colours to the codes
    plots.tiles(right, run.shots[-1].grid, GRID, cmap=few_greys, limits=(0, 1))
    (image,) = right.images

    def frame(index: int) -> None:
        shot = run.shots[index]
        for digit, (cloud, name) in enumerate(zip(clouds, names, strict=True)):
            of_digit = shot.codes[run.labels == digit]
            cloud.set_data(*of_digit.T)
            name.set_position(np.median(of_digit, axis=0))
        image.set_data(plots.sheet(shot.grid, GRID))

    return {"latent": plots.Motion(figure, frame, len(run.shots), ms=120)}


DEMO = packaged(Variation, measure, draw)
