"""Why weights are drawn as they are: how a signal fares through a deep network at its start."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

Scheme = Literal["zero", "small", "large", "lecun", "xavier", "he"]
Stds = dict[str, list[float]]

FLOOR, CEILING = 1e-6, 1e6
"""The picture ends here; what is beyond has vanished or exploded."""
FAINTEST, LOUDEST = 0.05, 20.0
"""Between these a signal that starts at 1 is still alive, unless it is stuck at tanh's limits."""

SHOWN = {
    "zero": "w = 0",
    "small": "σ = 0.01",
    "large": "σ = 0.5",
    "lecun": "LeCun",
    "xavier": "Xavier",
    "he": "He",
}


class Start(Params):
    inits: Annotated[tuple[Scheme, ...], Field(min_length=1, max_length=6)] = get_args(Scheme)
    depth: Annotated[int, Field(ge=2, le=50)] = 20
    activation: Literal["relu", "tanh"] = "relu"
    width: Annotated[int, Field(ge=64, le=512)] = 256


def measure(params: Start, lab: Lab) -> tuple[Metrics, Stds]:
    """Send one batch through the network as each method draws its weights."""
    metrics: Metrics = {}
    stds: Stds = {}
    for scheme, _ in lab.share(params.inits):
        spread = spread_of(scheme, params.width, params.width)
        stds[scheme], saturated = deviations(spread, params, lab.seed)
        last = stds[scheme][-1]
        metrics |= {
            f"weight_std_{scheme}": spread,
            f"last_std_{scheme}": last,
            f"saturated_{scheme}": saturated,
            f"alive_{scheme}": float(FAINTEST < last < LOUDEST and saturated < 0.5),
        }
    return metrics, stds


def spread_of(scheme: str, inputs: int, outputs: int) -> float:
    """Return the standard deviation of the weights of a layer.

    LeCun et al. (1998), Glorot & Bengio (2010) and He et al. (2015); the others ignore its size.
    """
    spreads: dict[str, float] = {
        "zero": 0.0,
        "small": 0.01,
        "large": 0.5,
        "lecun": (1 / inputs) ** 0.5,
        "xavier": (2 / (inputs + outputs)) ** 0.5,
        "he": (2 / inputs) ** 0.5,
    }
    return spreads[scheme]


def deviations(spread: float, params: Start, seed: int) -> tuple[list[float], float]:
    """Return the standard deviations of the input and of each layer's outputs.

    With them comes the share of the last outputs that are stuck at the limits of tanh.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    signal = random.normal(size=(128, params.width))
    found = [float(signal.std())]
    for _ in range(params.depth):
        signal = signal @ random.normal(0, spread, (params.width, params.width))
        signal = np.tanh(signal) if params.activation == "tanh" else np.maximum(signal, 0)
        found.append(float(signal.std()))
    stuck = (np.abs(signal) > 0.99).mean() if params.activation == "tanh" else 0.0
    return found, float(stuck)


def draw(params: Start, metrics: Metrics, stds: Stds, say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    panel.set(yscale="log", xlim=(0, params.depth), ylim=(FLOOR, CEILING))
    panel.set(xlabel=say("층 (0 = 입력)", "layer (0 = input)"))
    panel.set(ylabel=say("출력의 표준편차", "std of the outputs"))
    panel.axhline(1, color=plots.FAINT, linewidth=10, alpha=0.3)
    plots.count_along_x(panel)
    colors = dict(zip(SHOWN, plots.COLORS, strict=True))
    for names in alike(stds):
        values, color = stds[names[0]], colors[names[0]]
        name = " = ".join(SHOWN[name] for name in names)
        end = f"\n{values[-1]:.2g}" if FLOOR < values[-1] < CEILING else ""
        if metrics[f"saturated_{names[0]}"] > 0.5:
            end = say("\n포화됨", "\nsaturated")
        panel.plot(values, color=color, linewidth=3.5, label=name + end)
    plots.tag_ends(panel)
    return {"signal": figure}


def alike(stds: Stds) -> list[list[str]]:
    """Group the methods that come to the same, as LeCun's and Xavier's do for equal layers."""
    groups: dict[tuple[float, ...], list[str]] = {}
    for name, values in stds.items():
        groups.setdefault(tuple(values), []).append(name)
    return list(groups.values())


DEMO = packaged(Start, measure, draw)
