"""Why GPUs: how fast one matrix product is done number by number, and many numbers at once."""

import math
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

Speeds = dict[str, dict[int, float]]

LOOP_SIZE = 48
"""Size of the matrices that a plain Python loop multiplies."""
ENOUGH_S = 0.05
"""A product is timed again and again for this long, at least twice; the best time counts."""


class Products(Params):
    sizes: Annotated[
        tuple[Annotated[int, Field(ge=16, le=3072)], ...],
        Title("행렬 크기들", "matrix sizes"),
        Field(min_length=1, max_length=6),
    ] = (64, 128, 256, 512, 1024, 2048)


def measure(params: Products, lab: Lab) -> tuple[Metrics, Speeds]:
    """Take the speed in GFLOP/s on one CPU thread, on all of them, and on a GPU if there is one."""
    import torch

    cores = os.cpu_count() or 1
    workers = {"one_thread": ("cpu", 1)}
    if cores > 1:
        workers["all_threads"] = ("cpu", cores)
    if torch.cuda.is_available():
        workers["gpu"] = ("cuda", 1)
    python = gflops(LOOP_SIZE, in_python())
    metrics: Metrics = {"gflops_python": python, "threads": float(cores)}
    speeds: Speeds = {}
    for name, part in lab.share(list(workers)):
        speeds[name] = {}
        for size, _ in part.share(sorted(set(params.sizes))):
            speeds[name][size] = gflops(size, in_torch(size, *workers[name], lab.seed))
            metrics[f"gflops_{name}_{size}"] = speeds[name][size]
    top = {name: max(found.values()) for name, found in speeds.items()}
    fastest = max(top.values())
    metrics |= {"fastest": fastest, "fastest_to_python": two_digits(fastest / python)}
    if "gpu" in top:
        cpu = max(top[name] for name in top if name != "gpu")
        metrics["gpu_to_cpu"] = two_digits(top["gpu"] / cpu)
    return metrics, speeds


def two_digits(ratio: float) -> float:
    """Return a ratio of times as exactly as they can be known."""
    return float(f"{ratio:.2g}")


def gflops(size: int, seconds: float) -> float:
    """Return the speed of a product of square matrices: size³ multiplications and sums."""
    return 2 * size**3 / seconds / 1e9


def in_python() -> float:
    """Return the seconds that a product of lists takes, one number after the other."""
    left = right = [
        [float(row + column) for column in range(LOOP_SIZE)] for row in range(LOOP_SIZE)
    ]

    def multiply() -> None:
        columns = list(zip(*right, strict=True))
        for row in left:
            for column in columns:
                sum(a * b for a, b in zip(row, column, strict=True))

    return best_time(multiply)


