"""What demos share, cut to what one script needs: in place of a call, or without its options."""

import ast
import os
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from compute.script.source import Origin, free_names, module
from compute.toolkit.data import MNIST_DIR

TWINS = "compute.script.plain"
_LAYOUT = 'layout="constrained"'
PANELS = Origin("compute.plots", "panels")
_SHORT = 25
_SHARED = ("compute.plots", "compute.toolkit.")


def twin_of(origin: Origin | None) -> Origin | None:
    """Return what a script has instead of something shared, if there is such a twin.

    Where demos learn from MNIST, a script needs the reader of its files.
    """
    if not origin or not origin.module.startswith(_SHARED):
        return None
    if origin.name not in module(TWINS).definitions:
        return None
    if origin.name == "digits" and MNIST_DIR in os.environ:
        return None
    return Origin(TWINS, origin.name)


def shared(origin: Origin) -> bool:
    return origin.module == TWINS or origin.module.startswith(_SHARED)


def scope_of(twin: Origin) -> dict[str, Origin]:
    """Return what a twin names of its module's."""
    home = module(twin.module)
    names = free_names(ast.unparse(home.definitions[twin.name]))
    return {name: home.scope[name] for name in names if name in home.scope}


def in_place(twin: Origin, arguments: str) -> list[str]:
    """Return what a twin does with these arguments, if that is plain to write where it is called.

    It is where the twin is one expression, or some that nobody reads, and nothing is said twice
    but names.
    """
    match module(twin.module).definitions[twin.name]:
        case ast.FunctionDef(args=parameters, body=[ast.Return(value=ast.expr() as result)]):
            steps = [result]
        case ast.FunctionDef(args=parameters, body=body):
            steps = [step.value for step in body if isinstance(step, ast.Expr)]
            if len(steps) < len(body):
                return []
        case _:
            return []
    call = _call(arguments)
    given = _given(parameters, call)
    often = [sum(_mentions(step, name) for step in steps) for name in given]
    twice = [value for value, times in zip(given.values(), often, strict=True) if times > 1]
    if any(isinstance(part, ast.Starred) for part in call.args) or not all(map(_is_short, twice)):
        return []
    filled = _Filled(_defaults(parameters) | given)
    return [ast.unparse(filled.visit(deepcopy(step))) for step in steps]


def _is_short(value: ast.expr) -> bool:
    """Tell whether an argument can be written several times; of a pair each time only one is."""
    return isinstance(value, ast.JoinedStr | ast.Tuple) or len(ast.unparse(value)) < _SHORT


def subplots(target: ast.Tuple, arguments: str) -> list[str]:
    """Return the statements that `target = panels(arguments)` comes to in plain Matplotlib."""
    function = module(PANELS.module).definitions[PANELS.name]
    assert isinstance(function, ast.FunctionDef)
    given = _defaults(function.args) | _given(function.args, _call(arguments))
    text = {name: ast.unparse(value) for name, value in given.items()}
    figure, axes = map(ast.unparse, target.elts)
    stacked = (text["rows"], text["beside"]) == ("1", "False")
    shape = [text["columns"], "1"] if stacked else [text["rows"], text["columns"]]
    several = shape != ["1", "1"]
    options = [*shape] if several else []
    if several and text["beside"] == "False":
        options.append("figsize=(6.4, 8)")
    if several and text["share"] == "True":
        options.append("sharey=True")
    if text["widths"] != "()":
        options.append(f"{'height' if stacked else 'width'}_ratios={text['widths']}")
    after = []
    if not several:
        axes = axes.strip("(,)")
    elif "1" not in shape or not "".join(shape).isdigit():
        options.append("squeeze=False")
        after, axes = [f"{axes} = list(grid.flat)"], "grid"
    return [
        f"{figure}, {axes} = plt.subplots({', '.join([*options, _LAYOUT])})",
        *after,
        f'{figure}.suptitle({text["title"]}, fontweight="bold")',
    ]


def _call(arguments: str) -> ast.Call:
    call = ast.parse(f"_({arguments})", mode="eval").body
    assert isinstance(call, ast.Call)
    return call


