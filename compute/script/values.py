"""Expressions: what they do, and what becomes of them with names filled in."""

import ast
from collections.abc import Iterator, Mapping
from copy import deepcopy

FUNCTIONS = ast.FunctionDef | ast.Lambda
LOOPS = ast.For | ast.While
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

_SHORT = 25
_NOTE = "_note_"
_CALM = {"len", "range", "float", "int", "round", "min", "max", "sum", "abs", "zip", "str", "list"}
_CALM |= {"sorted", "enumerate", "tuple", "map", "dict", "set", "reversed", "isinstance"}


def note(text: str) -> ast.Expr:
    """Return a comment as a statement, which it is until the source is written."""
    return ast.Expr(ast.Call(ast.Name(_NOTE, ast.Load()), [ast.Constant(text)], []))


def is_calm(node: ast.expr) -> bool:
    """Tell whether it is the same to evaluate something now or later, once or not at all."""
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    return all(isinstance(call.func, ast.Name) and call.func.id in _CALM for call in calls)


def is_short(value: ast.expr) -> bool:
    """Tell whether something can be written several times; of a pair each time only one is."""
    return isinstance(value, ast.JoinedStr | ast.Tuple) or len(ast.unparse(value)) < _SHORT


def mentions(node: ast.AST, name: str) -> int:
    return sum(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def lineage(node: ast.AST, above: Mapping[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    """Yield what a node is in, from near to far."""
    while node in above:
        node = above[node]
        yield node


def put(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Have something else stand where a child of a node is."""
    for field, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, field, new)
        elif isinstance(value, list):
            value[:] = [new if part is old else part for part in value]


def is_late(tree: ast.AST, name: str) -> bool:
    """Tell whether a name is read in something that runs several times, or at another time."""
    kinds = FUNCTIONS | LOOPS | COMPREHENSIONS
    return any(mentions(part, name) for part in ast.walk(tree) if isinstance(part, kinds))


def done_before(step: ast.AST, node: ast.AST) -> list[ast.expr]:
    """Return the calls that are evaluated before another node in a statement."""
    done: list[ast.expr] = []

    def visit(one: ast.AST) -> bool:
        if one is node:
            return True
        children = [one.value, *one.targets] if isinstance(one, ast.Assign) else None
        if any(visit(child) for child in children or ast.iter_child_nodes(one)):
            return True
        if isinstance(one, ast.Call):
            done.append(one)
        return False

    visit(step)
    return done


def defaults_of(parameters: ast.arguments) -> dict[str, ast.expr]:
    names = [arg.arg for arg in parameters.args]
    found = dict(zip(names[::-1], parameters.defaults[::-1], strict=False))
    only = zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
    return found | {arg.arg: default for arg, default in only if default}


def names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def args_in(node: ast.AST) -> set[str]:
    return {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}


class Filled(ast.NodeTransformer):
    """Puts values in the place of names, and leaves out what comes to nothing by that."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return deepcopy(self._values.get(node.id, node))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Do sums that need no names: `8**2`, `"a" + "b"`."""
        self.generic_visit(node)
        match node:
            case ast.BinOp(ast.Constant(int(whole)), ast.Pow(), ast.Constant(int(part))) if (
                part < 4
            ):
                return ast.Constant(whole**part)
            case ast.BinOp(ast.Constant() | ast.Name(id="SEED") as seed, ast.Mod(), ast.BinOp()):
                return seed
            case ast.BinOp(left, ast.Add(), right) if _is_text(left) and _is_text(right):
                return self.visit_JoinedStr(ast.JoinedStr([*_said(left), *_said(right)]))
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        was_open = [_is_none(part.value) for part in node.keywords]
        self.generic_visit(node)
        node.keywords = [
            part
            for part, was in zip(node.keywords, was_open, strict=True)
            if was or not _is_none(part.value)
        ]
        for part in [*node.keywords]:
            match part:
                case ast.keyword(arg=None, value=ast.Dict(keys=keys, values=values)):
                    more = [
                        ast.keyword(ast.literal_eval(k), v)
                        for k, v in zip(keys, values, strict=True)
                        if k
                    ]
                    place = node.keywords.index(part)
                    node.keywords[place : place + 1] = more
        args: list[ast.expr] = []
        for one in node.args:
            match one:
                case ast.Starred(value=ast.Call(func=ast.Attribute(attr="Sequential"), args=inner)):
                    args += inner
                case ast.Starred(value=ast.Tuple(elts=inner)):
                    args += inner
                case _:
                    args.append(one)
        node.args = args
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

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Compare(
                ast.Constant(value=str(one)), [ast.Eq()], [ast.Constant(value=str(other))]
            ):
                return ast.Constant(one == other)
        return node

    def visit_If(self, node: ast.If) -> ast.stmt | list[ast.stmt] | None:
        self.generic_visit(node)
        match node.test:
            case ast.Constant(value=bool(holds)):
                return node.body if holds else node.orelse
        return None if _is_none(node.test) else node


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _said(text: ast.expr) -> list[ast.expr]:
    return text.values if isinstance(text, ast.JoinedStr) else [text]
