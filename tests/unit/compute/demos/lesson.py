"""Runs demos for tests, each run once."""

import functools
from typing import TYPE_CHECKING, Any

from compute.demos.registry import DEMOS
from compute.plots import Motion, Picture
from compute.render import settle
from compute.toolkit.demo import Finished, Metrics, Say
from compute.toolkit.lab import Lab
from content.schema import Language
from tests.unit.compute.demos.params import SMALL

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def metrics(name: str, seed: int = 0, **params: Any) -> Metrics:
    """Return what a demo measures with these params, its defaults for the others."""
    return dict(_metrics(name, seed, tuple(params.items())))


@functools.cache
def _metrics(name: str, seed: int, params: tuple[tuple[str, Any], ...]) -> Metrics:
    demo = DEMOS.find(name)
    found, _ = demo.measure(demo.check(dict(params)), Lab(seed))
    return found


@functools.cache
def finished(name: str, language: Language) -> Finished:
    """Return all that a small run gives, its progress apart."""
    demo = DEMOS.find(name)
    return demo.execute(demo.check(SMALL[name]), 0, lambda done, note: None, language)


def figures(name: str, language: Language) -> dict[str, "Figure"]:
    """Return what a small run draws, laid out; of what moves, the last frame."""
    demo = DEMOS.find(name)
    params = demo.check(SMALL[name])
    measured, data = _drawable(name)
    pictures = demo.draw(params, measured, data, Say(language))
    return {part: _settled(picture) for part, picture in pictures.items()}


@functools.cache
def _drawable(name: str) -> tuple[Metrics, Any]:
    demo = DEMOS.find(name)
    return demo.measure(demo.check(SMALL[name]), Lab(0))


def _settled(picture: Picture) -> "Figure":
    if isinstance(picture, Motion):
        picture.draw(picture.frames - 1)
        picture = picture.figure
    settle(picture)
    return picture
