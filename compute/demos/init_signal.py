"""Why weights are drawn as they are: how a signal fares through a deep network at its start."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

Scheme = Literal["zero", "small", "large", "lecun", "xavier", "he"]
Stds = dict[str, list[float]]

FLOOR, CEILING = 1e-6, 1e6
"""The picture ends here; what is beyond has vanished or exploded."""


SHOWN = {
    "zero": "w = 0",
    "small": "σ = 0.01",
    "large": "σ = 0.5",
    "lecun": "LeCun",
    "xavier": "Xavier",
    "he": "He",
}


class Start(Params):
    inits: Annotated[
        tuple[Scheme, ...],
        Title("초기화 방법들", "initialisations"),
        Field(min_length=1, max_length=6),
    ] = ("zero", "small", "large", "lecun", "xavier", "he")
    depth: Annotated[int, Title("층 수", "layers"), Field(ge=2, le=50)] = 20
    activation: Annotated[Literal["relu", "tanh"], Title("활성화 함수", "activation")] = "relu"
    width: Annotated[int, Title("층의 너비", "layer width"), Field(ge=64, le=512)] = 256


def measure(params: Start, lab: Lab) -> tuple[Metrics, Stds]:
    """Send one batch through the network as each method draws its weights."""
    metrics: Metrics = {}
    stds: Stds = {}
    for scheme, _ in lab.share(params.inits):
        spread = spread_of(scheme, params.width, params.width)
        stds[scheme], at_limits = deviations(spread, params, lab.seed)
        metrics |= {f"weight_std_{scheme}": spread, f"last_std_{scheme}": stds[scheme][-1]}
        metrics[f"saturated_{scheme}"] = at_limits
    return metrics, stds


def spread_of(scheme: str, inputs: int, outputs: int) -> float:
    """Return the standard deviation of the weights of a layer.

    LeCun et al. (1998), Glorot & Bengio (2010) and He et al. (2015); the others ignore its size.
    """
    spreads = {
        "zero": 0.0,
        "small": 0.01,
        "large": 0.5,
        "lecun": (1 / inputs) ** 0.5,
        "xavier": (2 / (inputs + outputs)) ** 0.5,
        "he": (2 / inputs) ** 0.5,
    }
    return float(spreads[scheme])


def deviations(spread: float, params: Start, seed: int) -> tuple[list[float], float]:
    """Return the standard deviations of the input and of each layer's outputs.

    With them comes the share of the last outputs that are stuck at the limits of tanh.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    signal = random.normal(size=(128, params.width))
    stds = [float(signal.std())]
    for _ in range(params.depth):
        signal = signal @ random.normal(0, spread, (params.width, params.width))
        signal = np.tanh(signal) if params.activation == "tanh" else np.maximum(signal, 0)
        stds.append(float(signal.std()))
    stuck = (np.abs(signal) > 0.99).mean() if params.activation == "tanh" else 0.0
    return stds, float(stuck)


