"""What demos share, cut to what one script needs: in place of a call, or without its options."""

import ast
import os
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import partial
from itertools import pairwise
from typing import Any

from compute.script.source import Origin, free_names, module
from compute.toolkit.data import MNIST_DIR

TWINS = "compute.script.plain"
_LAYOUT = 'layout="constrained"'
PANELS = Origin("compute.plots", "panels")
MLP = Origin("compute.toolkit.learning", "mlp")
_SHORT = 25
_BRACKETS = re.compile(r"^( *(?:return|[\w, ]+ =) )\((.*)\)$", re.MULTILINE)
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


def shared(origin: Origin) -> bool:
    return origin.module == TWINS or origin.module.startswith(_SHARED)


def scope_of(twin: Origin) -> dict[str, Origin]:
    """Return what a twin names of its module's."""
    home = module(twin.module)
    names = free_names(ast.unparse(home.definitions[twin.name]))
    return {name: home.scope[name] for name in names if name in home.scope}


def in_place(twin: Origin, arguments: str, has_modes: bool = False) -> list[str]:
    """Return what a twin does with these arguments, if that is plain to write where it is called.

    It is where the twin is one expression, or some that nobody reads, and nothing is said twice
    but names.
    """
    definition = module(twin.module).definitions[twin.name]
    match definition if has_modes else without_modes(definition):
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
    return unparsed(_direct(_Filled(fixed).visit(function)))


def applied(text: str, call: ast.Call) -> str:
    """Return a function with the arguments of its only call in it, if that is plain to write."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    parameters, is_plain = function.args, not (function.args.vararg or function.args.kwarg)
    given = _defaults(parameters) | _given(parameters, call)
    values = {name: value for name, value in given.items() if ast.unparse(value) != name}
    names = [part for part in ast.walk(function) if isinstance(part, ast.Name)]
    stored = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    read = {name for value in values.values() for name in free_names(ast.unparse(value))}
    tests = [part for part in ast.walk(function) if isinstance(part, ast.Compare)]
    tested = {name for name in values if any(_mentions(test, name) for test in tests)}
    plain = not tested and all(
        len(ast.unparse(value)) < _SHORT or _mentions(function, name) < 2
        for name, value in values.items()
    )
    starred = any(isinstance(part, ast.Starred) for part in call.args) or "**" in given
    if not is_plain or not plain or starred or "#" in text or stored & (values.keys() | read):
        return ""
    function.args = ast.arguments([], [], None, [], [], None, [])
    if not any(isinstance(part, ast.Return) for part in ast.walk(function)):
        function.body.append(ast.Return(ast.Constant(None)))
    return unparsed(_direct(_Filled(values).visit(function)))


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


def _tallies(name: str, step: ast.stmt) -> bool:
    return _tallied(step) == name


def _mentions(node: ast.AST, name: str) -> int:
    return sum(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


class _Without(ast.NodeTransformer):
    """Leaves out statements."""

    def __init__(self, is_gone: Callable[[ast.stmt], bool]) -> None:
        self._is_gone = is_gone

    def visit(self, node: ast.AST) -> Any:
        return None if isinstance(node, ast.stmt) and self._is_gone(node) else super().visit(node)


def _direct(function: ast.FunctionDef) -> ast.FunctionDef:
    """Write `cost = loss(…)` and `cost.backward()` as one where nobody else looks at the cost."""
    for block in ast.walk(function):
        steps = getattr(block, "body", [])
        for step, following in pairwise(steps if isinstance(steps, list) else []):
            match step, following:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value),
                    ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=used)) as method)),
                ) if name == used and _mentions(function, name) == 2:
                    method.value = value
                    steps.remove(step)
    return function


def unparsed(node: ast.AST) -> str:
    """Return the source of statements, tuples without the brackets that they don't need."""
    return _BRACKETS.sub(_bare, ast.unparse(node))


def _bare(found: re.Match[str]) -> str:
    (statement,) = ast.parse(found[0].strip()).body
    is_tuple = isinstance(getattr(statement, "value", None), ast.Tuple)
    return "".join(found.groups()) if is_tuple else found[0]


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
