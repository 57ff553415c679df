"""What a larger code buys: reconstruction keeps improving, telling digits apart does not."""

from typing import Annotated

from pydantic import Field

from compute.demos.ae_digits import autoencoder
from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import train

CLOSE = 0.03
"""An accuracy that is no further from the best counts as just as good."""

Dimension = Annotated[int, Field(ge=1, le=64)]


class Sweep(Params):
    dims: Annotated[tuple[Dimension, ...], Field(min_length=2, max_length=7)] = (1, 2, 4, 8, 16, 64)
    epochs: Annotated[int, Field(ge=1, le=100)] = 30


def measure(params: Sweep, lab: Lab) -> tuple[Metrics, list[int]]:
    """Train an autoencoder for each size of the code; take what is lost and what the code tells."""
    data = digits()
    dims = sorted(params.dims)
    metrics: Metrics = {}
    for dim, part in lab.share(dims):
        metrics |= squeeze(data, dim, params.epochs, part)
    best = max(metrics[f"accuracy_{dim}"] for dim in dims)
    enough = next(dim for dim in dims if metrics[f"accuracy_{dim}"] >= best - CLOSE)
    return metrics | {"enough_dim": float(enough), "accuracy_best": best}, dims


def squeeze(data: Digits, dim: int, epochs: int, lab: Lab) -> Metrics:
    """Return the errors of an autoencoder with this code and of PCA, and the accuracy of 5-NN."""
    import torch
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier
    from torch.nn.functional import mse_loss

    torch.manual_seed(lab.seed)
    model = autoencoder(data.side**2, dim)
    train(model, data.x, data.x, lab, epochs=epochs, lr=0.005, batch=128, loss=mse_loss)
    with torch.no_grad():
        codes, test_codes = model[0](data.x), model[0](data.test_x)
        errors = [float(mse_loss(model(x), x)) for x in (data.x, data.test_x)]
    pca = PCA(dim, svd_solver="full").fit(data.x)
    linear = pca.inverse_transform(pca.transform(data.test_x))
    neighbours = KNeighborsClassifier().fit(codes, data.y)
    return {
        f"train_mse_{dim}": errors[0],
        f"test_mse_{dim}": errors[1],
        f"pca_mse_{dim}": float(((linear - data.test_x.numpy()) ** 2).mean()),
        f"accuracy_{dim}": float(neighbours.score(test_codes, data.test_y)),
    }


def draw(params: Sweep, metrics: Metrics, dims: list[int], say: Say) -> Pictures:
    from compute import plots

    figure, (top, bottom) = plots.panels(say.headline, 2, share=False)
    lines = (
        (top, "pca_mse", "PCA", plots.FAINT),
        (top, "train_mse", say("AE 학습", "AE train"), plots.SKY),
        (top, "test_mse", say("AE 테스트", "AE test"), plots.BLUE),
        (bottom, "accuracy", plots.percent(metrics[f"accuracy_{dims[-1]}"]), plots.RED),
    )
    for panel, key, name, color in lines:
        values = [metrics[f"{key}_{dim}"] for dim in dims]
        plots.line(panel, dims, values, color, name)
        plots.dots(panel, dims, values, color, size=9)
    for panel in (top, bottom):
        panel.set_xscale("log", base=2)
        panel.set_xticks(dims, [str(dim) for dim in dims])
        panel.set_xlabel(say("코드 차원", "code dimension"))
    top.set_title(say("복원 오차 (MSE)", "error (MSE)"), fontweight="bold")
    top.set_ylim(0)
    bottom.set_title(say("코드로 맞힌 숫자", "digits told apart"), fontweight="bold")
    bottom.set_ylim(0, 1.05)
    bottom.yaxis.set_major_formatter("{x:.0%}")
    plots.tag_ends(top)
    plots.tag_ends(bottom)
    return {"sweep": figure}


DEMO = packaged(Sweep, measure, draw)
