"""Functions of a script where they are called: those called once, or of a short expression."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple

from compute.script.order import Order, Scope, bound, own_names
from compute.script.values import (
    FUNCTIONS,
    LOOPS,
    Filled,
    args_in,
    defaults_of,
    done_before,
    is_calm,
    is_late,
    is_short,
    lineage,
    mentions,
    names_in,
    note,
    parents,
    put,
)

_SHORT_RESULT, _MOST_ANEW, _FEW = 100, 2, 3
_SHORT_SAID = 50
_RESULT = "_result_"
_RETURNS = re.compile(r"(?:,? and|;) return .*")


class Site(NamedTuple):
    """Where a function is called: in a statement of a block of a module or function."""

    call: ast.Call
    step: ast.stmt
    block: list[ast.stmt]
    scope: Scope


def inlined(tree: ast.Module, keep: Set[str], always: Set[str], taken: Set[str]) -> None:
    """Write functions in place of their calls until there is none left to write so.

    Those in `always` go wherever they are one expression; `taken` are names of what is imported.
    """
    while _one_gone(tree, keep, always, taken):
        pass


def _one_gone(tree: ast.Module, keep: Set[str], always: Set[str], taken: Set[str]) -> bool:
    above = parents(tree)
    named = defaultdict(list)
    for part in above:
        if isinstance(part, ast.Name):
            named[part.id].append(part)
    return any(
        _gone(tree, function, always, taken, named[function.name], above)
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and function.name not in keep
    )


def _gone(
    tree: ast.Module,
    function: ast.FunctionDef,
    always: Set[str],
    taken: Set[str],
    named: list[ast.Name],
    above: Mapping[ast.AST, ast.AST],
) -> bool:
    calls = [
        call for name in named if isinstance(call := above[name], ast.Call) and call.func is name
    ]
    if not calls or len(calls) < len(named) or function.decorator_list:
        return False
    if any(function in lineage(call, above) for call in calls):
        return False
    match _body(function):
        case [ast.Return(value=ast.expr() as result)]:
            is_small = (
                function.name in always or len(calls) * len(ast.unparse(result)) < _SHORT_RESULT
            )
            if (len(calls) == 1 or is_small) and _replaced(tree, function, result, calls, above):
                tree.body.remove(function)
                return True
    is_plain = function.name in always and all(isinstance(one, ast.Expr) for one in _body(function))
    if len(calls) > 1 and not is_plain:
        return False
    gone = 0
    for call in calls:
        around = parents(tree)
        undo = _looped(call, around)
        site = _site(call, parents(tree) if undo else around)
        if site and _Expansion(tree, function, site, taken).written():
            gone += 1
        elif undo:
            undo()
    if gone == len(calls):
        tree.body.remove(function)
    return gone > 0


def _looped(call: ast.Call, above: Mapping[ast.AST, ast.AST]) -> Callable[[], None] | None:
    """Have a comprehension that makes a call be a loop; return what takes that back."""
    chain = [call, *lineage(call, above)]
    at = next(i for i, node in enumerate(chain) if isinstance(node, ast.stmt))
    match chain[at]:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.ListComp(generators=[one]) as made):
            empty: ast.expr = ast.List([], ast.Load())
            adds = ast.Attribute(ast.Name(name, ast.Load()), "append", ast.Load())
            step: ast.stmt = ast.Expr(ast.Call(adds, [made.elt], []))
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.DictComp(generators=[one]) as made):
            empty = ast.Dict([], [])
            place = ast.Subscript(ast.Name(name, ast.Load()), made.key, ast.Store())
            step = ast.Assign([place], made.value, lineno=0)
        case _:
            return None
    scope = next(n for n in chain[at + 1 :] if isinstance(n, ast.FunctionDef | ast.Module))
    blocks = [
        b for _, b in ast.iter_fields(chain[at + 1]) if isinstance(b, list) and chain[at] in b
    ]
    if one in chain or one.ifs or not blocks or mentions(made, name):
        return None
    order, whole = Order(scope), {*ast.walk(chain[at])}
    last = max(i for i, event in enumerate(order.events) if event.node in whole)
    inside = {*ast.walk(made)}
    if any(order.is_read_after(new, last, inside) for new in bound(one.target)):
        return None
    block, old = blocks[0], chain[at]
    start = ast.Assign([ast.Name(name, ast.Store())], empty, lineno=0)
    new = [start, ast.For(one.target, one.iter, [step], [], lineno=0)]
    block[block.index(old) : block.index(old) + 1] = new

    def undo() -> None:
        block[block.index(start) : block.index(start) + 2] = [old]

    return undo


def _body(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _replaced(
    tree: ast.Module,
    function: ast.FunctionDef,
    result: ast.expr,
    calls: Sequence[ast.Call],
    above: Mapping[ast.AST, ast.AST],
) -> bool:
    """Put an expression in place of all calls if that is plain to write, and tell whether it is."""
    results = {}
    if len(ast.unparse(result)) > _SHORT_SAID and any(
        isinstance(above[one], ast.FormattedValue) for one in calls
    ):
        return False
    inner = bound(result) | {a.arg for a in ast.walk(result) if isinstance(a, ast.arg)}
    for call in calls:
        given = arguments(function.args, call)
        if given is None or inner & {name for value in given.values() for name in names_in(value)}:
            return False
        restless = [name for name, value in given.items() if not is_calm(value)]
        for name, value in given.items():
            times = mentions(result, name)
            if (times > 1 and not is_short(value)) or (
                name in restless and (times != 1 or len(restless) > 1 or is_late(result, name))
            ):
                return False
        results[call] = Filled(given).visit(deepcopy(result))
    for call, made in results.items():
        put(above[call], call, made)
    return True


def arguments(parameters: ast.arguments, call: ast.Call) -> dict[str, ast.expr] | None:
    """Return what a call gives for each parameter, if that is seen in it."""
    if parameters.vararg or any(isinstance(one, ast.Starred) for one in call.args):
        return None
    names = [arg.arg for arg in parameters.args]
    found = defaults_of(parameters) | dict(zip(names, call.args, strict=False))
    named = {part.arg or "**": part.value for part in call.keywords}
    if "**" in named:
        return None
    names += [arg.arg for arg in parameters.kwonlyargs]
    found |= {name: value for name, value in named.items() if name in names}
    if parameters.kwarg:
        more = {name: value for name, value in named.items() if name not in names}
        found[parameters.kwarg.arg] = ast.Dict([*map(ast.Constant, more)], [*more.values()])
    return found


def _site(call: ast.Call, above: Mapping[ast.AST, ast.AST]) -> Site | None:
    """Return where a call is, if it is what its statement does first."""
    chain = [call, *lineage(call, above)]
    at = next(i for i, node in enumerate(chain) if isinstance(node, ast.stmt))
    step, block_of = chain[at], chain[at + 1]
    assert isinstance(step, ast.stmt)
    scopes = [n for n in chain[at + 1 :] if isinstance(n, ast.FunctionDef | ast.Module)]
    blocks = [b for _, b in ast.iter_fields(block_of) if isinstance(b, list) and step in b]
    if not blocks or isinstance(step, ast.While | ast.FunctionDef):
        return None
    if isinstance(block_of, ast.If) and block_of.orelse == [step] and isinstance(step, ast.If):
        return None
    for child, parent in pairwise(chain[: at + 1]):
        match parent:
            case (
                ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp()
            ):
                return None
            case ast.comprehension():
                return None
            case ast.IfExp() if child is not parent.test:
                return None
            case ast.BoolOp() if child is not parent.values[0]:
                return None
    before = done_before(step, call)
    if not all(map(is_calm, before)):
        return None
    return Site(call, step, blocks[0], scopes[0])


class _Expansion:
    """A function as statements in front of the one that calls it."""

    def __init__(
        self, tree: ast.Module, function: ast.FunctionDef, site: Site, taken: Set[str]
    ) -> None:
        self._tree, self._function, self._site, self._taken = tree, function, site, taken
        self._order = Order(site.scope)

    def written(self) -> bool:
        """Put the statements there if no name gets another meaning; tell whether it is done."""
        function, site = self._function, self._site
        whole, given = self._whole(), arguments(function.args, site.call)
        if whole is None or given is None:
            return False
        stored = {event.name for event in Order(whole).events if event.is_set}
        filled = {one: made for one, made in given.items() if _goes_in(whole, stored, one, made)}
        first = {one: made for one, made in given.items() if one not in filled}
        read = {name for made in given.values() for name in names_in(made)}
        outside = {name for made in filled.values() for name in names_in(made)}
        renamed = self._results_named(whole, stored | first.keys(), read)
        own = (stored | first.keys()) - renamed.keys()
        clashes = self._clashes(own, outside)
        clashes |= (own_names(function) - filled.keys() - own) & (outside | filled.keys())
        anew = {name: f"own_{name}" for name in clashes - args_in(whole) - filled.keys()}
        taken = self._order.names | self._taken | names_in(whole) | names_in(self._tree)
        swapped = first.keys() & {n for m in first.values() for n in names_in(m)}
        if anew.keys() != clashes or len(anew) > _MOST_ANEW or taken & {*anew.values()}:
            return False
        if any(name != ast.unparse(first[name]) for name in swapped - anew.keys()):
            return False
        renamed |= anew
        whole = Filled(filled).visit(_Named(renamed).visit(whole))
        sets = [_assign(renamed.get(name, name), made) for name, made in first.items()]
        start: list[ast.stmt] = [step for one in sets for step in apart(one)]
        if len(whole.body) > _FEW and (about := _about(function)):
            start.insert(0, note(f"# {about}"))
        place = site.block.index(site.step)
        site.block[place : place + 1] = [*start, *self._with_result(whole.body)]
        return True

    def _whole(self) -> ast.Module | None:
        """Return what a function does, and as the last statement its result."""
        site, steps = self._site, _with_else(deepcopy(_body(self._function)))
        tails = [*_tails(steps)]
        returns = [one for one in _steps(self._function) if isinstance(one, ast.Return)]
        ends = [block[-1] for block in tails if block]
        values = [one.value for one in ends if isinstance(one, ast.Return)]
        if len(values) < len(returns) or None in values:
            return None
        is_set = isinstance(site.step, ast.Assign) and site.step.value is site.call
        if not returns:
            return ast.Module(steps, []) if isinstance(site.step, ast.Expr) else None
        if tails != [steps]:
            if not is_set or len(values) < len(tails):
                return None
            for block, value in zip(tails, values, strict=True):
                block[-1:] = [_assign(_RESULT, value)] if value else []
            steps.append(ast.Return(ast.Name(_RESULT, ast.Load())))
        last = steps.pop()
        assert isinstance(last, ast.Return)
        assert last.value
        steps.append(ast.Expr(last.value))
        functions = [one for step in steps for one in ast.walk(step) if isinstance(one, FUNCTIONS)]
        kept = {one.name for one in functions if isinstance(one, ast.FunctionDef)}
        made = {*ast.walk(last.value)}
        escapes = kept & names_in(last.value) or made & {*functions}
        is_repeated = any(isinstance(one, LOOPS) for one in self._order.path_of(site.call.func))
        return (
            None if escapes and (is_repeated or last.value in functions) else ast.Module(steps, [])
        )

    def _clashes(self, own: set[str], outside: set[str]) -> set[str]:
        """Return which names of the function mean something else where it is called."""
        site, order = self._site, self._order
        inside = {*ast.walk(site.call), *ast.walk(self._function)}
        at = order.index(site.call.func)
        begin = min(order.index(one) for one in ast.walk(site.step) if one in order)
        before = {event.name for event in order.events[begin:at] if not event.is_set}
        if site.scope is self._tree:
            others = [one for one in self._tree.body if isinstance(one, ast.FunctionDef)]
            before |= {
                n
                for one in others
                if one is not self._function
                for n in names_in(one) - own_names(one)
            }
        taken = outside | before | self._taken
        return {name for name in own if name in taken or order.is_read_after(name, at, inside)}

    def _results_named(self, whole: ast.Module, stored: set[str], read: set[str]) -> dict[str, str]:
        """Return what the results are called outside, by what they are called in the function."""
        match self._site.step, whole.body[-1]:
            case ast.Assign(targets=[target], value=value), ast.Expr(value=result):
                if value is not self._site.call:
                    return {}
            case _:
                return {}
        targets = [*getattr(target, "elts", [target])]
        results = [*getattr(result, "elts", [result])]
        inner, found = names_in(whole) | args_in(whole), dict[str, str]()
        for one, made in zip(targets, results, strict=False):
            match one, made:
                case ast.Name(id=new), ast.Name(id=old) if len(targets) == len(results):
                    is_free = new not in read and (new == old or new not in inner)
                    if is_free and old in stored - {_RESULT} - found.keys():
                        found[old] = new
        return found

    def _with_result(self, steps: list[ast.stmt]) -> list[ast.stmt]:
        """Return statements and what becomes of their last one where the function was called."""
        site, last = self._site, steps[-1]
        returns = any(isinstance(one, ast.Return) for one in _steps(self._function))
        if not returns or not isinstance(last, ast.Expr):
            return steps
        if isinstance(site.step, ast.Expr) and site.step.value is site.call:
            return steps[:-1] if is_calm(last.value) else steps
        if isinstance(site.step, ast.Assign) and ast.unparse(last) == _RESULT:
            _set_there(ast.Module(steps, []), site.step.targets)
            return steps[:-1]
        parent = parents(site.step)[site.call]
        made: list[ast.stmt] = []
        if isinstance(parent, ast.FormattedValue):
            made = [_assign(self._function.name, last.value)]
            last.value = ast.Name(self._function.name, ast.Load())
        put(parent, site.call, last.value)
        return [*steps[:-1], *made, *apart(site.step)]


def _goes_in(whole: ast.Module, stored: set[str], name: str, value: ast.expr) -> bool:
    """Tell whether an argument is written where the function reads it."""
    is_once = mentions(whole, name) == 1
    is_once &= isinstance(value, ast.Dict) or not is_late(whole, name)
    return name not in stored and is_calm(value) and (is_short(value) or is_once)


def _with_else(steps: list[ast.stmt]) -> list[ast.stmt]:
    """Have what follows an `if` that returns be its `else`."""
    for place, step in enumerate(steps[:-1]):
        if isinstance(step, ast.If) and not step.orelse and isinstance(step.body[-1], ast.Return):
            other = ast.If(step.test, step.body, _with_else(steps[place + 1 :]))
            return [*steps[:place], other]
    return steps


def _set_there(tree: ast.AST, targets: list[ast.expr]) -> None:
    """Have what stands for a result be what the call of a function sets."""
    for node in ast.walk(tree):
        for block in (getattr(node, field, []) for field in ("body", "orelse")):
            if isinstance(block, list) and block and isinstance(block[-1], ast.Assign):
                last = block[-1]
                if ast.unparse(last.targets[0]) == _RESULT:
                    block[-1:] = apart(ast.Assign(deepcopy(targets), last.value, lineno=0))


def _tails(steps: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield the blocks that a function ends with, whichever way it goes."""
    match steps[-1:]:
        case [ast.If(body=body, orelse=rest)]:
            yield from _tails(body)
            yield from _tails(rest)
        case [ast.With(body=body)]:
            yield from _tails(body)
        case _:
            yield steps


class _Named(ast.NodeTransformer):
    """Calls names otherwise, where they are set, too."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._names.get(node.id, node.id), node.ctx)


def _assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=0)


def _about(function: ast.FunctionDef) -> str:
    about = (ast.get_docstring(function) or "").removeprefix("Return ")
    about = _RETURNS.sub(".", about)
    return about[:1].upper() + about[1:]


def apart(step: ast.stmt) -> Iterator[ast.stmt]:
    """Yield `a, b = c, d` as two statements, without those that say nothing."""
    match step:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(
            names
        ) == len(values):
            pairs = [
                (n, v)
                for n, v in zip(names, values, strict=True)
                if ast.unparse(n) != ast.unparse(v)
            ]
            later = {name for _, value in pairs[1:] for name in names_in(value)}
            if not later & {name for target, _ in pairs[:-1] for name in names_in(target)}:
                yield from (ast.Assign([n], v, lineno=0) for n, v in pairs)
                return
        case ast.Assign(targets=[target], value=value) if ast.unparse(target) == ast.unparse(value):
            return
    yield step


def _steps(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all that is in a function and not in a function within."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _steps(child)
