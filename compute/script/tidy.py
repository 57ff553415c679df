"""A script as somebody would write it by hand: what only demos or several callers need goes."""

import ast
from collections.abc import Iterable, Mapping, Set
from copy import deepcopy
from itertools import pairwise

from compute.script.inline import apart, inlined
from compute.script.order import Order
from compute.script.values import (
    Filled,
    done_before,
    is_calm,
    is_late,
    lineage,
    mentions,
    parents,
    put,
)

_ROOM, _MOST_NUMBERS = 96, 4


class Given(ast.NodeTransformer):
    """Has params of a demo be constants of the script, which nobody hands on."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if _is_params(node.value):
            return ast.Name(self._names[node.attr], ast.Load())
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        self.generic_visit(node)
        node.args = [arg for arg in node.args if arg.arg != "params"]
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        node.args = [part for part in node.args if not _is_params(part)]
        return node


def _is_params(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "params"


def tidied(
    tree: ast.Module,
    keep: Set[str],
    always: Set[str],
    taken: Set[str],
    records: Mapping[str, list[str]],
) -> None:
    inlined(tree, keep, always, taken)
    for scope in _scopes(tree, keep):
        while _without_record(scope, records, taken) or _without_alias(scope):
            pass
    if not keep:
        Unstyled().visit(tree)
        Filled({}).visit(tree)
    _Certain({step.name for step in ast.walk(tree) if isinstance(step, ast.FunctionDef)}).visit(
        tree
    )
    for scope in _scopes(tree, keep):
        for block in _blocks(scope):
            block[:] = [part for step in block for part in _split(step)] or [ast.Pass()]
            _without_unread(tree, block)
        while _forwarded(scope) or _without_alias(scope):
            pass
        for block in _blocks(scope):
            _joined(block)
            _started_together(block)
            _titled(block)


def _scopes(tree: ast.Module, keep: Set[str]) -> list[ast.Module | ast.FunctionDef]:
    inner = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name not in keep]
    return [tree, *inner]


def _blocks(scope: ast.AST) -> Iterable[list[ast.stmt]]:
    """Yield the blocks of a scope, those of functions in it apart."""
    for _, value in ast.iter_fields(scope):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield value
            for step in value:
                if not isinstance(step, ast.FunctionDef | ast.ClassDef):
                    yield from _blocks(step)
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, ast.ExceptHandler):
                    yield from _blocks(part)


def _without_record(
    scope: ast.Module | ast.FunctionDef, records: Mapping[str, list[str]], taken: Set[str]
) -> bool:
    """Have one record that is only ever asked for its fields be as many variables."""
    for block in _blocks(scope):
        for place, step in enumerate(block):
            match step:
                case ast.Assign(
                    targets=[ast.Name() as target], value=ast.Call(func=ast.Name(id=kind)) as call
                ):
                    if kind != "SimpleNamespace" and kind not in records:
                        continue
                    fields = dict(zip(records.get(kind, ()), call.args, strict=False))
                    fields |= {part.arg or "**": part.value for part in call.keywords}
                    found = _Uses(scope, target)
                    if not found.are_fields_of(fields):
                        continue
                    block[place : place + 1] = found.apart(fields, taken)
                    return True
    return False


def _without_alias(scope: ast.Module | ast.FunctionDef) -> bool:
    """Leave out one name that stands for another, or once for several."""
    for block in _blocks(scope):
        for step in block:
            match step:
                case ast.Assign(
                    targets=[ast.Name() as target], value=ast.Name() | ast.Tuple() as value
                ):
                    others = [*getattr(value, "elts", [value])]
                    uses = _Uses(scope, target)
                    is_once = isinstance(value, ast.Name) or len(uses.found) == 1
                    if (
                        uses.known
                        and is_once
                        and all(isinstance(one, ast.Name) and uses.stays(one.id) for one in others)
                    ):
                        uses.become(value)
                        block.remove(step)
                        return True
    return False


class _Uses:
    """Where a name is read between where it is set and where it is set anew."""

    def __init__(self, scope: ast.Module | ast.FunctionDef, target: ast.Name) -> None:
        self.order = order = Order(scope)
        self._scope, self._target = scope, target
        at = self._at = next(i for i, one in enumerate(order.events) if one.node is target)
        mine = {i: one for i, one in enumerate(order.events) if one.name == target.id}
        others = [i for i, one in mine.items() if one.is_set and i != at]
        end = min((i for i in others if i > at), default=len(order.events))
        reads = [i for i, one in mine.items() if at < i < end and not one.is_set]
        later = [i for i in reads if order.events[i].node in order.since]
        self._last = len(order.events) if later else max(reads, default=at)
        self.found = [node for i in reads if isinstance(node := order.events[i].node, ast.Name)]
        self.asked: list[ast.Attribute] = []
        is_last = not any(order.is_read_after(target.id, i, set(self.found)) for i in (at, *reads))
        is_only = all(one.is_set or at < i < end for i, one in mine.items())
        loops = order.events[at].loops
        self.known = (is_only or (is_last and not loops)) and not (later and (others or loops))
        around = {loop for i in others for loop in order.events[i].loops} - {*loops}
        self.known &= all(isinstance(one.ctx, ast.Load) for one in self.found)
        self.known &= not any(around & {*order.events[i].loops} for i in reads)
        self.known &= all(
            order.events[i].path[: len(order.events[at].path)] == order.events[at].path
            for i in reads
        )

    def stays(self, other: str) -> bool:
        """Tell whether another name keeps its value for as long as this one is read."""
        start = self.order.events[self._at].loops
        inner = {loop for i in self._range for loop in self.order.events[i].loops} - {*start}
        sets = [
            (i, one) for i, one in enumerate(self.order.events) if one.name == other and one.is_set
        ]
        return not any(
            self._at < i <= self._last or inner & {*one.loops} for i, one in sets if i != self._at
        )

    @property
    def _range(self) -> range:
        return range(self._at, min(self._last + 1, len(self.order.events)))

    def become(self, value: ast.expr) -> None:
        above = parents(self._scope)
        for use in self.found:
            put(above[use], use, deepcopy(value))

    def are_fields_of(self, fields: Mapping[str, ast.expr]) -> bool:
        if not self.known:
            return False
        above = parents(self._scope)
        asked = [above[use] for use in self.found]
        self.asked = [use for use in asked if isinstance(use, ast.Attribute)]
        return len(self.asked) == len(asked) and all(
            use.attr in fields and isinstance(use.ctx, ast.Load) for use in self.asked
        )

    def apart(self, fields: Mapping[str, ast.expr], taken: Set[str]) -> list[ast.stmt]:
        """Return statements that set a variable for each field that is asked for."""
        above = parents(self._scope)
        start: list[ast.stmt] = []
        instead: dict[str, ast.expr] = {}
        for field, value in fields.items():
            uses = [use for use in self.asked if use.attr == field]
            if not uses:
                continue
            is_number = isinstance(value, ast.Constant) and len(uses) < _MOST_NUMBERS
            if is_number or (isinstance(value, ast.Name) and self.stays(value.id)):
                instead[field] = value
            else:
                is_free = (
                    field not in taken
                    and self.stays(field)
                    and not any(
                        isinstance(made, ast.Name) and made.id == field for made in instead.values()
                    )
                    and not self.order.is_read_after(field, self._at, set())
                )
                new = field if is_free else f"{self._target.id}_{field}"
                instead[field] = ast.Name(new, ast.Load())
                start.append(ast.Assign([ast.Name(new, ast.Store())], value, lineno=0))
        for use in self.asked:
            put(above[use], use, deepcopy(instead[use.attr]))
        return start


def _split(step: ast.stmt) -> Iterable[ast.stmt]:
    parts = [*apart(step)]
    return parts if len(parts) < 2 else [step]


def _without_unread(tree: ast.Module, block: list[ast.stmt]) -> None:
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for step in [*block]:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                name not in read and is_calm(value)
            ):
                block.remove(step)


def _titled(block: list[ast.stmt]) -> None:
    """Have the title of a figure of one panel be set with what else is set of the panel."""
    for place, (step, following) in enumerate(pairwise(block)):
        match step, following:
            case (
                ast.Assign(
                    targets=[ast.Tuple(elts=[_, ast.Name(id=axes)])],
                    value=ast.Call(func=ast.Attribute(attr="subplots")),
                ),
                ast.Expr(
                    value=ast.Call(
                        func=ast.Attribute(attr="suptitle"), args=[ast.Constant() as title]
                    )
                ),
            ):
                rest = "\n".join(map(ast.unparse, block[place + 2 :]))
                if (
                    f"{axes}.set_title(" in rest
                    or "title=" in rest
                    or rest.count(f"{axes}.set(") == 0
                ):
                    continue
                for later in block[place + 2 :]:
                    match later:
                        case ast.Expr(
                            value=ast.Call(
                                func=ast.Attribute(value=ast.Name(id=name), attr="set"), args=[]
                            ) as call
                        ) if name == axes:
                            call.keywords.insert(0, ast.keyword("title", title))
                            del block[place + 1]
                            return


def _forwarded(scope: ast.Module | ast.FunctionDef) -> bool:
    """Write values that the next statement alone reads where it reads them, if there is room."""
    order = Order(scope)
    above = parents(scope)
    for block in _blocks(scope):
        depth = sum(isinstance(node, ast.stmt) for node in lineage(block[0], above)) + isinstance(
            scope, ast.FunctionDef
        )
        for place, (step, following) in enumerate(pairwise(block)):
            head = following.iter if isinstance(following, ast.For) else following
            if not (values := _values(step)) or not isinstance(
                head, ast.expr | ast.Assign | ast.AugAssign | ast.Expr | ast.Return
            ):
                continue
            if not _is_fillable(order, step, following, head, values):
                continue
            made = Filled(values).visit(deepcopy(following))
            if len(ast.unparse(made).partition("\n")[0]) <= _ROOM - 4 * depth:
                block[place : place + 2] = [made]
                return True
    return False


def _values(step: ast.stmt) -> dict[str, ast.expr]:
    match step:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return {name: value}
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(
            names
        ) == len(values):
            found = {n.id: v for n, v in zip(names, values, strict=True) if isinstance(n, ast.Name)}
            return found if len(found) == len(names) else {}
    return {}


def _is_fillable(
    order: Order, step: ast.stmt, following: ast.stmt, head: ast.AST, values: Mapping[str, ast.expr]
) -> bool:
    if any(
        mentions(head, n) != 1 or mentions(following, n) != 1 or is_late(head, n) for n in values
    ):
        return False
    inside, before = {*ast.walk(following)}, {*ast.walk(step)}
    last = max(i for i, event in enumerate(order.events) if event.node in before)
    if any(one.id in values for one in order.later) or any(
        order.is_read_after(name, last, inside) for name in values
    ):
        return False
    (read, *more) = [n for n in ast.walk(head) if isinstance(n, ast.Name) and n.id in values]
    is_first = not more and all(map(is_calm, done_before(head, read)))
    return is_first or all(map(is_calm, values.values()))


_SET = {"title", "xlabel", "ylabel", "xscale", "yscale", "xticks", "yticks"}
_WRITTEN = {"title", "xlabel", "ylabel"}
_LOOKS = {"weight", "fontsize", "fontweight", "linespacing", "clip_on", "labelpad"}
_HIDDEN = {"visible=False", "axis='y'", "axis='x'", "length=0"}


class Unstyled(ast.NodeTransformer):
    """Leaves out how letters look, and what hides that a plain picture does not have."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        node.keywords = [part for part in node.keywords if not _is_look(part)]
        if ast.unparse(node.func) == "zip" or ast.unparse(node.func).endswith("label"):
            node.keywords = []
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | None:
        self.generic_visit(node)
        match node.value:
            case ast.ListComp(elt=made, generators=[ast.comprehension(ifs=[]) as one]):
                return ast.For(one.target, one.iter, [ast.Expr(made)], [], lineno=0)
            case ast.Call(func=ast.Attribute(attr="grid" | "tick_params"), args=[], keywords=parts):
                return None if {*map(ast.unparse, parts)} <= _HIDDEN else node
            case ast.Call(func=ast.Attribute(attr="set"), args=[], keywords=[]):
                return None
            case ast.Call(func=ast.Attribute(attr="set_visible", value=ast.Subscript(value=whose))):
                return None if ast.unparse(whose).endswith(".spines") else node
        return node

    def visit_For(self, node: ast.For) -> ast.For | None:
        self.generic_visit(node)
        return node if node.body else None


