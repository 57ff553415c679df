"""How short a neural network is in plain NumPy: an MLP for digits whose lines are counted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.lines import lines_of

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Mlp(Params):
    hidden: Annotated[int, Field(ge=1, le=512)] = 128
    lr: Annotated[float, Field(ge=0.0001, le=3)] = 0.3
    epochs: Annotated[int, Field(ge=1, le=50)] = 20


def initial(inputs: int, hidden: int, rng: "Generator") -> "list[Array]":
    """Return w1, b1, w2 and b2 with weights of a size that keeps the signal's (He et al., 2015)."""
    import numpy as np

    w1 = rng.normal(0, (2 / inputs) ** 0.5, (inputs, hidden))
    w2 = rng.normal(0, (2 / hidden) ** 0.5, (hidden, 10))
    return [w1, np.zeros(hidden), w2, np.zeros(10)]


def forward(net: "list[Array]", x: "Array") -> "tuple[Array, Array]":
    """Return what the hidden layer puts out and the probability of each digit."""
    import numpy as np

    w1, b1, w2, b2 = net
    active = np.maximum(x @ w1 + b1, 0)
    scores = active @ w2 + b2
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return active, odds / odds.sum(axis=1, keepdims=True)


def backward(net: "list[Array]", x: "Array", y: "Array") -> "list[Array]":
    """Return the gradient of the cross-entropy for each of the weights."""
    import numpy as np

    active, shares = forward(net, x)
    at_scores = (shares - np.eye(10)[y]) / len(x)
    at_active = at_scores @ net[2].T * (active > 0)
    return [x.T @ at_active, at_active.sum(axis=0), active.T @ at_scores, at_scores.sum(axis=0)]


def training(
    net: "list[Array]", x: "Array", y: "Array", lr: float, epochs: int, rng: "Generator"
) -> Iterator[int]:
    """Descend the gradient in shuffled batches of about 32, and stop for a look at each epoch."""
    import numpy as np

    for epoch in range(1, epochs + 1):
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 32):
            for weights, slope in zip(net, backward(net, x[rows], y[rows]), strict=True):
                weights -= lr * slope
        yield epoch


def accuracy(net: "list[Array]", x: "Array", y: "Array") -> float:
    return float((forward(net, x)[1].argmax(axis=1) == y).mean())


def measure(params: Mlp, lab: Lab) -> tuple[Metrics, list[float]]:
    """Train the network above and test it after each epoch."""
    import numpy as np

    data = digits(lab.seed)
    x, y, test_x, test_y = (part.numpy() for part in (data.x, data.y, data.test_x, data.test_y))
    rng = np.random.default_rng(lab.seed)
    net = initial(data.side**2, params.hidden, rng)
    scores = [accuracy(net, test_x, test_y)]
    for epoch in training(net, x, y, params.lr, params.epochs, rng):
        scores.append(accuracy(net, test_x, test_y))
        lab.report(epoch / params.epochs, f"epoch {epoch} · accuracy {scores[-1]:.0%}")
    parts = (initial, forward, backward, training, accuracy)
    return {
        "lines": float(lines_of(*parts)),
        **{f"lines_{part.__name__}": float(lines_of(part)) for part in parts},
        "parameters": float(sum(weights.size for weights in net)),
        "first_accuracy": scores[0],
        "test_accuracy": scores[-1],
    }, scores


def draw(params: Mlp, metrics: Metrics, scores: list[float], say: Say) -> Pictures:
    from compute import plots

    parts = {
        "initial": say("초기화", "initialise"),
        "forward": say("순전파", "forward"),
        "backward": say("역전파", "backward"),
        "training": say("학습 반복", "train"),
        "accuracy": say("평가", "evaluate"),
    }
    figure, (learning, code) = plots.panels(say.headline, 2, share=False)
    plots.line(learning, range(len(scores)), scores, plots.BLUE)
    learning.set(
        ylim=(0, 1), xlabel=say("에폭", "epoch"), title=say("테스트 정확도", "test accuracy")
    )
    learning.yaxis.set_major_formatter("{x:.0%}")
    plots.count_along_x(learning)
    lines = [metrics[f"lines_{part}"] for part in parts]
    labels = [f"{count:g}" for count in lines]
    plots.bars(code, list(parts.values()), lines, [plots.ORANGE] * len(parts), labels)
    code.set(xlim=(0, 1.15 * max(lines)), title=say("코드 줄 수", "lines of code"))
    plots.count_along_x(code)
    return {"network": figure}


DEMO = packaged(Mlp, measure, draw)
