"""Why batch norm needs model.eval(): one trained network, judged in both modes batch by batch."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.demos.bn_on_off import BATCH, network
from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train

if TYPE_CHECKING:
    from torch import Tensor, nn

SIZES = (1, 2, 4, 8, 16, 32, 64)
HIDDEN, EPOCHS, ROUNDS = 2, 6, 5


class Modes(Params):
    # PyTorch's momentum: the share of the new batch in the running averages.
    momentum: Annotated[float, Field(ge=0.001, le=1)] = 0.1


def measure(params: Modes, lab: Lab) -> tuple[Metrics, None]:
    """Train once, then judge with the running averages and with those of batches of each size."""
    import torch
    from torch import nn

    data = digits()
    torch.manual_seed(lab.seed)
    model = network("bn", data.side**2, HIDDEN)
    for layer in model:
        if isinstance(layer, nn.BatchNorm1d):
            layer.momentum = params.momentum
    rows = len(data.x) - len(data.x) % BATCH
    x, y = data.x[:rows], data.y[:rows]
    train(model, x, y, lab, epochs=EPOCHS, lr=0.1, batch=BATCH, optimizer="SGD")
    metrics: Metrics = {"accuracy_eval": accuracy(model, data.test_x, data.test_y)}
    for size in SIZES:
        metrics[f"accuracy_train_{size}"] = accuracy_in_batches(model, data, size, lab.seed)
    return metrics, None


def accuracy_in_batches(model: "nn.Sequential", data: Digits, size: int, seed: int) -> float:
    """Return the accuracy in train mode on the test images, shuffled into batches of `size`."""
    import torch

    shuffle = torch.Generator().manual_seed(seed)
    whole = len(data.test_x) // size * size
    orders = [torch.randperm(len(data.test_x), generator=shuffle) for _ in range(ROUNDS)]
    rows = torch.cat([order[:whole] for order in orders])
    batches = data.test_x[rows].view(-1, size, data.side**2)
    with torch.no_grad():
        guesses = train_mode(model, batches).argmax(dim=2).flatten()
    return float((guesses == data.test_y[rows]).float().mean())


def train_mode(model: "nn.Sequential", batches: "Tensor") -> "Tensor":
    """Return what the model gives in train mode for batches (count, size, features).

    Batch norm is written out as (x - mean) / √(variance + ε) · γ + β, since PyTorch refuses a batch
    of one: there x is its own mean, and the result is β whatever x was.
    """
    import torch
    from torch import nn

    signal = batches
    for layer in model:
        if isinstance(layer, nn.BatchNorm1d):
            variance, mean = torch.var_mean(signal, dim=1, correction=0, keepdim=True)
            signal = (signal - mean) / (variance + layer.eps).sqrt() * layer.weight + layer.bias
        else:
            signal = layer(signal)
    return signal


def draw(params: Modes, metrics: Metrics, data: None, say: Say) -> Pictures:
    from compute import plots

    averages = metrics["accuracy_eval"]
    own = [metrics[f"accuracy_train_{size}"] for size in SIZES]
    figure, (panel,) = plots.panels(say.headline)
    places = range(len(SIZES))
    plots.line(panel, places, [averages] * len(SIZES), plots.BLUE)
    plots.line(panel, places, own, plots.RED)
    panel.set(
        xlabel=say("한 번에 넣는 이미지 수 (배치 크기)", "images fed in at once (batch size)")
    )
    panel.set(ylabel=say("테스트 정확도", "test accuracy"), ylim=(0, 1.1), xlim=(0, len(SIZES) - 1))
    panel.set_xticks(list(places), [str(size) for size in SIZES])
    panel.yaxis.set_major_formatter("{x:.0%}")
    plots.mark(panel, 0, own[0], "train() " + plots.percent(own[0]), plots.RED)
    panel.text(
        0.1, averages + 0.03, "eval() " + plots.percent(averages), color=plots.BLUE, fontsize=15,
        fontweight="bold",
    )  # fmt: skip
    return {"modes": figure}


DEMO = packaged(Modes, measure, draw)
