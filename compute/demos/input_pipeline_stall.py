"""Why a GPU waits: batches are loaded by workers, trained on one by one, and drawn over time."""

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

STEPS = 841
"""One more than a number that 1 to 8 divide: the steps from the first on are whole rounds."""
PREFETCH = 2
"""How many batches each worker may have waiting, as PyTorch's DataLoader has by default."""

CYCLES, FRAMES = 5, 24
ENOUGH = 0.97
"""A GPU that is busy this much of the time counts as never waiting."""


class Pipeline(Params):
    load_ms: Annotated[
        float, Title("배치 준비 시간 (ms)", "time to load a batch (ms)"), Field(ge=1, le=1000)
    ] = 90.0
    step_ms: Annotated[
        float, Title("GPU 한 스텝 시간 (ms)", "time of a GPU step (ms)"), Field(ge=1, le=1000)
    ] = 60.0
    # Without workers the training loop loads each batch itself.
    workers: Annotated[
        tuple[Annotated[int, Field(ge=0, le=8)], ...],
        Title("작업자 수", "workers"),
        Field(min_length=1, max_length=3),
    ] = (0, 1, 2)


class Batch(NamedTuple):
    """When one batch began to load and was ready, and when its step began."""

    loading: float
    ready: float
    step: float


def measure(params: Pipeline, lab: Lab) -> tuple[Metrics, list[list[Batch]]]:
    """Follow each number of workers and take how much of the time the GPU computes."""
    metrics: Metrics = {"workers_needed": float(math.ceil(params.load_ms / params.step_ms))}
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


def draw(
    params: Pipeline, metrics: Metrics, runs: list[list[Batch]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    span = CYCLES * (params.load_ms + params.step_ms)
    figure, panels = plots.panels(headline(params, metrics, say), rows=len(runs), share=False)
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
        used = f"{metrics[f'utilisation_{workers}']:.0%}"
        panel.text(
            1.02, 0.2, f"GPU\n{used}", transform=panel.transAxes, color=plots.BLUE, fontsize=20,
            fontweight="bold", va="center", linespacing=1.0,
        )  # fmt: skip
    panels[-1].set_xlabel(say("시간 (ms)", "time (ms)"))

    def frame(index: int) -> None:
        for cover in covers:
            cover.set_x(span * (index + 1) / FRAMES)

    return {"timeline": plots.Motion(figure, frame, FRAMES, ms=120, hold_ms=4000)}


def headline(params: Pipeline, metrics: Metrics, say: Say) -> str:
    used = [metrics[f"utilisation_{workers}"] for workers in params.workers]
    if max(used) < ENOUGH:
        return say("GPU가 데이터를 기다리며 놀고 있어요", "The GPU idles, waiting for data")
    if min(used) < ENOUGH:
        return say("작업자를 늘리면 GPU가 쉬지 않아요", "With enough workers the GPU never waits")
    return say("로딩이 계산 뒤에 숨어서 GPU가 안 쉬어요", "Loading hides behind the computing")


def caption(params: Pipeline, metrics: Metrics) -> Bilingual:
    """Say how busy the GPU is with each number of workers, and how many would be enough."""
    used = [(workers, f"{metrics[f'utilisation_{workers}']:.0%}") for workers in params.workers]
    ko_used = ", ".join(f"{josa(str(workers), '이면', '면')} {share}" for workers, share in used)
    en_used = ", ".join(f"{share} with {some(workers, 'worker')}" for workers, share in used)
    load, step = f"{params.load_ms:g}", f"{params.step_ms:g}"
    needed = metrics["workers_needed"]
    return Bilingual(
        ko=f"배치 하나를 준비하는 데 {load}ms, GPU가 학습하는 데 {step}ms 걸리는 상황을"
        f" 시뮬레이션했어요. GPU 사용률은 작업자가 {ko_used}예요. 작업자가 0이면 준비와 학습을"
        " 번갈아 하고, 있으면 GPU가 학습하는 동안 다음 배치를 미리 준비해요(prefetch)."
        f" GPU가 쉬지 않으려면 작업자가 적어도 {needed:g}개 필요해요.",
        en=f"In this simulation a batch takes {load} ms to load and {step} ms to train on."
        f" The GPU's utilisation is {en_used}. Without workers, loading and training take turns;"
        " workers load the next batches meanwhile (prefetching)."
        f" To keep the GPU busy it takes at least {some(needed, 'worker')}.",
    )


DEMO = Demo(
    name="input-pipeline-stall",
    topic=Topic.HARDWARE,
    title=Bilingual(ko="데이터를 기다리는 GPU", en="A GPU that waits for data"),
    params=Pipeline,
    presets=(
        Preset(
            name="faster-gpu",
            works=False,
            params={"step_ms": 20},
            look=Bilingual(
                ko="GPU만 세 배 빠르게 바꿨더니 파란 칸 사이의 빈틈이 오히려 커져요.",
                en="The GPU is three times as fast, and the gaps between its blue steps only grow.",
            ),
        ),
        Preset(
            name="enough",
            works=True,
            params={"load_ms": 150, "step_ms": 50, "workers": "1,2,3"},
            look=Bilingual(
                ko="준비가 계산보다 세 배 오래 걸려도 작업자가 셋이면 파란 칸이 빈틈없이 이어져요.",
                en="Loading takes three times as long as computing, and three workers close all"
                " the gaps.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
