"""A function that is called once, written as the plain statements of a script."""

import ast
import symtable
from collections.abc import Iterator, Mapping, Sequence, Set
from textwrap import dedent
from typing import NamedTuple

from compute.script.source import Source, free_names
from compute.script.twins import applied

_LONG = 13


class Flat(NamedTuple):
    """The statements of a function but for its `return`, and what it would have returned."""

    statements: str
    result: ast.expr


def flat(text: str, taken: set[str]) -> Flat | None:
    """Return the source of a function as statements; what it is given has to be called as in it.

    There is none for a function that returns in several places, or that calls something of its own
    by a name that is `taken`.
    """
    source = Source(text)
    (function,) = source.tree.body
    assert isinstance(function, ast.FunctionDef)
    *body, last = function.body
    returns = [step for step in _steps(function) if isinstance(step, ast.Return)]
    if not isinstance(last, ast.Return) or last.value is None or returns != [last]:
        return None
    if _own_names(text) & (taken - {function.name}):
        return None
    if any(isinstance(part, ast.Nonlocal) for part in ast.walk(function)):
        return None
    summary = ast.get_docstring(function)
    body = body[1:] if summary else body
    about = (summary or "").removeprefix("Return ")
    comment = f"# {about[0].upper()}{about[1:]}\n" if about else ""
    if not body:
        return Flat(comment, last.value)
    start = source.start(body[0]) - body[0].col_offset
    statements = dedent(source.part(start, source.start(last)))
    return Flat(comment + statements.rstrip() + "\n", last.value)


class Inliner:
    """Writes functions that a script calls once, in a statement of its own, as plain statements.

    `functions` are their sources by name, `taken` the names that stand for something else.
    """

    def __init__(self, functions: Mapping[str, str], taken: Set[str]) -> None:
        self.gone: set[str] = set()
        self._functions = functions
        self._taken = set(taken)

    def written(self, statements: str) -> str:
        """Return statements, with functions in place of their calls; later ones follow them."""
        source = Source(statements)
        parts, at = [], 0
        for step in source.tree.body:
            found = self._in_place(step)
            if found:
                parts += [source.part(at, source.start(step)), self.written(found).rstrip("\n")]
                at = source.end(step)
            self._taken |= {
                part.id
                for part in ast.walk(step)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
        return "".join([*parts, source.part(at)])

    def _in_place(self, step: ast.stmt) -> str:
        match step:
            case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=name)) as call):
                names = [ast.unparse(one) for one in getattr(target, "elts", [target])]
            case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call):
                names = []
            case _:
                return ""
        text = applied(self._functions[name], call) if name in self._functions else ""
        found = flat(text, self._taken) if 0 < text.count("\n") < _LONG else None
        if not found or bool(names) == (ast.unparse(found.result) == "None"):
            return ""
        self.gone.add(name)
        return found.statements + (assigned(names, found.result) if names else "")


def assigned(names: Sequence[str], result: ast.expr) -> str:
    """Return statements that call what a function returned as it is called outside."""
    results = result.elts if isinstance(result, ast.Tuple) else [result]
    if len(results) != len(names):
        return f"{', '.join(names)} = {ast.unparse(result)}\n"
    pairs = [
        (name, text)
        for name, value in zip(names, results, strict=True)
        if (text := ast.unparse(value)) != name
    ]
    later = {read for _, text in pairs[1:] for read in free_names(text)}
    if later & {name for name, _ in pairs[:-1]}:
        return f"{', '.join(names)} = {ast.unparse(result)}\n"
    return "".join(f"{name} = {text}\n" for name, text in pairs)


def parameters(text: str) -> list[str]:
    """Return what the function in the text is given."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    return [arg.arg for arg in function.args.args]


def _own_names(text: str) -> set[str]:
    """Return what the function in the text binds: its parameters, too."""
    (table,) = symtable.symtable(text, "", "exec").get_children()
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()}


def _steps(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all that is in a function and not in a function within."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _steps(child)