class _Certain(ast.NodeTransformer):
    """Leaves out the question whether there is a function that is there."""

    def __init__(self, functions: Set[str]) -> None:
        self._functions = functions

    def visit_If(self, node: ast.If) -> ast.If | list[ast.stmt]:
        self.generic_visit(node)
        is_certain = isinstance(node.test, ast.Name) and node.test.id in self._functions
        return node.body if is_certain else node


def _is_look(part: ast.keyword) -> bool:
    is_large = (
        isinstance(part.value, ast.Constant)
        and str(part.value.value).isdigit()
        and int(str(part.value.value)) >= 20
    )
    return part.arg in _LOOKS and not (part.arg == "fontsize" and is_large)


def _joined(block: list[ast.stmt]) -> None:
    """Set what is told of the same axes at once; what is written beside them can wait."""
    for first in [*block]:
        place = block.index(first) if first in block else len(block)
        for later in block[place + 1 :]:
            one, other = _settings(block[place]), _settings(later)
            if one and other and one[0] == other[0] and not one[1].keys() & other[1].keys():
                is_next = block[place + 1] is later
                if is_next or other[1].keys() <= _WRITTEN or one[1].keys() <= _WRITTEN:
                    keywords = [
                        ast.keyword(name, value) for name, value in (one[1] | other[1]).items()
                    ]
                    both = ast.Expr(
                        ast.Call(ast.Attribute(one[2], "set", ast.Load()), [], keywords)
                    )
                    at = place if is_next or other[1].keys() <= _WRITTEN else block.index(later)
                    block[at] = both
                    block.remove(later if at == place else block[place])
                    if at != place:
                        break
                    continue
            if not isinstance(later, ast.Expr):
                break


