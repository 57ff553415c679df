"""Why GPUs: how fast one matrix product is done number by number, and many numbers at once."""

import os
from typing import Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

Speeds = dict[str, dict[int, float]]
Rows = list[list[float]]

LOOP_SIZE = 48
"""Size of the matrices that a plain Python loop multiplies."""


class Products(Params):
    sizes: Annotated[
        tuple[Annotated[int, Field(ge=16, le=3072)], ...], Field(min_length=1, max_length=6)
    ] = (64, 128, 256, 512, 1024, 2048)


def measure(params: Products, lab: Lab) -> tuple[Metrics, Speeds]:
    """Take the speed in GFLOP/s on one CPU thread, on all of them, and on a GPU if there is one."""
    import torch

    cores = os.cpu_count() or 1
    workers = {"one_thread": ("cpu", 1), "all_threads": ("cpu", cores), "gpu": ("cuda", 1)}
    if cores == 1:
        del workers["all_threads"]
    if not torch.cuda.is_available():
        del workers["gpu"]
    torch.manual_seed(lab.seed)
    matrix = torch.randn(LOOP_SIZE, LOOP_SIZE).tolist()
    python = gflops("loop(a, b)", matrix, LOOP_SIZE)
    metrics: Metrics = {"threads": float(cores), "gflops_python": python}
    speeds: Speeds = {}
    for name, part in lab.share(list(workers)):
        device, threads = workers[name]
        speeds[name] = {}
        for size, _ in part.share(sorted(params.sizes)):
            speeds[name][size] = gflops(
                "a @ b", torch.randn(size, size, device=device), size, threads
            )
            metrics[f"gflops_{name}_{size}"] = speeds[name][size]
    best = {name: max(found.values()) for name, found in speeds.items()}
    metrics["fastest"] = max(best.values())
    metrics["fastest_to_python"] = two_digits(metrics["fastest"] / python)
    if "gpu" in best:
        metrics["gpu_to_cpu"] = two_digits(best.pop("gpu") / max(best.values()))
    return metrics, speeds


def two_digits(value: float) -> float:
    """Return what is worked out from times as exactly as they can be known."""
    return float(f"{value:.2g}")


def gflops(product: str, matrix: object, size: int, threads: int = 1) -> float:
    """Return the speed of a product of two square matrices: size³ multiplications and sums.

    The quickest time counts, the one that was disturbed least.
    """
    from torch.utils.benchmark import Timer

    names = {"a": matrix, "b": matrix, "loop": loop}
    timer = Timer(product, globals=names, num_threads=threads)
    return 2 * size**3 / min(timer.blocked_autorange(min_run_time=0.05).times) / 1e9


def loop(left: Rows, right: Rows) -> Rows:
    """Multiply one number after the other."""
    columns = list(zip(*right, strict=True))
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left
    ]


def draw(params: Products, metrics: Metrics, speeds: Speeds, say: Say) -> Pictures:
    from compute import plots

    threads = f"{metrics['threads']:g}"
    looks = {
        "one_thread": (say("CPU 1스레드", "CPU, 1 thread"), plots.ORANGE),
        "all_threads": (say(f"CPU {threads}스레드", f"CPU, {threads} threads"), plots.BLUE),
        "gpu": ("GPU", plots.GREEN),
    }
    figure, (panel,) = plots.panels(say.headline)
    sizes = sorted({LOOP_SIZE, *params.sizes})
    python = metrics["gflops_python"]
    in_python = say(f"파이썬 반복문\n{python:.2g}", f"Python loop\n{python:.2g}")
    plots.dots(panel, [sizes.index(LOOP_SIZE)], [python], plots.RED, 16, in_python)
    for name, found in speeds.items():
        places, values = [sizes.index(size) for size in found], list(found.values())
        title, color = looks[name]
        plots.line(panel, places, values, color, f"{title}\n{two_digits(values[-1]):g}")
        plots.dots(panel, places, values, color)
    every = [python, *(value for found in speeds.values() for value in found.values())]
    panel.set(yscale="log", ylim=(min(every) / 3, 3 * max(every)))
    panel.set_xticks(range(len(sizes)), [short(size) for size in sizes])
    panel.minorticks_off()
    panel.set_xlabel(say("행렬 크기 n (n × n)", "matrix size n (n × n)"))
    panel.set_ylabel(say("속도 (GFLOP/s)", "speed (GFLOP/s)"))
    plots.tag_ends(panel)
    return {"speed": figure}


def short(size: int) -> str:
    return f"{size // 1024}k" if size % 1024 == 0 else str(size)


DEMO = packaged(Products, measure, draw, num_gpus=1)
