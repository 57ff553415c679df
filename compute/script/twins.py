"""What demos share, cut to what one script needs: in place of a call, or without its options."""

import ast
import os
import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import partial
from itertools import pairwise
from typing import Any

from compute.script.source import Origin, module
from compute.script.values import Filled, defaults_of, mentions
from compute.toolkit.data import MNIST_DIR

TWINS = "compute.script.plain"
_LAYOUT = 'layout="constrained"'
PANELS = Origin("compute.plots", "panels")
MLP = Origin("compute.toolkit.learning", "mlp")
MODES = {"model.train()", "model.eval()"}
HAS_MODES = re.compile(r"\bnn\.(?:Dropout|BatchNorm)|\.training\b")
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


def without_modes(definition: ast.stmt) -> ast.stmt:
    """Return a definition that tells no model whether it is trained: one without dropout, say."""
    found: ast.stmt = _Without(lambda step: ast.unparse(step) in MODES).visit(deepcopy(definition))
    return found


def layers(arguments: str) -> str:
    """Return the `nn.Sequential` that `mlp(arguments)` is, if each size is written there."""
    match _call(arguments).args:
        case [ast.List(elts=sizes), *rest] if all(isinstance(one, ast.Constant) for one in rest):
            if any(isinstance(size, ast.Starred) for size in sizes):
                return ""
            between = f", nn.{ast.literal_eval(rest[0]) if rest else 'ReLU'}(), "
            pairs = pairwise(map(ast.unparse, sizes))
            return f"nn.Sequential({between.join(f'nn.Linear({a}, {b})' for a, b in pairs)})"
    return ""


def subplots(target: ast.Tuple, arguments: str) -> list[str]:
    """Return the statements that `target = panels(arguments)` comes to in plain Matplotlib."""
    function = module(PANELS.module).definitions[PANELS.name]
    assert isinstance(function, ast.FunctionDef)
    given = defaults_of(function.args) | _given(function.args, _call(arguments))
    text = {name: ast.unparse(value) for name, value in given.items()}
    figure, axes = map(ast.unparse, target.elts)
    stacked = (text["rows"], text["beside"]) == ("1", "False")
    shape = [text["columns"]] if stacked else [text["rows"], text["columns"]]
    several = {*shape} != {"1"}
    options = [*shape] if several else []
    if several and text["beside"] == "False":
        options.append("figsize=(6, 8)")
    if several and text["share"] == "True":
        options.append("sharey=True")
    if text["widths"] != "()":
        options.append(f"{'height' if stacked else 'width'}_ratios={text['widths']}")
    titled = f"{figure}.suptitle({text['title']})"
    if not several:
        return [f"{figure}, {axes.strip('(,)')} = plt.subplots({_LAYOUT})", titled]
    if (len(shape) > 1 and "1" not in shape) or not "".join(shape).isdigit():
        drawn = [one for one in options if one.startswith("figsize")]
        rest = [one for one in options if one not in drawn]
        return [
            f"{figure} = plt.figure({', '.join([*drawn, _LAYOUT])})",
            f"{axes} = {figure}.subplots({', '.join([*rest, 'squeeze=False'])}).ravel()",
            titled,
        ]
    return [f"{figure}, {axes} = plt.subplots({', '.join([*options, _LAYOUT])})", titled]


def _call(arguments: str) -> ast.Call:
    call = ast.parse(f"_({arguments})", mode="eval").body
    assert isinstance(call, ast.Call)
    return call


def pared(text: str, calls: Iterable[ast.Call], is_read: bool, has_modes: bool) -> str:
    """Return a function without options that no call uses, or a result that nobody reads."""
    (function,) = ast.parse(text).body
    function = function if has_modes else without_modes(function)
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    if not is_read and isinstance(last, ast.Return) and isinstance(last.value, ast.Name):
        function.body.pop()
        while tally := _unread(function):
            function = _Without(partial(_tallies, tally)).visit(function)
    parameters = function.args
    used = {name for call in calls for name in _given(parameters, call)}
    defaults = defaults_of(parameters)
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
    return ast.unparse(Filled(fixed).visit(function))


def _unread(function: ast.FunctionDef) -> str:
    """Return a name that is only ever set, added to or appended to."""
    steps = [node for node in ast.walk(function) if isinstance(node, ast.stmt)]
    for name in filter(None, map(_tallied, steps)):
        own = sum(mentions(step, name) for step in steps if _tallied(step) == name)
        if own == mentions(function, name):
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


def _tallies(name: str, step: ast.stmt) -> bool:
    return _tallied(step) == name


class _Without(ast.NodeTransformer):
    """Leaves out statements."""

    def __init__(self, is_gone: Callable[[ast.stmt], bool]) -> None:
        self._is_gone = is_gone

    def visit(self, node: ast.AST) -> Any:
        return None if isinstance(node, ast.stmt) and self._is_gone(node) else super().visit(node)


def _given(parameters: ast.arguments, call: ast.Call) -> dict[str, ast.expr]:
    names = [arg.arg for arg in parameters.args]
    given = dict(zip(names, call.args, strict=False))
    return given | {part.arg or "**": part.value for part in call.keywords}
