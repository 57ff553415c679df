"""Why ReLU replaced the sigmoid: how much gradient reaches each layer of a deep network."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.demos.demo import Demo, Output, Params, Progress, Title
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import nn

ACTIVATIONS = ("sigmoid", "tanh", "relu")


class Depths(Params):
    depth: Annotated[int, Title("층 수", "layers"), Field(ge=2, le=50)] = 20
    # Narrower ReLU layers can all be off at once, and then there is no gradient to compare with.
    width: Annotated[int, Title("층의 너비", "layer width"), Field(ge=32, le=256)] = 64
    init: Annotated[
        Literal["he", "xavier", "default"], Title("가중치 초기화", "weight initialisation")
    ] = "he"


def run(params: Depths, seed: int, progress: Progress) -> Output:
    """Backpropagate one batch per activation and draw each layer's gradient norm."""
    from compute import plots

    colors = {"sigmoid": plots.RED, "tanh": plots.ORANGE, "relu": plots.BLUE}
    metrics: dict[str, float] = {}
    norms: dict[str, list[float]] = {}
    for index, name in enumerate(ACTIVATIONS):
        norms[name] = gradient_norms(name, params, seed)
        metrics |= {f"first_{name}": norms[name][0], f"last_{name}": norms[name][-1]}
        progress((index + 1) / len(ACTIVATIONS), f"depth {params.depth} · {name}")
    metrics["sigmoid_to_relu"] = metrics["first_sigmoid"] / metrics["first_relu"]
    figure, (panel,) = plots.panels(headline(metrics["sigmoid_to_relu"]))
    for name in ACTIVATIONS:
        plots.line(panel, range(1, params.depth + 1), norms[name], colors[name])
    panel.set(yscale="log", xlabel="layer (1 = next to the input)", ylabel="gradient norm")
    plots.count_along_x(panel)
    names = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
    plots.tag_ends(panel, [(norms[name][-1], names[name], colors[name]) for name in ACTIVATIONS])
    plots.mark(panel, 1, norms["sigmoid"][0], f"{norms['sigmoid'][0]:.1e}", colors["sigmoid"])
    return Output(metrics, caption(params, metrics), {"gradients": figure})


def headline(ratio: float) -> str:
    if ratio < 1e-3:
        return "Sigmoid: almost no gradient reaches layer 1"
    return "How much gradient reaches each layer"


def gradient_norms(activation: str, params: Depths, seed: int) -> list[float]:
    """Return the norm of the loss gradient of every hidden layer's weights, first layer first."""
    import torch
    from torch.nn.functional import mse_loss

    torch.manual_seed(seed)
    layers = [
        torch.nn.Linear(params.width, params.width, dtype=torch.float64)
        for _ in range(params.depth)
    ]
    for layer in layers:
        initialise(layer, params.init)
    head = torch.nn.Linear(params.width, 1, dtype=torch.float64)
    signal = torch.randn(128, params.width, dtype=torch.float64)
    goal = torch.randn(128, 1, dtype=torch.float64)
    for layer in layers:
        signal = getattr(torch, activation)(layer(signal))
    torch.autograd.backward(mse_loss(head(signal), goal))
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


def caption(params: Depths, metrics: dict[str, float]) -> Bilingual:
    """Say how much gradient the first layer got with each activation, and why."""
    first = {name: f"{metrics[f'first_{name}']:.2g}" for name in ACTIVATIONS}
    ratio = f"{metrics['sigmoid_to_relu']:.2g}"
    return Bilingual(
        ko=f"{params.depth}층 신경망({params.init} 초기화)에 데이터를 한 번 넣고 역전파했어요."
        f" 입력에 가장 가까운 층의 기울기 크기는 시그모이드 {first['sigmoid']},"
        f" tanh {first['tanh']}, ReLU {first['relu']}로, 시그모이드는 ReLU의 {ratio}배예요."
        " 시그모이드의 미분값은 커야 0.25인데 역전파가 이를 층마다 곱해요."
        " ReLU는 켜져 있으면 1을 곱해서 기울기가 앞쪽 층까지 가요.",
        en=f"One batch was backpropagated through {params.depth} layers ({params.init} init)."
        f" The layer nearest the input got a gradient of {first['sigmoid']} with sigmoid,"
        f" {first['tanh']} with tanh and {first['relu']} with ReLU: sigmoid has {ratio} times"
        " ReLU's. The sigmoid's slope is 0.25 at most and backpropagation multiplies one per"
        " layer, while an active ReLU multiplies by 1.",
    )


DEMO = Demo(
    name="activation-gradients",
    title=Bilingual(ko="활성화 함수와 기울기 소실", en="Activations and vanishing gradients"),
    params=Depths,
    questions=("relu-over-sigmoid",),
    run=run,
)
