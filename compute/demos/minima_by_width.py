"""Do bad minima matter: many networks learn XOR, and ever fewer get stuck the wider they are."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

SOLVED = 0.01
"""A squared error below this counts as the global minimum, which is 0 from two units on."""


class Starts(Params):
    widths: Annotated[
        tuple[Annotated[int, Field(ge=2, le=256)], ...],
        Field(min_length=1, max_length=5),
    ] = (2, 8, 64)
    seeds: Annotated[int, Field(ge=5, le=60)] = 20
    steps: Annotated[int, Field(ge=200, le=1500)] = 500


def measure(params: Starts, lab: Lab) -> tuple[Metrics, dict[int, list[float]]]:
    """Train as many networks of each width and take the loss at which each of them ends."""
    import torch

    torch.manual_seed(lab.seed)
    metrics: Metrics = {}
    ends = {}
    for width, part in lab.share(params.widths):
        losses = learn_xor(width, params.seeds, params.steps, part)
        ends[width] = losses.tolist()
        metrics |= {
            f"solved_{width}": float((losses < SOLVED).sum()),
            f"worst_{width}": float(losses.max()),
        }
    return metrics, ends


def learn_xor(width: int, seeds: int, steps: int, lab: Lab) -> "Tensor":
    """Train `seeds` networks with one hidden ReLU layer side by side and return their losses."""
    import torch

    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = torch.tensor([0.0, 1.0, 1.0, 0.0])

    def parameter(inputs: int, *shape: int) -> "Tensor":
        """Return values as those that PyTorch gives to a linear layer."""
        values: Tensor = (2 * torch.rand(seeds, *shape) - 1) / inputs**0.5
        return values.requires_grad_()

    into, shift = parameter(2, 2, width), parameter(2, 1, width)
    out, bias = parameter(width, width, 1), parameter(width, 1, 1)
    optimizer = torch.optim.Adam([into, shift, out, bias], lr=0.05)
    for step in range(1, steps + 1):
        answers = torch.relu(x @ into + shift) @ out + bias
        losses = (answers.squeeze(2) - y).square().mean(dim=1)
        optimizer.zero_grad()
        losses.sum().backward()
        optimizer.step()
        lab.report(step / steps, f"{width} units · loss {losses.mean().item():.2g}")
    return losses.detach()


def draw(params: Starts, metrics: Metrics, ends: dict[int, list[float]], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    per_row = max(10, params.seeds // 3)
    size = min(350 / len(ends) / per_row, 18)
    for place, losses in enumerate(ends.values()):
        for (row, column), loss in zip(stacked(losses, per_row), losses, strict=True):
            color = plots.BLUE if loss < SOLVED else plots.RED
            x = place + 0.8 * (column + 0.5) / per_row - 0.4
            plots.dots(panel, [x], [loss + 0.0016 * size * row], color, size)
    panel.text(
        0.99, 0.03, say("loss 0 = 전역 최솟값", "loss 0 = global minimum"), ha="right",
        color=plots.BLUE, fontsize=15, fontweight="bold", transform=panel.transAxes,
    )  # fmt: skip
    names = []
    for width in ends:
        solved = f"{metrics[f'solved_{width}']:g}/{params.seeds}"
        names.append(say(f"유닛 {width}개\n{solved}", f"{width} units\n{solved}"))
    panel.set_xticks(range(len(ends)), names, fontsize=14, fontweight="bold")
    panel.set_xlabel(say("바닥에 닿은 출발점 / 모든 출발점", "starts that reached 0 / all starts"))
    panel.tick_params(axis="x", length=0)
    panel.grid(visible=False, axis="x")
    panel.set(xlim=(-0.5, len(ends) - 0.5), ylim=(-0.05, 0.3), yticks=[0, 0.1, 0.2, 0.3])
    panel.set(ylabel=say("마지막 loss (점 하나 = 출발점 하나)", "final loss (a dot = one start)"))
    return {"ends": figure}


def stacked(losses: list[float], per_row: int) -> list[tuple[int, int]]:
    """Return a row and a column for each loss, so that equal ones stand beside each other."""
    places = []
    seen: dict[float, int] = {}
    for loss in losses:
        level = round(loss, 2)
        places.append(divmod(seen.get(level, 0), per_row))
        seen[level] = seen.get(level, 0) + 1
    return places


DEMO = packaged(Starts, measure, draw)
