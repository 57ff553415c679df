"""The demos that ship: every module of this package that has a `DEMO`; listing imports no torch."""

import importlib
import pkgutil
from typing import Any

import compute.demos
from compute.toolkit.demo import Catalog, Demo
from compute.toolkit.topics import Topic

_TOPICS = list(Topic)


def _shipped() -> list[Demo[Any, Any]]:
    names = sorted(module.name for module in pkgutil.iter_modules(compute.demos.__path__))
    modules = [importlib.import_module(f"compute.demos.{name}") for name in names]
    found = [getattr(module, "DEMO", None) for module in modules]
    demos = [one for one in found if isinstance(one, Demo)]
    return sorted(demos, key=lambda demo: _TOPICS.index(demo.topic))


DEMOS = Catalog(*_shipped())
"""All of them by topic, and by name within a topic."""
