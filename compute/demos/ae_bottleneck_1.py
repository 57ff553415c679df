"""What a code of a single number can hold: digits lined up, look-alikes in the same place."""

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.ae_digits import autoencoder, row
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import train

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor

STOPS = 15
"""The line of codes is cut into so many stretches, with as many test images in each."""


class Line(Params):
    epochs: Annotated[int, Field(ge=1, le=300)] = 100
    hidden: Annotated[int, Field(ge=4, le=256)] = 128


class Stretches(NamedTuple):
    """What the code in the middle of each stretch decodes to (STOPS, side, side), and which
    digits have their codes there (10, STOPS), as shares of the stretch."""

    decoded: "NDArray[float32]"
    shares: "NDArray[float32]"


def measure(params: Line, lab: Lab) -> tuple[Metrics, Stretches]:
    """Train an autoencoder with a 1-D code and see where on the line unseen digits come to lie."""
    import torch
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier
    from torch.nn.functional import mse_loss

    data = digits()
    torch.manual_seed(lab.seed)
    model = autoencoder(data.side**2, 1, params.hidden)
    train(model, data.x, data.x, lab, epochs=params.epochs, lr=0.005, batch=128, loss=mse_loss)
    encoder, decoder = model[0], model[1]
    with torch.no_grad():
        codes = encoder(data.test_x)
        middles = codes[:, 0].quantile((torch.arange(STOPS) + 0.5) / STOPS)
        decoded = decoder(middles[:, None]).view(-1, data.side, data.side)
        test_mse = float(mse_loss(decoder(codes), data.test_x))
        neighbours = KNeighborsClassifier().fit(encoder(data.x).numpy(), data.y.numpy())
    shares = shares_along(codes[:, 0], data.test_y)
    first, second, overlap = most_mixed(shares)
    line = PCA(1).fit(data.x.numpy())
    straight = torch.tensor(line.inverse_transform(line.transform(data.test_x.numpy())))
    return {
        "same_code": float(codes.unique(return_counts=True)[1].max() / len(codes)),
        "test_mse": test_mse,
        "test_mse_of_the_mean_image": float((data.x.mean(dim=0) - data.test_x).square().mean()),
        "test_mse_of_one_principal_component": float(mse_loss(straight, data.test_x)),
        "accuracy_by_neighbours": float(neighbours.score(codes.numpy(), data.test_y.numpy())),
        "most_mixed_digit": float(first),
        "most_mixed_with": float(second),
        "most_mixed_overlap": overlap,
    }, Stretches(decoded.numpy(), shares.numpy())


def shares_along(codes: "Tensor", labels: "Tensor") -> "Tensor":
    """Return the share of each digit (10, STOPS) among the codes of every stretch of the line."""
    import torch

    stretch = codes.argsort().argsort() * STOPS // len(codes)
    counts = torch.bincount(labels * STOPS + stretch, minlength=10 * STOPS).view(10, STOPS)
    return counts / counts.sum(dim=0)


def most_mixed(shares: "Tensor") -> tuple[int, int, float]:
    """Return the two digits that share most of their place on the line, and how much of it."""
    along = shares / shares.sum(dim=1, keepdim=True)
    overlap = {
        (first, second): float(along[first].minimum(along[second]).sum())
        for first, second in combinations(range(10), 2)
    }
    pair = max(overlap, key=lambda two: overlap[two])
    return *pair, overlap[pair]


def draw(params: Line, metrics: Metrics, stretches: Stretches, say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    order = np.argsort(stretches.shares @ np.arange(STOPS) / stretches.shares.sum(axis=1))
    shares, span = stretches.shares[order[::-1]], (0, STOPS, 0, 10)
    panel.imshow(shares, extent=span, aspect="auto", cmap=plots.RISING, vmin=0, vmax=1)
    row(panel, stretches.decoded, 10.4, 1.9, cmap="gray_r", vmin=0, vmax=1)
    panel.set(xlim=(0, STOPS), ylim=(0, 12.4), xticks=[])
    names = [str(digit) for digit in order]
    panel.set_yticks([*np.arange(10) + 0.5, 11.35], [*names, say("디코딩", "decoded")])
    panel.grid(visible=False)
    panel.tick_params(length=0)
    for label in panel.get_yticklabels()[:10]:
        label.set(fontsize=16, fontweight="bold")
    panel.set_xlabel(say("코드: 작은 값 → 큰 값", "code: small → large"))
    panel.set_ylabel(say("어느 숫자의 이미지일까", "which digit it was"))
    return {"line": figure}


DEMO = packaged(Line, measure, draw)
