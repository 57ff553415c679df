"""Runs demos for tests, each run once."""

import ast
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from compute.demos.registry import DEMOS
from compute.plots import Motion, Picture
from compute.toolkit.demo import Demo, Finished, Metrics, Say
from compute.toolkit.lab import Lab
from content.schema import Language
from tests.unit.compute.demos.params import SMALL

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def metrics(name: str, seed: int = 0, **params: Any) -> Metrics:
    """Return what a demo measures with these params, its defaults for the others."""
    return dict(_metrics(name, DEMOS.find(name).check(params), seed))


@functools.cache
def _metrics(name: str, params: Any, seed: int) -> Metrics:
    found, _ = DEMOS.find(name).measure(params, Lab(seed))
    return found


def drawn(demo: Demo[Any, Any], params: Any, seed: int) -> Metrics:
    """Run a demo until it has drawn all; of what moves, the first frame and the last."""
    metrics, data = demo.measure(params, Lab(seed))
    assert all(math.isfinite(value) for value in metrics.values())
    for picture in demo.draw(params, metrics, data, Say("ko")).values():
        if isinstance(picture, Motion):
            picture.draw(0)
            picture.draw(picture.frames - 1)
    return metrics


def metrics_in(printed: str) -> Metrics:
    """Return the metrics in what a script has printed, a name and a value on each line."""
    return dict(ast.literal_eval(line) for line in printed.splitlines() if line.startswith("('"))


@dataclass
class Run:
    """A small run with what it measured and drew, and how far it said it was while it went on."""

    measured: tuple[Metrics, Any] = field(init=False)
    pictures: dict[str, Picture] = field(default_factory=dict)
    progress: list[float] = field(default_factory=list)
    finished: Finished = field(init=False)

    @property
    def figures(self) -> dict[str, "Figure"]:
        """Return what was drawn, laid out; of what moves, the last frame."""
        return {
            name: picture.figure if isinstance(picture, Motion) else picture
            for name, picture in self.pictures.items()
        }


@functools.lru_cache(maxsize=4)
def small_run(name: str, language: Language) -> Run:
    """Run a demo with small params and seed 0, from its params to its files.

    What is drawn in English is what the run in Korean measured; of what moves, a few frames are.
    """
    run, demo = Run(), DEMOS.find(name)

    @functools.wraps(demo.measure)
    def measure(params: Any, lab: Lab) -> tuple[Metrics, Any]:
        is_first = language == "ko"
        run.measured = demo.measure(params, lab) if is_first else small_run(name, "ko").measured
        return run.measured

    @functools.wraps(demo.draw)
    def draw(params: Any, metrics: Metrics, data: Any, say: Say) -> Mapping[str, Picture]:
        pictures = demo.draw(params, metrics, data, say)
        run.pictures |= {
            name: brief(picture) if isinstance(picture, Motion) else picture
            for name, picture in pictures.items()
        }
        return run.pictures

    params = demo.check(SMALL[name])
    seen = lambda done, note: run.progress.append(done)  # noqa: E731
    run.finished = replace(demo, measure=measure, draw=draw).execute(params, 0, seen, language)
    return run


def brief(motion: Motion) -> Motion:
    """Return a picture that moves by its first frame, one amid and the last."""
    frames = (0, motion.frames // 2, motion.frames - 1)
    return replace(motion, draw=lambda index: motion.draw(frames[index]), frames=len(frames))
