"""What backpropagation computes, in a few lines of NumPy: checked against finite differences."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.lines import lines_of
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from compute.plots import Picture

    Arrays = list[NDArray[Any]]

IMAGES, UNITS = 16, 16
AGREE = 1e-4
"""Relative errors below this count as the same gradient."""


class Check(Params):
    layers: Annotated[int, Title("층 수", "layers"), Field(ge=1, le=6)] = 3
    eps: Annotated[
        float, Title("유한 차분의 간격", "step of the differences"), Field(ge=1e-15, le=1)
    ] = 1e-5


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


def draw(params: Check, metrics: Metrics, found: Gradients, say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (left, right) = plots.panels(
        headline(params, metrics, say), 2, share=False, widths=(1.5, 1)
    )
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


def headline(params: Check, metrics: Metrics, say: Say) -> str:
    lines, count = f"{metrics['lines_backward']:g}", f"{metrics['parameters']:,.0f}"
    if metrics["error"] < AGREE:
        return say(
            f"역전파 {lines}줄이 기울기 {count}개를 다 맞혀요",
            f"{lines} lines of backprop, {count} gradients right",
        )
    if params.eps < 1e-7:
        return say("간격이 너무 작아 검산이 흐려져요", "So small a step drowns in rounding")
    if params.eps > 1e-4:
        return say("간격이 너무 커서 검산이 빗나가요", "So large a step misses the slope")
    return say("ReLU가 꺾이는 곳에서 검산이 어긋나요", "The check is off where a ReLU bends")


def caption(params: Check, metrics: Metrics) -> Bilingual:
    """Say how long the code is, how near both gradients are, and what the slow way takes."""
    error = f"{metrics['error']:.1g}"
    lines, ahead, back = (
        f"{metrics[name]:g}" for name in ("lines", "lines_forward", "lines_backward")
    )
    count, passes = (f"{metrics[name]:.0f}" for name in ("parameters", "forward_passes"))
    return Bilingual(
        ko=f"ReLU와 softmax가 있는 {params.layers}층 신경망의 순전파({ahead}줄)와 역전파({back}줄),"
        f" 모두 {lines}줄을 NumPy로 직접 짰어요. 역전파가 한 번에 구한 기울기 {count}개를 유한"
        f" 차분(간격 {params.eps:g})과 견주면 상대 오차가 {josa(error, '이에요', '예요')}."
        f" 유한 차분은 가중치를 하나씩 흔드느라 순전파를 {passes}번 해야 해요. 역전파는 출력의 오차"
        " p - y에서 시작해 층마다 같은 식을 되풀이하며 뒤에서 구한 값을 다시 쓰니 한 번이면 돼요.",
        en=f"The forward ({ahead} lines) and backward pass ({back} lines) of a network of"
        f" {some(params.layers, 'layer')} with ReLU and softmax, {lines} lines in all, were written"
        f" by hand in NumPy. One backward pass gave {count} gradients; against finite differences"
        f" (step {params.eps:g}) their relative error is {error}. Those move one weight at a time,"
        f" which takes {passes} forward passes. Backpropagation starts from the output's error,"
        " p - y, and repeats the same formulas per layer, reusing what later layers found.",
    )


DEMO = Demo(
    name="backprop-check",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="역전파를 직접 짜서 검산하기", en="Backpropagation by hand, checked"),
    params=Check,
    presets=(
        Preset(
            name="rounding",
            works=False,
            params={"eps": 1e-14},
            look=Bilingual(
                ko="점이 흩어져요. 역전파가 아니라 유한 차분이 반올림 오차에 묻힌 거예요.",
                en="The dots leave the diagonal: rounding spoils the differences, not the"
                " backpropagation.",
            ),
        ),
        Preset(
            name="two-layers",
            works=True,
            params={"layers": 2},
            look=Bilingual(
                ko="층이 몇이든 역전파는 같은 줄을 되풀이해요. 점은 모두 대각선 위에 있어요.",
                en="Two layers or six, backpropagation repeats the same lines, and all dots are on"
                " the diagonal.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