def draw(params: Start, metrics: Metrics, stds: Stds, say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    panel.set(
        yscale="log",
        xlim=(0, params.depth),
        ylim=(FLOOR, CEILING),
        xlabel=say("층 (0 = 입력)", "layer (0 = input)"),
        ylabel=say("출력의 표준편차", "std of the outputs"),
    )
    panel.axhline(1, color=plots.FAINT, linewidth=10, alpha=0.3)
    plots.count_along_x(panel)
    tags = []
    colors = dict(zip(SHOWN, plots.COLORS, strict=True))
    for names in alike(stds):
        values, color = stds[names[0]], colors[names[0]]
        panel.plot(values, color=color, linewidth=3.5)
        name = " = ".join(SHOWN[name] for name in names)
        end = f"\n{values[-1]:.1g}" if FLOOR < values[-1] < CEILING else ""
        if metrics[f"saturated_{names[0]}"] > 0.5:
            end = say("\n포화됨", "\nsaturated")
        tags.append((min(max(values[-1], FLOOR), CEILING), name + end, color))
    plots.tag_ends(panel, tags)
    return {"signal": figure}


def alike(stds: Stds) -> list[list[str]]:
    """Group the methods that come to the same, as LeCun's and Xavier's do for equal layers."""
    groups: dict[tuple[float, ...], list[str]] = {}
    for name, values in stds.items():
        groups.setdefault(tuple(values), []).append(name)
    return list(groups.values())


def kept(params: Start, metrics: Metrics) -> list[str]:
    """Return the methods that neither lose the signal nor blow it up nor saturate."""
    return [
        name
        for name in params.inits
        if 0.05 < metrics[f"last_std_{name}"] < 20 and metrics[f"saturated_{name}"] < 0.5
    ]


def headline(params: Start, metrics: Metrics, say: Say) -> str:
    good = kept(params, metrics)
    names = "·".join(SHOWN[name] for name in good)
    if not good:
        return say("신호를 지킨 방법이 하나도 없어요", "None of these keeps the signal alive")
    if len(good) == len(params.inits):
        return say("신호가 마지막 층까지 살아 있어요", "The signal survives to the last layer")
    keep = "keeps" if len(good) == 1 else "keep"
    return say(f"{names}만 신호를 끝까지 지켜요", f"Only {names} {keep} the signal alive")


def caption(params: Start, metrics: Metrics) -> Bilingual:
    """Say how large the signal was after the last layer with each method, and why."""
    ends = ", ".join(f"{SHOWN[name]}: {metrics[f'last_std_{name}']:.2g}" for name in params.inits)
    ko_why, en_why = {
        "relu": (
            "ReLU는 음수 절반을 0으로 만들어서, 분산을 두 배로 잡은 He(2/입력 수)라야 크기가"
            " 유지돼요.",
            "ReLU zeroes the negative half, so it takes He's doubled variance, 2/inputs, to keep"
            " the scale.",
        ),
        "tanh": (
            "0 근처에서 거의 직선인 tanh에는 Xavier면 되고, 너무 크게 시작하면 출력이 한계에 붙어"
            " (포화) 기울기가 사라져요.",
            "Xavier suits tanh, nearly linear round 0; weights too large push its outputs to the"
            " limits, where it saturates and has no gradient.",
        ),
    }[params.activation]
    shown = {"relu": "ReLU", "tanh": "tanh"}[params.activation]
    return Bilingual(
        ko=f"너비 {params.width}인 {params.depth}층 {shown} 신경망에 가중치(표준편차 σ)만 바꿔 가며"
        " 학습 전에 데이터를 한 번 통과시켰어요. 입력이 1일 때 마지막 층 출력의 표준편차는"
        f" {josa(ends, '이에요', '예요')}. 층마다 거의 같은 비율이 곱해져서 신호가 지수적으로"
        f" 줄거나 커져요. {ko_why}",
        en=f"One batch went through {params.depth} {shown} layers of width {params.width} before"
        " any training, with weights (of standard deviation σ) drawn in different ways. The last"
        f" outputs' own, for an input of 1, is {ends}. Every layer multiplies by much the same"
        f" factor, so a signal shrinks or grows exponentially. {en_why}",
    )


DEMO = Demo(
    name="init-signal",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="가중치 초기화와 신호", en="Initial weights and the signal"),
    params=Start,
    presets=(
        Preset(
            name="fixed-size",
            works=False,
            params={"inits": "zero,small,large"},
            look=Bilingual(
                ko="층의 크기를 보지 않고 정한 가중치는 몇 층 만에 신호를 없애거나 터뜨려요.",
                en="Weights that ignore the size of a layer lose or explode the signal in a few"
                " layers.",
            ),
        ),
        Preset(
            name="tanh",
            works=True,
            params={"inits": "small,large,xavier", "activation": "tanh"},
            look=Bilingual(
                ko="Xavier 선은 천천히 내려갈 뿐이에요. σ = 0.5는 높아 보여도 한계에 붙었어요.",
                en="Xavier only sinks slowly; σ = 0.5 looks fine, but its outputs are stuck at the"
                " limits.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
