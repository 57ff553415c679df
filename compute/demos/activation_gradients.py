"""Why ReLU replaced the sigmoid: how much gradient reaches each layer of a deep network."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import nn

    from compute.plots import Picture

Activation = Literal["sigmoid", "tanh", "relu"]
Norms = dict[str, list[float]]


class Depths(Params):
    depth: Annotated[int, Title("층 수", "layers"), Field(ge=2, le=50)] = 20
    # Narrower ReLU layers can all be off at once, and then there is no gradient to compare with.
    width: Annotated[int, Title("층의 너비", "layer width"), Field(ge=32, le=256)] = 64
    activation: Annotated[
        tuple[Activation, ...],
        Title("활성화 함수", "activations"),
        Field(min_length=1, max_length=3),
    ] = ("sigmoid", "tanh", "relu")
    init: Annotated[
        Literal["he", "xavier", "default"], Title("가중치 초기화", "weight initialisation")
    ] = "he"


def measure(params: Depths, lab: Lab) -> tuple[Metrics, Norms]:
    """Backpropagate one batch per activation and take each layer's gradient norm."""
    metrics: Metrics = {}
    norms: Norms = {}
    for name, _ in lab.share(params.activation):
        norms[name] = gradient_norms(name, params, lab.seed)
        metrics |= {f"first_{name}": norms[name][0], f"last_{name}": norms[name][-1]}
    weakest, strongest = (pick(norms, key=lambda name: norms[name][0]) for pick in (min, max))
    metrics["weakest_to_strongest"] = norms[weakest][0] / norms[strongest][0]
    return metrics, norms


def gradient_norms(activation: str, params: Depths, seed: int) -> list[float]:
    """Return the norm of the loss gradient of every hidden layer's weights, first layer first."""
    import torch

    torch.manual_seed(seed)
    double = torch.float64
    layers = [
        torch.nn.Linear(params.width, params.width, dtype=double) for _ in range(params.depth)
    ]
    for layer in layers:
        initialise(layer, params.init)
    head = torch.nn.Linear(params.width, 1, dtype=double)
    signal = torch.randn(128, params.width, dtype=double)
    goal = torch.randn(128, 1, dtype=double)
    for layer in layers:
        signal = getattr(torch, activation)(layer(signal))
    torch.autograd.backward(torch.nn.functional.mse_loss(head(signal), goal))
    return [float(layer.weight.grad.norm()) for layer in layers]  # type: ignore[union-attr]


def initialise(layer: "nn.Linear", scheme: str) -> None:
    """Draw the weights by He's or Xavier's rule, or leave PyTorch's own."""
    from torch import nn

    if scheme == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    if scheme == "xavier":
        nn.init.xavier_normal_(layer.weight)
    if scheme != "default":
        nn.init.zeros_(layer.bias)


def draw(params: Depths, metrics: Metrics, norms: Norms, say: Say) -> "dict[str, Picture]":
    from compute import plots

    colors = {"sigmoid": plots.RED, "tanh": plots.ORANGE, "relu": plots.BLUE}
    figure, (panel,) = plots.panels(headline(metrics, say))
    for name, values in norms.items():
        plots.line(panel, range(1, params.depth + 1), values, colors[name])
    panel.set(
        yscale="log",
        xlabel=say("층 (1 = 입력 바로 다음)", "layer (1 = next to the input)"),
        ylabel=say("기울기 크기", "gradient norm"),
    )
    plots.count_along_x(panel)
    names = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
    plots.tag_ends(panel, [(norms[name][-1], names[name], colors[name]) for name in norms])
    weakest = min(norms, key=lambda name: norms[name][0])
    plots.mark(panel, 1, norms[weakest][0], f"{norms[weakest][0]:.1e}", colors[weakest])
    return {"gradients": figure}


def headline(metrics: Metrics, say: Say) -> str:
    if metrics.get("first_sigmoid", 1.0) < 1e-3 * metrics.get("first_relu", 0.0):
        return say(
            "시그모이드: 1층에 오는 기울기가 거의 없어요",
            "Sigmoid: almost no gradient reaches layer 1",
        )
    return say("층마다 기울기가 얼마나 올까요?", "How much gradient reaches each layer")


def caption(params: Depths, metrics: Metrics) -> Bilingual:
    """Say how much gradient the first layer got with each activation, and why."""
    shown = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
    first = ", ".join(f"{shown[name]} {metrics[f'first_{name}']:.2g}" for name in params.activation)
    ratio = f"{metrics['weakest_to_strongest']:.2g}"
    return Bilingual(
        ko=f"{params.depth}층 신경망({params.init} 초기화)에 데이터를 한 번 넣고 역전파했어요."
        f" 입력에 가장 가까운 층에 온 기울기 크기는 {first}이고, 가장 작은 것은 가장 큰 것의"
        f" {ratio}배예요. 시그모이드의 미분값은 커야 0.25인데 역전파가 이를 층마다 곱해요."
        " ReLU는 켜져 있으면 1을 곱해서 기울기가 앞쪽 층까지 가요.",
        en=f"One batch was backpropagated through {params.depth} layers ({params.init} init)."
        f" The layer nearest the input got a gradient of {first}; the weakest is {ratio} times the"
        " strongest. The sigmoid's slope is 0.25 at most and backpropagation multiplies one per"
        " layer, while an active ReLU multiplies by 1.",
    )


DEMO = Demo(
    name="activation-gradients",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="활성화 함수와 기울기 소실", en="Activations and vanishing gradients"),
    params=Depths,
    presets=(
        Preset(
            name="vanishes",
            works=False,
            params={"depth": 30, "activation": "sigmoid,tanh", "init": "xavier"},
            look=Bilingual(
                ko="왼쪽 끝을 보세요. 시그모이드 선이 층마다 곧게 떨어져 1층은 거의 배우지 못해요.",
                en="Look at the left end: sigmoid falls with every layer, and layer 1 learns"
                " almost nothing.",
            ),
        ),
        Preset(
            name="reaches",
            works=True,
            params={"depth": 30, "activation": "relu", "init": "he"},
            look=Bilingual(
                ko="선이 거의 평평하면 모든 층이 비슷한 크기의 기울기를 받고 있다는 뜻이에요.",
                en="A line that is almost level means that every layer gets as much gradient.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
