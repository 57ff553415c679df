"""How few numbers a frozen network needs to learn a new task: adapters of low rank (LoRA)."""

import math
from collections import defaultdict
from copy import deepcopy
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from torch import Tensor, nn

    Forward = Callable[[Tensor], Tensor]

REPEATS, STEPS = 3, 100
MARGIN = 0.03
"""An accuracy lower by no more than this counts as equal."""
LR = {"before": 0.005, "full": 0.01, "adapter": 0.03}
"""Adapters want longer steps than whole matrices; each was best on images left out here."""


class Adapting(Params):
    ranks: Annotated[
        tuple[Annotated[int, Field(ge=1, le=64)], ...], Field(min_length=1, max_length=6)
    ] = (1, 2, 4, 8, 16)
    angle: Annotated[float, Field(ge=0, le=180)] = 30.0
    images: Annotated[int, Field(ge=20, le=500)] = 200
    width: Annotated[int, Field(ge=16, le=512)] = 128


def measure(params: Adapting, lab: Lab) -> tuple[Metrics, list[int]]:
    """Teach networks upright digits, then turned ones: with adapters of each rank, and wholly."""
    import torch

    data, device = digits(), "cuda" if torch.cuda.is_available() else "cpu"
    x, y, test_x, test_y = (part.to(device) for part in (data.x, data.y, data.test_x, data.test_y))
    turned_x, turned_test_x = turned(x, params.angle), turned(test_x, params.angle)
    ranks = sorted(params.ranks)
    runs: dict[str, list[float]] = defaultdict(list)
    for repeat, part in lab.share(range(REPEATS)):
        torch.manual_seed(REPEATS * lab.seed + repeat)
        model = mlp([data.side**2, params.width, params.width, 10]).to(device)
        learn(model, model.parameters(), x, y, LR["before"])
        runs["accuracy_upright"].append(right(model, test_x, test_y))
        runs["accuracy_frozen"].append(right(model, turned_test_x, test_y))
        rows = torch.randperm(len(x))[: params.images].to(device)
        for rank, _ in part.share(ranks):
            forward, factors = adapted(model, rank)
            learn(forward, factors, turned_x[rows], y[rows], LR["adapter"])
            runs[f"accuracy_{rank}"].append(right(forward, turned_test_x, test_y))
            runs[f"trained_{rank}"].append(float(sum(one.numel() for one in factors)))
        whole = deepcopy(model)
        learn(whole, whole.parameters(), turned_x[rows], y[rows], LR["full"])
        runs["accuracy_full"].append(right(whole, turned_test_x, test_y))
        runs["trained_full"].append(float(sum(one.numel() for one in whole.parameters())))
    metrics: Metrics = {"repeats": float(REPEATS)}
    for name, values in runs.items():
        metrics |= spread(name, values)
    behind = {rank: metrics["accuracy_full"] - metrics[f"accuracy_{rank}"] for rank in ranks}
    metrics["enough"] = float(next((rank for rank in ranks if behind[rank] <= MARGIN), 0))
    return metrics, ranks


def turned(images: "Tensor", degrees: float) -> "Tensor":
    """Return square images (n, side · side) turned round their middle."""
    import torch
    from torch.nn.functional import affine_grid, grid_sample

    side, angle = round(images.shape[1] ** 0.5), math.radians(degrees)
    square = images.view(-1, 1, side, side)
    cos, sin = math.cos(angle), math.sin(angle)
    turn = torch.tensor([[[cos, -sin, 0], [sin, cos, 0]]]).to(images).expand(len(images), 2, 3)
    grid = affine_grid(turn, list(square.shape), align_corners=False)
    return grid_sample(square, grid, align_corners=False).flatten(1)


def adapted(model: "nn.Module", rank: int) -> "tuple[Forward, list[Tensor]]":
    """Return the model with W + B A for each frozen matrix W, and all B and A.

    B begins at zero, so that the model does at first what it did before (Hu et al. 2021).
    """
    import torch
    from torch.func import functional_call

    frozen = {name: weight.detach() for name, weight in model.named_parameters()}
    factors = {}
    for name, weight in frozen.items():
        if weight.ndim == 2:
            outputs, inputs = weight.shape
            b = weight.new_zeros(outputs, rank).requires_grad_()
            a = (torch.randn(rank, inputs) / inputs**0.5).to(weight).requires_grad_()
            factors[name] = b, a

    def forward(x: "Tensor") -> "Tensor":
        changed = {name: frozen[name] + b @ a for name, (b, a) in factors.items()}
        output: Tensor = functional_call(model, frozen | changed, (x,))
        return output

    return forward, [factor for pair in factors.values() for factor in pair]


def learn(
    forward: "Forward", parameters: "Iterable[Tensor]", x: "Tensor", y: "Tensor", lr: float
) -> None:
    """Take STEPS steps of Adam on all images at once."""
    import torch

    optimizer = torch.optim.Adam(parameters, lr=lr)
    for _ in range(STEPS):
        loss = torch.nn.functional.cross_entropy(forward(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def right(forward: "Forward", x: "Tensor", y: "Tensor") -> float:
    return float((forward(x).argmax(dim=1) == y).float().mean())


def draw(params: Adapting, metrics: Metrics, ranks: list[int], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    sizes = [metrics[f"trained_{rank}"] for rank in ranks]
    plots.line(panel, sizes, [metrics[f"accuracy_{rank}"] for rank in ranks], plots.BLUE)
    for name, color in [*((rank, plots.BLUE) for rank in ranks), ("full", plots.RED)]:
        size, low = metrics[f"trained_{name}"], metrics[f"lowest_accuracy_{name}"]
        high = metrics[f"highest_accuracy_{name}"]
        panel.vlines(size, low, high, color=color, linewidth=3)
        plots.dots(panel, [size], [metrics[f"accuracy_{name}"]], color, 11)
        if name == "full":
            words, place, side = say("전체", "all"), high + 0.03, "bottom"
        else:
            words, place, side = f"r={name}", low - 0.03, "top"
        panel.text(size, place, words, color=color, fontsize=15, ha="center", va=side)
    for name, words in (("full", ""), ("frozen", say("튜닝 전", "before tuning"))):
        height = metrics[f"accuracy_{name}"]
        panel.axhline(height, color=plots.FAINT, linestyle=":", linewidth=2)
        panel.text(0.98, height - 0.02, words, fontsize=15, ha="right", va="top",
                   transform=panel.get_yaxis_transform())  # fmt: skip
    panel.set(xscale="log", ylim=(0, 1.1))
    panel.set_xlabel(say("학습한 파라미터 수", "trained parameters"))
    panel.set_ylabel(say("돌린 숫자의 테스트 정확도", "test accuracy on turned digits"))
    return {"ranks": figure}


DEMO = packaged(Adapting, measure, draw, num_gpus=1)
