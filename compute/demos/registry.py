"""The demos that ship: every module of this package that has a `DEMO`; listing imports no torch."""

import importlib
import pkgutil

import compute.demos
from compute.toolkit.demo import Catalog, Demo
from compute.toolkit.topics import Topic

_TOPICS = list(Topic)


def _shipped() -> list[Demo]:  # type: ignore[type-arg]
    names = sorted(module.name for module in pkgutil.iter_modules(compute.demos.__path__))
    modules = [importlib.import_module(f"compute.demos.{name}") for name in names]
    found = [module.DEMO for module in modules if hasattr(module, "DEMO")]
    return sorted(found, key=lambda demo: _TOPICS.index(demo.topic))


DEMOS = Catalog(*_shipped())
"""All of them by topic, and by name within a topic."""