def in_torch(size: int, device: str, threads: int, seed: int) -> float:
    """Return the seconds that a product of float32 tensors takes on a device."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    left, right = (torch.randn(size, size, generator=generator).to(device) for _ in range(2))

    def multiply() -> None:
        left @ right
        if device == "cuda":
            torch.cuda.synchronize()

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        return best_time(multiply)
    finally:
        torch.set_num_threads(before)


def best_time(work: Callable[[], None]) -> float:
    """Return the seconds of the quickest run, the one that was disturbed least."""
    times: list[float] = []
    while len(times) < 2 or sum(times) < ENOUGH_S:
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def speed(gflops: float) -> str:
    return f"{gflops:,.0f}" if gflops >= 10 else f"{gflops:.2g}"


def draw(params: Products, metrics: Metrics, speeds: Speeds, say: Say) -> "dict[str, Picture]":
    from compute import plots

    shown = {
        "one_thread": (say("CPU 1스레드", "CPU, 1 thread"), plots.ORANGE),
        "all_threads": (
            say(f"CPU {metrics['threads']:g}스레드", f"CPU, {metrics['threads']:g} threads"),
            plots.BLUE,
        ),
        "gpu": ("GPU", plots.GREEN),
    }
    figure, (panel,) = plots.panels(headline(metrics, say))
    tags = []
    for name, found in speeds.items():
        words, color = shown[name]
        plots.line(panel, list(found), list(found.values()), color)
        plots.dots(panel, list(found), list(found.values()), color)
        last = found[max(found)]
        tags.append((last, f"{words}\n{speed(last)}", color))
    python = metrics["gflops_python"]
    panel.set(
        xscale="log",
        yscale="log",
        xlabel=say("행렬 크기 n (n × n)", "matrix size n (n × n)"),
        ylabel=say("속도 (GFLOP/s)", "speed (GFLOP/s)"),
        ylim=(python / 3, 3 * metrics["fastest"]),
    )
    sizes = sorted(set(params.sizes))
    panel.set_xticks(sizes, [str(size) for size in sizes])
    panel.minorticks_off()
    text = say(f"파이썬 반복문 {speed(python)}", f"plain Python loop {speed(python)}")
    plots.mark(panel, LOOP_SIZE, python, text, plots.RED)
    plots.tag_ends(panel, tags)
    return {"speed": figure}


def headline(metrics: Metrics, say: Say) -> str:
    if metrics.get("gpu_to_cpu", 0.0) > 1:
        times = f"{metrics['gpu_to_cpu']:,.0f}"
        return say(f"GPU가 CPU보다 {times}배 빨라요", f"The GPU is {times}× as fast as the CPU")
    times = f"{metrics['fastest_to_python']:,.0f}"
    return say(
        f"한꺼번에 곱하면 반복문보다 {times}배 빨라요", f"Many at once: {times}× as fast as a loop"
    )


def caption(params: Products, metrics: Metrics) -> Bilingual:
    """Say how fast the loop and the best of the others were, and what a GPU has to do with it."""
    small, large = min(params.sizes), max(params.sizes)
    slow, fast = (speed(metrics[f"gflops_one_thread_{size}"]) for size in (small, large))
    loop, best = speed(metrics["gflops_python"]), speed(metrics["fastest"])
    times, threads = f"{metrics['fastest_to_python']:,.0f}", f"{metrics['threads']:g}"
    ko_gpu, en_gpu = (
        (
            f" GPU는 CPU의 최고 속도보다 {metrics['gpu_to_cpu']:,.0f}배 빨랐어요.",
            f" The GPU was {metrics['gpu_to_cpu']:,.0f} times as fast as the CPU at its best.",
        )
        if metrics.get("gpu_to_cpu", 0.0) > 1
        else (
            " GPU는 서로 기다릴 필요 없는 이런 곱셈을 코어 수천 개에 나눠 줘요.",
            " A GPU spreads such products, which need not wait for each other, over thousands of"
            " cores.",
        )
    )
    if any(
        metrics.get(f"gflops_all_threads_{size}", math.inf) < metrics[f"gflops_one_thread_{size}"]
        for size in params.sizes
    ):
        ko_gpu = f" 행렬이 작거나 CPU가 바쁘면 스레드를 늘려도 느릴 수 있어요.{ko_gpu}"
        en_gpu = f" With small matrices or a busy CPU more threads can be slower.{en_gpu}"
    return Bilingual(
        ko=f"행렬 곱을 파이썬 반복문과 PyTorch로 재 봤어요(CPU 스레드는 {threads}개까지, GPU는 있을"
        f" 때만). 초당 계산량은 반복문이 {loop}, 가장 빠른 것이 {best} GFLOP/s로 약 {times}배예요."
        f" CPU 스레드 하나로 크기 {small}에서는 {slow}, {large}에서는 {fast} GFLOP/s예요.{ko_gpu}",
        en=f"Matrix products were timed as a Python loop and in PyTorch, on up to"
        f" {some(metrics['threads'], 'CPU thread')} and on a GPU where there is one. The loop does"
        f" {loop} GFLOP/s and the fastest {best}, about {times} times as much. One CPU thread does"
        f" {slow} GFLOP/s at size {small} and {fast} at {large}.{en_gpu}",
    )


DEMO = Demo(
    name="matmul-scaling",
    topic=Topic.HARDWARE,
    title=Bilingual(ko="행렬 곱은 얼마나 빠를까요", en="How fast matrices multiply"),
    params=Products,
    presets=(
        Preset(
            name="tiny",
            works=False,
            params={"sizes": "16,24,32,48"},
            look=Bilingual(
                ko="행렬이 작으면 나눠 줄 일이 없어요. 스레드를 늘려도 선이 올라가지 않아요.",
                en="Tiny matrices leave nothing to share out: more threads do not lift the line.",
            ),
        ),
        Preset(
            name="large",
            works=True,
            params={"sizes": "512,1024,2048,3072"},
            look=Bilingual(
                ko="행렬이 충분히 크면 선이 평평해져요. 그 높이가 이 기계의 최고 속도예요.",
                en="With large matrices the lines level off at the most this machine can do.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
    num_gpus=1,
)
