"""Turns a demo's measurement into a script of its own: its source and all that it refers to."""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

_OURS = "compute."
_PACKAGES = {"numpy": "numpy", "PIL": "pillow", "sklearn": "scikit-learn", "torch": "torch"}
_IMPORTED = re.compile(r"^\s*(?:import|from) (\w+)", re.MULTILINE)

_SCRIPT = '''"""Repeats what was measured, without the pictures. Needs: {needs}."""

from __future__ import annotations

{imports}


{definitions}


{threads}params = SimpleNamespace(
{params}
)
lab = Lab(seed={seed}, report=lambda done, note: print(f"{{done:4.0%}} {{note}}"))
metrics, _ = measure(params, lab)
print(json.dumps(metrics, indent=2))
'''

_ONE_THREAD = """import torch

torch.set_num_threads(1)  # more of them add up in another order

"""


def script(measure: Callable[..., Any], params: Mapping[str, Any], seed: int) -> str:
    """Return source that runs `measure` with these params and prints its metrics as JSON."""
    found = _Found()
    found.add(measure)
    found.add(sys.modules["compute.toolkit.lab"].Lab)
    imports = {"import json", "from types import SimpleNamespace", *found.imports}
    definitions = "\n\n\n".join([*filter(None, ["\n".join(found.constants)]), *found.sources])
    packages = sorted({_PACKAGES[m] for m in _IMPORTED.findall(definitions) if m in _PACKAGES})
    return _SCRIPT.format(
        needs=", ".join(packages) or "nothing but Python",
        imports="\n".join(sorted(imports, key=lambda line: (line.startswith("from"), line))),
        definitions=definitions,
        threads="" if "torch" not in packages else _ONE_THREAD,
        params="\n".join(f"    {name}={value!r}," for name, value in params.items()),
        seed=seed,
    )


class _Found:
    """What a function and all it refers to consist of; what is needed first comes first."""

    def __init__(self) -> None:
        self.imports: dict[str, None] = {}
        self.constants: dict[str, None] = {}
        self.sources: dict[str, None] = {}
        self._seen: set[int] = set()

    def add(self, item: Any) -> None:
        """Take a function or class of ours and, before it, whatever it names."""
        if id(item) in self._seen:
            return
        self._seen.add(id(item))
        source = dedent(inspect.getsource(item)).rstrip()
        known = vars(sys.modules[item.__module__])
        for name in _names(source):
            if name in known and name != item.__name__:
                self._refer(name, known[name])
        self.sources[source] = None

    def _refer(self, name: str, value: Any) -> None:
        module = getattr(value, "__module__", None)
        if isinstance(value, ModuleType):
            self.imports[f"import {value.__name__}"] = None
        elif isinstance(value, FunctionType | type) and str(module).startswith(_OURS):
            self.add(value)
        elif module:
            self.imports[f"from {module} import {name}"] = None
        else:
            self.constants[f"{name} = {value!r}"] = None


def _names(source: str) -> Iterator[str]:
    """Yield the names that some source looks up, those of annotations apart."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            if getattr(node, field, None) is not None:
                setattr(node, field, ast.Constant(value=None))
    seen = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    yield from dict.fromkeys(seen)
