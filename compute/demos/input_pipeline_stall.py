"""Why a GPU waits: batches are loaded by workers, trained on one by one, and drawn over time."""

import math
from typing import Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from content.numerals import percent, some

STEPS = 841
"""One more than a number that 1 to 8 divide: the steps from the first on are whole rounds."""
PREFETCH = 2
"""How many batches each worker may have waiting, as PyTorch's DataLoader has by default."""

CYCLES, FRAMES = 5, 24


class Pipeline(Params):
    load_ms: Annotated[float, Field(ge=1, le=1000)] = 90.0
    step_ms: Annotated[float, Field(ge=1, le=1000)] = 60.0
    # Without workers the training loop loads each batch itself.
    workers: Annotated[
        tuple[Annotated[int, Field(ge=0, le=8)], ...], Field(min_length=1, max_length=3)
    ] = (0, 1, 2)


class Batch(NamedTuple):
    """When one batch began to load and was ready, and when its step began."""

    loading: float
    ready: float
    step: float


def measure(params: Pipeline, lab: Lab) -> tuple[Metrics, list[list[Batch]]]:
    """Follow each number of workers and take how much of the time the GPU computes."""
    ratio = round(params.load_ms / params.step_ms, 9)  # 8.4 / 1.2 is 7, not a bit more
    metrics: Metrics = {"workers_needed": float(max(1, math.ceil(ratio)))}
    runs = []
    for workers, _ in lab.share(params.workers):
        batches = simulate(params.load_ms, params.step_ms, workers)
        # From the first step on, so that the wait for the very first batch does not count.
        per_step = (batches[-1].step - batches[0].step) / (STEPS - 1)
        metrics |= {
            f"utilisation_{workers}": params.step_ms / per_step,
            f"ms_per_step_{workers}": per_step,
        }
        runs.append(batches)
    return metrics, runs


def simulate(load: float, step: float, workers: int) -> list[Batch]:
    """Return all batches: workers take turns, and pause while enough of theirs wait."""
    batches: list[Batch] = []
    for index in range(STEPS):
        gpu_free = batches[-1].step + step if batches else 0.0
        if workers == 0:
            loading = gpu_free
        else:
            last = batches[index - workers].ready if index >= workers else 0.0
            waiting = index - PREFETCH * workers
            room = batches[waiting].step if waiting >= 0 else 0.0
            loading = max(last, room)
        ready = loading + load
        batches.append(Batch(loading, ready, max(ready, gpu_free)))
    return batches


def draw(params: Pipeline, metrics: Metrics, runs: list[list[Batch]], say: Say) -> Pictures:
    from compute import plots

    span = CYCLES * (params.load_ms + params.step_ms)
    figure, panels = plots.panels(say.headline, rows=len(runs), share=False)
    covers = []
    for workers, batches, panel in zip(params.workers, runs, panels, strict=True):
        lanes = max(workers, 1)
        seen = [batch for batch in batches if batch.loading < span]
        panel.barh(0, span, left=0, height=0.7, color=plots.FAINT, alpha=0.3)
        steps = [(batch.step, params.step_ms) for batch in seen]
        panel.broken_barh(steps, (-0.35, 0.7), color=plots.BLUE, ec=plots.PAPER)
        for lane in range(lanes):
            loads = [(batch.loading, params.load_ms) for batch in seen[lane::lanes]]
            where = (0.65 + lane / lanes, 0.7 / lanes)
            panel.broken_barh(loads, where, color=plots.ORANGE, ec=plots.PAPER)
        covers.append(panel.barh(0.5, span, left=0, height=2, color=plots.PAPER, zorder=3)[0])
        panel.set(xlim=(0, span), ylim=(-0.45, 1.75))
        panel.set_yticks([0, 1], ["GPU", say("로딩", "loading")])
        panel.set_ylabel(say(f"작업자 {workers}", some(workers, "worker")), fontweight="bold")
        panel.grid(visible=False)
        panel.tick_params(axis="x", labelbottom=panel is panels[-1])
        used = percent(metrics[f"utilisation_{workers}"], 0)
        panel.text(
            1.02, 0.2, f"GPU\n{used}", transform=panel.transAxes, color=plots.BLUE, fontsize=20,
            fontweight="bold", va="center", linespacing=1.0,
        )  # fmt: skip
    panels[-1].set_xlabel(say("시간 (ms)", "time (ms)"))

    def frame(index: int) -> None:
        for cover in covers:
            cover.set_x(span * (index + 1) / FRAMES)

    return {"timeline": plots.Motion(figure, frame, FRAMES, ms=120, hold_ms=4000)}


DEMO = packaged(Pipeline, measure, draw)