def _settings(step: ast.stmt) -> tuple[str, dict[str, ast.expr], ast.expr] | None:
    match step:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.expr() as whose, attr="set"), args=[], keywords=parts
            )
        ):
            if all(part.arg for part in parts):
                return ast.unparse(whose), {str(part.arg): part.value for part in parts}, whose
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.expr() as whose, attr=attr), args=args, keywords=[]
            )
        ):
            name = attr.removeprefix("set_")
            match args:
                case [ast.Starred()]:
                    return None
                case [one] if name in _SET and name != attr:
                    return ast.unparse(whose), {name: one}, whose
                case [low, high] if name in ("xlim", "ylim") and name != attr:
                    return ast.unparse(whose), {name: ast.Tuple([low, high], ast.Load())}, whose
                case [places, names] if name in ("xticks", "yticks") and name != attr:
                    return ast.unparse(whose), {name: places, f"{name[:-1]}labels": names}, whose
    return None


def _started_together(block: list[ast.stmt]) -> None:
    """Write `a = []` and `b = {}` in a row as one statement."""
    place = 0
    while place + 1 < len(block):
        match block[place : place + 2]:
            case [
                ast.Assign(targets=[first], value=one),
                ast.Assign(targets=[second], value=other),
            ] if _is_start(one) and _is_start(other):
                names = [*getattr(first, "elts", [first]), *getattr(second, "elts", [second])]
                values = (one.elts if isinstance(one, ast.Tuple) else [one]) + (
                    other.elts if isinstance(other, ast.Tuple) else [other]
                )
                if len(names) == len(values) < 4 and all(
                    isinstance(name, ast.Name) for name in names
                ):
                    both = ast.Assign(
                        [ast.Tuple(names, ast.Store())], ast.Tuple(values, ast.Load()), lineno=0
                    )
                    block[place : place + 2] = [both]
                    continue
        place += 1


def _is_start(value: ast.expr) -> bool:
    match value:
        case ast.Constant() | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Tuple(elts=parts):
            return all(map(_is_start, parts))
    return False
