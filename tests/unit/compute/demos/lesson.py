"""Runs demos for tests, each run once."""

import functools
from typing import Any

from compute.demos.registry import DEMOS
from compute.toolkit.demo import Finished, Metrics
from compute.toolkit.lab import Lab
from content.schema import Language
from tests.unit.compute.demos.params import SMALL


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