def pared(text: str, calls: Iterable[ast.Call], is_read: bool) -> str:
    """Return a function without options that no call uses, or a result that nobody reads."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    if not is_read and isinstance(last, ast.Return) and isinstance(last.value, ast.Name):
        function.body.pop()
        while tally := _unread(function):
            function = _Without(tally).visit(function)
    parameters = function.args
    used = {name for call in calls for name in _given(parameters, call)}
    defaults = _defaults(parameters)
    kept = {name: default for name, default in defaults.items() if name in used}
    fixed = {name: default for name, default in defaults.items() if name not in used}
    parameters.args = [arg for arg in parameters.args if arg.arg not in fixed]
    parameters.kwonlyargs = [arg for arg in parameters.kwonlyargs if arg.arg not in fixed]
    parameters.defaults = [kept[arg.arg] for arg in parameters.args if arg.arg in kept]
    parameters.kw_defaults = [kept.get(arg.arg) for arg in parameters.kwonlyargs]
    names = {arg.arg for arg in [*parameters.args, *parameters.kwonlyargs]}
    if parameters.kwarg and used <= names:
        fixed[parameters.kwarg.arg] = ast.Constant(None)
        parameters.kwarg = None
    return ast.unparse(_Filled(fixed).visit(function))


def without_methods(text: str, but: set[str]) -> str:
    """Return a class without the methods that nobody calls."""
    (whole,) = ast.parse(text).body
    assert isinstance(whole, ast.ClassDef)
    whole.body = [
        part
        for part in whole.body
        if not isinstance(part, ast.FunctionDef) or part.name in but | {"__init__"}
    ]
    return ast.unparse(whole).replace("\n\n", "\n", 1)


def _unread(function: ast.FunctionDef) -> str:
    """Return a name that is only ever set, added to or appended to."""
    steps = [node for node in ast.walk(function) if isinstance(node, ast.stmt)]
    for name in filter(None, map(_tallied, steps)):
        own = sum(_mentions(step, name) for step in steps if _tallied(step) == name)
        if own == _mentions(function, name):
            return name
    return ""


def _tallied(step: ast.stmt) -> str:
    """Return the name that a statement does nothing but set, add to or append to."""
    match step:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() | ast.List()):
            return name
        case ast.AugAssign(target=ast.Name(id=name)):
            return name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"))):
            return name
    return ""


def _mentions(node: ast.AST, name: str) -> int:
    return sum(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


class _Without(ast.NodeTransformer):
    """Leaves out the statements that only keep a tally."""

    def __init__(self, tally: str) -> None:
        self._tally = tally

    def visit(self, node: ast.AST) -> Any:
        is_gone = isinstance(node, ast.stmt) and _tallied(node) == self._tally
        return None if is_gone else super().visit(node)


def _given(parameters: ast.arguments, call: ast.Call) -> dict[str, ast.expr]:
    names = [arg.arg for arg in parameters.args]
    given = dict(zip(names, call.args, strict=False))
    return given | {part.arg or "**": part.value for part in call.keywords}


def _defaults(parameters: ast.arguments) -> dict[str, ast.expr]:
    names = [arg.arg for arg in parameters.args]
    found = dict(zip(names[::-1], parameters.defaults[::-1], strict=False))
    only = zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
    return found | {arg.arg: default for arg, default in only if default}


class _Filled(ast.NodeTransformer):
    """Puts values in the place of names, and leaves out what comes to nothing by that."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return deepcopy(self._values.get(node.id, node))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Do sums that need no names: `n + 1 - 1`, `3000 // 120`."""
        self.generic_visit(node)
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=rest, op=ast.Add(), right=ast.Constant(value=added)),
                op=ast.Sub(),
                right=ast.Constant(value=taken),
            ) if added == taken:
                return rest
            case ast.BinOp(ast.Constant(int(whole)), ast.FloorDiv(), ast.Constant(int(part))):
                return ast.Constant(whole // part)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        node.keywords = [part for part in node.keywords if not _is_none(part.value)]
        match node:
            case ast.Call(func=ast.Name(id="getattr"), args=[whole, ast.Constant(value=str(name))]):
                return ast.Attribute(whole, name)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """Have a text that is put into another become a part of it."""
        self.generic_visit(node)
        parts: list[ast.expr] = []
        for part in node.values:
            match part:
                case ast.FormattedValue(value=ast.JoinedStr(values=values)):
                    parts += values
                case ast.FormattedValue(value=ast.Constant(value=str()) as text):
                    parts.append(text)
                case _:
                    parts.append(part)
        texts = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
        return ast.Constant("".join(texts)) if len(texts) == len(parts) else ast.JoinedStr(parts)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Subscript(value=ast.Tuple(elts=items), slice=ast.Constant(value=int(place))):
                return items[place]
        return node

    def visit_If(self, node: ast.If) -> ast.stmt | None:
        self.generic_visit(node)
        return None if _is_none(node.test) else node


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
