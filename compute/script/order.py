"""In which order a block of statements reads and sets names."""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

Scope = ast.Module | ast.FunctionDef
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Event(NamedTuple):
    """A name is read or set, in loops and branches that are in each other."""

    node: ast.AST
    name: str
    is_set: bool
    path: tuple[ast.AST, ...]

    @property
    def loops(self) -> list[ast.AST]:
        return [one for one in self.path if isinstance(one, ast.For | ast.While)]


class Order:
    """What happens to the names of a module or function, functions in it apart.

    `later` are the names that those read, at a time that nobody knows.
    """

    def __init__(self, scope: Scope) -> None:
        self.events: list[Event] = []
        self.later: list[ast.Name] = []
        self.since: dict[ast.AST, int] = {}
        self._path: tuple[ast.AST, ...] = ()
        self._hidden: list[set[str]] = []
        self._joins: dict[ast.AST, set[ast.AST]] = {}
        if isinstance(scope, ast.FunctionDef):
            for arg in ast.walk(scope.args):
                if isinstance(arg, ast.arg):
                    self._note(arg, arg.arg, is_set=True)
        self._all(scope.body)

    def __contains__(self, node: ast.AST) -> bool:
        return any(event.node is node for event in self.events)

    def index(self, node: ast.AST) -> int:
        """Return which event a name in the source is."""
        return next(i for i, event in enumerate(self.events) if event.node is node)

    def path_of(self, node: ast.AST) -> tuple[ast.AST, ...]:
        return self.events[self.index(node)].path

    @property
    def names(self) -> set[str]:
        return {event.name for event in self.events} | {name.id for name in self.later}

    def is_read_after(self, name: str, at: int, but: set[ast.AST]) -> bool:
        """Tell whether a name that is set there, or any of its old values, is read afterwards."""
        if any(one.id == name and self.since[one] <= at for one in self.later if one not in but):
            return True
        start, path = at, self.events[at].path
        but = but | {join for join, branches in self._joins.items() if branches & {*path}}
        for depth in range(len(path), -1, -1):
            within = path[:depth]
            if depth and not isinstance(within[-1], ast.For | ast.While):
                continue
            ours = [i for i, one in enumerate(self.events) if one.path[:depth] == within]
            is_set = self._is_set(name, start + 1, ours[-1] + 1, path, but)
            if is_set is not None:
                return not is_set
            if depth and self._is_set(name, ours[0], start, within, but) is False:
                return True
            start, path = ours[-1], within[:-1]
        return False

    def _is_set(
        self, name: str, start: int, end: int, path: tuple[ast.AST, ...], but: set[ast.AST]
    ) -> bool | None:
        """Tell whether a name is set for sure, or read, whichever comes first on a path."""
        seen: list[tuple[ast.AST, ...]] = []
        for event in self.events[start:end]:
            if event.name != name or event.node in but:
                continue
            if not event.is_set and not any(event.path[: len(one)] == one for one in seen):
                return False
            if event.is_set and path[: len(event.path)] == event.path:
                return True
            if event.is_set:
                seen.append(event.path)
        return None

    def _note(self, node: ast.AST, name: str, *, is_set: bool) -> None:
        if not any(name in hidden for hidden in self._hidden):
            self.events.append(Event(node, name, is_set, self._path))

    def _all(self, nodes: list[ast.stmt] | list[ast.expr]) -> None:
        for node in nodes:
            self._visit(node)

    def _visit(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=context):
                self._note(node, name, is_set=not isinstance(context, ast.Load))
            case ast.keyword(arg="key", value=ast.Lambda() as key):
                self._hidden.append({arg.arg for arg in key.args.args})
                self._visit(key.body)
                self._hidden.pop()
            case ast.FunctionDef() | ast.Lambda():
                self.later += (names := [*free(node)])
                self.since |= dict.fromkeys(names, len(self.events))
                for one in names:
                    self._note(one, one.id, is_set=False)
                if isinstance(node, ast.FunctionDef):
                    self._note(node, node.name, is_set=True)
            case ast.ClassDef(name=name):
                self.later += [part for part in ast.walk(node) if isinstance(part, ast.Name)]
                self._note(node, name, is_set=True)
            case ast.Assign(targets=targets, value=value):
                self._all([value, *targets])
            case ast.AugAssign(target=target, value=value):
                if isinstance(target, ast.Name):
                    self._note(target, target.id, is_set=False)
                self._all([value, target])
            case ast.For(target=target, iter=iterated, body=body, orelse=rest):
                self._visit(iterated)
                self._within(node, [target, *body])
                self._all(rest)
            case ast.While(test=test, body=body, orelse=rest):
                self._within(node, [test, *body])
                self._all(rest)
            case ast.If(test=test, body=body, orelse=rest):
                self._visit(test)
                self._branches(body, rest)
            case ast.Try():
                self._within(node, list(ast.iter_child_nodes(node)))
            case _ if isinstance(node, _COMPREHENSIONS):
                self._hidden.append(bound(node))
                for part in node.generators:
                    self._all([part.iter, *part.ifs])
                self._all(list(_made(node)))
                self._hidden.pop()
            case _:
                for child in ast.iter_child_nodes(node):
                    self._visit(child)

    def _branches(self, *bodies: list[ast.stmt]) -> None:
        """Take one way or the other; what is set on both is set for sure after them."""
        both: list[set[str]] = []
        branches: set[ast.AST] = set()
        for body in bodies:
            start = len(self.events)
            branch = ast.Module(body, [])
            branches.add(branch)
            self._within(branch, body)
            path = (*self._path, branch)
            both.append({e.name for e in self.events[start:] if e.is_set and e.path == path})
        for name in set.intersection(*both):
            join = ast.Pass()
            self._joins[join] = branches
            self._note(join, name, is_set=True)

    def _within(self, place: ast.AST, nodes: Iterable[ast.AST]) -> None:
        self._path += (place,)
        for node in nodes:
            self._visit(node)
        self._path = self._path[:-1]


def free(function: ast.FunctionDef | ast.Lambda) -> Iterator[ast.Name]:
    """Yield the names in a function that are not its own."""
    own = own_names(function)
    for part in ast.walk(function):
        if isinstance(part, ast.Name) and part.id not in own:
            yield part


def own_names(function: ast.FunctionDef | ast.Lambda) -> set[str]:
    """Return the names that a function, or one in it, binds."""
    args = {part.arg for part in ast.walk(function) if isinstance(part, ast.arg)}
    inner = {part.name for part in ast.walk(function) if isinstance(part, ast.FunctionDef)}
    return args | bound(function) | inner - {getattr(function, "name", "")}


def bound(node: ast.AST) -> set[str]:
    """Return the names that are set in a node."""
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if not isinstance(name.ctx, ast.Load)}


def _made(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.DictComp):
        yield from (node.key, node.value)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        yield node.elt
