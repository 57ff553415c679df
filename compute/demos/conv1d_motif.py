"""A CNN for sequences: its filter slides over time and learns the pattern that is hidden there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from torch import Tensor

MOTIF = (0.0, 0.7, 1.4, 0.7, -0.7, -1.4, -0.7)
EPOCHS = 20
ROWS = 800


class Sequences(Params):
    length: Annotated[int, Field(ge=20, le=200)] = 60
    kernel: Annotated[int, Field(ge=1, le=15)] = 9
    noise: Annotated[float, Field(ge=0.1, le=2)] = 0.5


class Learned(NamedTuple):
    """One sequence, where the motif starts in it, and by epoch a filter and its accuracy.

    `lag` is how many steps before the motif the filter starts where both agree best.
    """

    sequence: "NDArray[Any]"
    start: int
    filters: "list[NDArray[Any]]"
    accuracies: list[float]
    lag: int


def measure(params: Sequences, lab: Lab) -> tuple[Metrics, Learned]:
    """Learn to tell sequences with the motif from those with its mirror image."""
    import numpy as np
    import torch
    from torch import nn

    torch.manual_seed(lab.seed)
    x, y, _ = sequences(params.length, params.noise)
    test_x, test_y, starts = sequences(params.length, params.noise)
    filters = nn.Conv1d(1, 4, params.kernel)
    head = nn.Linear(4, 2)
    model = nn.Sequential(filters, nn.AdaptiveMaxPool1d(1), nn.ReLU(), nn.Flatten(), head)
    seen = [filters.weight.detach().clone()]
    accuracies = [accuracy(model, test_x, test_y)]

    def after(epoch: int) -> None:
        seen.append(filters.weight.detach().clone())
        accuracies.append(accuracy(model, test_x, test_y))

    train(model, x, y, lab, epochs=EPOCHS, lr=0.02, batch=50, after=after)
    favourite = int((head.weight[1] - head.weight[0]).argmax())
    kernels = [weights[favourite, 0].numpy() for weights in seen]
    agreement = np.correlate(kernels[-1], MOTIF, "full")
    sizes = float(np.linalg.norm(kernels[-1]) * np.linalg.norm(MOTIF))
    example = int(test_y.argmax())
    return {
        "test_accuracy": accuracies[-1],
        "match": float(agreement.max()) / sizes,
        "motif_length": float(len(MOTIF)),
    }, Learned(
        test_x[example, 0].numpy(),
        int(starts[example]),
        kernels,
        accuracies,
        int(agreement.argmax()) - len(MOTIF) + 1,
    )


def sequences(length: int, noise: float) -> "tuple[Tensor, Tensor, Tensor]":
    """Return noise (n, 1, length) that hides the motif (1) or its mirror image (0), and where."""
    import torch

    motif = torch.tensor(MOTIF)
    y = torch.arange(ROWS) % 2
    x = noise * torch.randn(ROWS, length)
    starts = torch.randint(length - len(motif) + 1, (ROWS,))
    places = starts[:, None] + torch.arange(len(motif))
    x[torch.arange(ROWS)[:, None], places] += torch.where(y[:, None] == 1, motif, motif.flip(0))
    return x[:, None], y, starts


def draw(params: Sequences, metrics: Metrics, data: Learned, say: Say) -> Pictures:
    from compute import plots

    title = say.headline
    figure, (left, right) = plots.panels(title, 2, share=False, widths=(1.7, 1))
    show_response, show_filter = response(left, params, data, say), likeness(right, data, say)

    def frame(epoch: int) -> None:
        show_response(epoch)
        show_filter(epoch)
        right.set_title(say(f"에폭 {epoch}", f"epoch {epoch}"))
        share = plots.percent(data.accuracies[epoch])
        left.set_title(say(f"정확도 {share}", f"accuracy {share}"), fontweight="bold")

    return {"motif": plots.Motion(figure, frame, len(data.filters), ms=250, hold_ms=3000)}


def response(panel: "Axes", params: Sequences, data: Learned, say: Say) -> Callable[[int], None]:
    """Draw the sequence, its motif shaded; return what draws a filter's response, by epoch."""
    import numpy as np

    from compute import plots

    responses = [np.correlate(data.sequence, kernel, "valid") for kernel in data.filters]
    middles = np.arange(len(responses[0])) + (params.kernel - 1) / 2
    most = max(float(np.abs(response).max()) for response in responses)
    span = float(np.abs(data.sequence).max())
    end = data.start + len(MOTIF) - 1
    panel.axvspan(data.start - 0.5, end + 0.5, color=plots.ORANGE, alpha=0.25)
    panel.plot(data.sequence / span + 1.2, color=plots.INK, linewidth=1.6)
    (answer,) = panel.plot([], [], color=plots.BLUE, linewidth=2.5)
    (peak,) = panel.plot([], [], "o", color=plots.BLUE, markersize=13)
    panel.set(xlim=(0, params.length - 1), ylim=(-2.4, 2.4), xlabel=say("시점", "time step"))
    panel.set_yticks([1.2, -1.2], [say("시퀀스", "sequence"), say("반응", "response")])
    panel.grid(visible=False)

    def show(epoch: int) -> None:
        heights = responses[epoch] / most - 1.2
        top = int(heights.argmax())
        answer.set_data(middles, heights)
        peak.set_data(middles[top : top + 1], heights[top : top + 1])

    return show


def likeness(panel: "Axes", data: Learned, say: Say) -> Callable[[int], None]:
    """Draw the motif; return what draws a filter over it, as large, by epoch."""
    import numpy as np

    from compute import plots

    panel.plot(MOTIF, color=plots.ORANGE, linewidth=10, alpha=0.4)
    (shape,) = panel.plot([], [], "o-", color=plots.BLUE, linewidth=3)
    places = np.arange(len(data.filters[0])) - data.lag
    first, last = min(0, places[0]), max(len(MOTIF) - 1, places[-1])
    panel.set(xlim=(first - 0.4, last + 0.4), ylim=(-2.8, 2.8))
    plots.bare(panel)
    middle = (first + last) / 2
    plots.write(panel, (middle, 2.4), say("숨긴 무늬", "hidden pattern"), 16, plots.ORANGE)
    plots.write(panel, (middle, -2.4), say("필터", "filter"), 16, plots.BLUE)

    def show(epoch: int) -> None:
        kernel = data.filters[epoch]
        shape.set_data(places, kernel * np.linalg.norm(MOTIF) / np.linalg.norm(kernel))

    return show


DEMO = packaged(Sequences, measure, draw)
