"""Source code by module: what is defined in it, and where the names in it come from."""

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True)
class Origin:
    """What a name stands for: a module, or `name` in it."""

    module: str
    name: str = ""

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}".rstrip(".")


class Source:
    """A text, its tree, and where in it a node of the tree is."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self._bytes = text.encode()
        self._lines = [0, *accumulate(map(len, self._bytes.splitlines(keepends=True)))]

    def start(self, node: ast.AST) -> int:
        """Return the byte at which a statement, an expression or the like begins."""
        at: int = self._lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return at

    def end(self, node: ast.AST) -> int:
        at: int = self._lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return at

    def part(self, start: int, end: int | None = None) -> str:
        return self._bytes[start:end].decode()


class Module(Source):
    """A module whose functions, classes and constants can be found by name."""

    def __init__(self, name: str) -> None:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        super().__init__(Path(spec.origin).read_text(encoding="utf-8"))
        self.name = name
        self.definitions = {name: node for node in self.tree.body for name in _defined(node)}
        self.scope = imports_in(self.tree.body)
        self.scope |= {defined: Origin(name, defined) for defined in self.definitions}


@cache
def module(name: str) -> Module:
    return Module(name)


def imports_in(nodes: list[ast.stmt]) -> dict[str, Origin]:
    """Return the names that these statements import themselves, each with what it stands for."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name] = Origin(alias.name)
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = Origin(node.module or "", alias.name)
    return found


def free_names(text: str) -> set[str]:
    """Return the names that some source looks up without binding them in a function."""
    found = set()
    tables = [symtable.symtable(text, "", "exec")]
    for table in tables:
        tables += table.get_children()
        is_top = table.get_type() == "module"
        found |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (is_top or symbol.is_global())
        }
    return found


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Assign(targets=targets):
            names = [name for target in targets for name in ast.walk(target)]
            yield from (name.id for name in names if isinstance(name, ast.Name))
