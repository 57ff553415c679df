"""What rounding to few bits costs a network, and why one large channel makes it cost far more."""

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn

SCHEMES = ("tensor", "channel", "mixed")
BITS = (8, 7, 6, 5, 4, 3, 2)
NETWORKS, STEPS = 5, 100
APART = 6.0
"""A channel whose largest value is so many times the usual one stays in float32 when mixed."""


class Rounding(Params):
    outlier: Annotated[float, Field(ge=1, le=300)] = 30.0
    activations: bool = True
    width: Annotated[int, Field(ge=16, le=512)] = 64


def measure(params: Rounding, lab: Lab) -> tuple[Metrics, None]:
    """Train networks, give each an outlier that changes nothing, and round them in three ways."""
    import torch

    data, device = digits(), "cuda" if torch.cuda.is_available() else "cpu"
    x, y, test_x, test_y = (part.to(device) for part in (data.x, data.y, data.test_x, data.test_y))
    runs: dict[str, list[float]] = defaultdict(list)
    for network, part in lab.share(range(NETWORKS)):
        torch.manual_seed(NETWORKS * lab.seed + network)
        model: Any = trained(params.width, x, y, part)
        stretch(model, x, params.outlier)
        exact = model(test_x).detach()
        runs["accuracy_float"].append(right(exact, test_y))
        zeros = rounded(model[0].weight.detach(), 4, ()) == 0
        runs["zeroed"].append(float(zeros.float().mean()))
        for name in SCHEMES:
            for bits in BITS:
                output = quantised(model, test_x, name, bits, params.activations)
                runs[f"accuracy_{name}_{bits}"].append(right(output, test_y))
                runs[f"error_{name}_{bits}"].append(float((output - exact).norm() / exact.norm()))
    metrics: Metrics = {"networks": float(NETWORKS)}
    for name, values in runs.items():
        mean = sum(values) / NETWORKS
        metrics |= {name: mean, f"lowest_{name}": min(values), f"highest_{name}": max(values)}
    return metrics, None


def trained(width: int, x: "Tensor", y: "Tensor", lab: Lab) -> "nn.Sequential":
    """Return an MLP that has learned the images in full batches."""
    import torch
    from torch import nn

    hidden = [nn.Linear(x.shape[1], width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
    model = nn.Sequential(*hidden, nn.Linear(width, 10)).to(x.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(1, STEPS + 1):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        lab.report(step / STEPS, f"loss {loss.item():.3g}")
    return model


def stretch(model: Any, x: "Tensor", times: float) -> None:
    """Enlarge the busiest hidden channel and shrink the weights that read it by as much.

    As ReLU(k·z) = k·ReLU(z) for k > 0, the network computes just what it did before.
    """
    import torch

    with torch.no_grad():
        busiest = model[:2](x).mean(dim=0).argmax()
        model[0].weight[busiest] *= times
        model[0].bias[busiest] *= times
        model[2].weight[:, busiest] /= times


def quantised(model: Any, signal: "Tensor", scheme: str, bits: int, activations: bool) -> "Tensor":
    """Return the outputs with rounded weights, and rounded inputs of each layer if asked for.

    The scales are one per tensor, or one per output channel and sample; "mixed" has the latter but
    leaves channels with outliers as they are (LLM.int8(), Dettmers et al. 2022).
    """
    from torch.nn.functional import linear, relu

    dim = () if scheme == "tensor" else 1
    for layer in model[::2]:
        peaks = signal.abs().amax(dim=0)
        apart = (peaks > APART * peaks[peaks > 0].median()) & (scheme == "mixed")
        inputs, weight = signal[:, ~apart], rounded(layer.weight[:, ~apart], bits, dim)
        if activations:
            inputs = rounded(inputs, bits, dim)
        output: Tensor = linear(inputs, weight, layer.bias) + linear(
            signal[:, apart], layer.weight[:, apart]
        )
        signal = relu(output)
    return output.detach()


def rounded(values: "Tensor", bits: int, dim: int | tuple[()]) -> "Tensor":
    """Round to 2^bits - 1 even steps round zero, with a scale for all or for each row (dim 1)."""
    scale: Tensor = values.abs().amax(dim, keepdim=True) / (2 ** (bits - 1) - 1)
    return (values / scale.clamp(min=1e-12)).round() * scale


def right(output: "Tensor", labels: "Tensor") -> float:
    return float((output.argmax(dim=1) == labels).float().mean())


def draw(params: Rounding, metrics: Metrics, data: None, say: Say) -> Pictures:
    from compute import plots

    figure, (top, bottom) = plots.panels(say.headline, 2, share=False)
    names = {
        "tensor": (say("텐서에 스케일 하나", "scale per tensor"), plots.RED),
        "channel": (say("채널마다 하나", "per channel"), plots.PURPLE),
        "mixed": (say("이상치만 float32", "outliers float32"), plots.BLUE),
    }
    for panel, kind in ((top, "accuracy"), (bottom, "error")):
        for name, (_, color) in names.items():
            keys = [f"{kind}_{name}_{bits}" for bits in BITS]
            lows, highs = (
                [metrics[f"{end}_{key}"] for key in keys] for end in ("lowest", "highest")
            )
            panel.fill_between(BITS, lows, highs, color=color, alpha=0.2, linewidth=0)
            plots.line(panel, BITS, [metrics[key] for key in keys], color)
        panel.set(xlim=(8.2, 1.8), xticks=BITS)
    top.axhline(metrics["accuracy_float"], color=plots.INK, linestyle=":", linewidth=2)
    top.text(7.9, metrics["accuracy_float"] + 0.03, "float32", fontsize=15)
    top.set(ylim=(0, 1.12), ylabel=say("테스트 정확도", "test accuracy"))
    bottom.set(yscale="log", ylabel=say("출력의 상대 오차", "relative error of outputs"))
    bottom.set_xlabel(say("비트 수", "bits"))
    plots.key(figure, list(names.values()))
    return {"bits": figure}


DEMO = packaged(Rounding, measure, draw, num_gpus=1)
