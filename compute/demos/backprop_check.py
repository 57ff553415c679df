"""What backpropagation computes, in a few lines of NumPy: checked against finite differences."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.lines import lines_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = list[NDArray[Any]]

IMAGES, UNITS = 16, 16


class Check(Params):
    layers: Annotated[int, Field(ge=1, le=6)] = 3
    eps: Annotated[float, Field(ge=1e-15, le=1)] = 1e-5


class Gradients(NamedTuple):
    """By layer, the gradients of its weights and biases as one list, found in both ways."""

    backward: "Arrays"
    numeric: "Arrays"


def measure(params: Check, lab: Lab) -> tuple[Metrics, Gradients]:
    """Find the gradients of all weights by backpropagation, and then one by one."""
    import numpy as np

    data = digits()
    x, y = data.x[:IMAGES].double().numpy(), np.eye(10)[data.y[:IMAGES]]
    random = np.random.default_rng(lab.seed)
    sizes = [data.side**2, *[UNITS] * (params.layers - 1), 10]
    weights = [random.normal(0, (2 / n) ** 0.5, (n, m)) for n, m in pairwise(sizes)]
    biases = [random.normal(0, 0.1, m) for m in sizes[1:]]
    found = backward(forward(x, weights, biases), y, weights)
    backs = [np.concatenate([dw.ravel(), db]) for dw, db in found]
    numeric = differences(x, y, weights, biases, params.eps, lab)
    errors = [relative_error(*pair) for pair in zip(backs, numeric, strict=True)]
    count = sum(map(len, backs))
    metrics = {f"error_layer_{layer}": error for layer, error in enumerate(errors, start=1)}
    metrics |= {
        "error": relative_error(np.concatenate(backs), np.concatenate(numeric)),
        "parameters": float(count),
        "forward_passes": 2.0 * count,
        "lines_forward": float(lines_of(forward)),
        "lines_backward": float(lines_of(backward)),
        "lines": float(lines_of(forward, backward)),
    }
    return metrics, Gradients(backs, numeric)


def forward(x: "NDArray[Any]", weights: "Arrays", biases: "Arrays") -> "Arrays":
    """Return the input, each hidden layer's outputs after ReLU, and the softmax at the end."""
    import numpy as np

    outputs = [x]
    for w, b in zip(weights[:-1], biases[:-1], strict=True):
        outputs.append(np.maximum(outputs[-1] @ w + b, 0))
    powers = np.exp(outputs[-1] @ weights[-1] + biases[-1])
    return [*outputs, powers / powers.sum(axis=1, keepdims=True)]


def backward(outputs: "Arrays", y: "NDArray[Any]", weights: "Arrays") -> "list[Arrays]":
    """Return by layer the gradients of the mean cross-entropy for its weights and biases."""
    gradients = []
    error = (outputs[-1] - y) / len(y)
    for layer in reversed(range(len(weights))):
        gradients.append([outputs[layer].T @ error, error.sum(axis=0)])
        error = error @ weights[layer].T * (outputs[layer] > 0)
    return gradients[::-1]


def differences(
    x: "NDArray[Any]", y: "NDArray[Any]", weights: "Arrays", biases: "Arrays", eps: float, lab: Lab
) -> "Arrays":
    """Return the same gradients by moving every weight a little up and down."""
    import numpy as np

    def loss() -> float:
        return float(-np.log((forward(x, weights, biases)[-1] * y).sum(axis=1)).mean())

    found = []
    for layer, arrays in enumerate(zip(weights, biases, strict=True), start=1):
        slopes = []
        for array in arrays:
            for place in np.ndindex(array.shape):
                value = array[place]
                array[place] = value + eps
                above = loss()
                array[place] = value - eps
                below = loss()
                array[place] = value
                slopes.append((above - below) / (2 * eps))
        found.append(np.array(slopes))
        lab.report(layer / len(weights), f"layer {layer} · {len(slopes)} weights")
    return found


def relative_error(one: "NDArray[Any]", other: "NDArray[Any]") -> float:
    """Return the size of the difference by that of both together; 1 at most."""
    import numpy as np

    sizes = float(np.linalg.norm(one) + np.linalg.norm(other))
    return float(np.linalg.norm(one - other) / (sizes or 1.0))


def draw(params: Check, metrics: Metrics, found: Gradients, say: Say) -> Pictures:
    from compute import plots

    figure, (left, right) = plots.panels(say.headline, 2, share=False, widths=(1.5, 1))
    edge = 1.08 * max(abs(part).max() for parts in found for part in parts)
    left.plot([-edge, edge], [-edge, edge], color=plots.FAINT, linewidth=8, alpha=0.4)
    colors = plots.COLORS[: params.layers]
    for back, numeric, color in zip(*found, colors, strict=True):
        plots.dots(left, back.tolist(), numeric.tolist(), color, size=5)
    left.set(xlim=(-edge, edge), ylim=(-edge, edge))
    left.set_xlabel(say("역전파로 구한 기울기", "gradient by backpropagation"))
    left.set_ylabel(say("유한 차분으로 구한 기울기", "by finite differences"))
    left.locator_params(nbins=5)

    layers = range(1, params.layers + 1)
    names = [say(f"{layer}층", f"layer {layer}") for layer in layers]
    errors = [metrics[f"error_layer_{layer}"] for layer in layers]
    right.set(xscale="log", xlim=(1e-12, 1e5), xticks=[1e-12, 1e-6, 1])
    plots.bars(right, names, errors, colors, [f"{error:.1g}" for error in errors])
    right.set_title(say("상대 오차", "relative error"))
    return {"gradients": figure}


DEMO = packaged(Check, measure, draw)
