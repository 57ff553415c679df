"""A definition as a script has it: comments and layout stay, what is the bot's goes.

Annotations go, and so do imports within functions, which a script has at its top. What is said in
two languages is said in one. The `lab` of a demo goes as well: its seed becomes the script's, and
its reports are left out. Where runs are repeated, each with a seed of its own, functions are given
that instead of a lab.
"""

import ast
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from compute.script.source import Module, Origin, free_names, imports_in
from compute.script.twins import MLP, PANELS, layers, subplots
from content.schema import Language

_GONE = "\0"
_GONE_LINE = re.compile(rf"^[ \t]*{_GONE}[ \t]*(?:#.*)?\n(?:[ \t]*\n)?", re.MULTILINE)
_FOR_TOOLS = re.compile(r"[ \t]*# (?:type: ignore|noqa|fmt:).*")
_PLACES = {"ko": 0, "en": 1}
_PLOTS = Origin("compute", "plots")
_LONG = 88


@dataclass(frozen=True)
class Style:
    """What all definitions of a script have in common."""

    language: Language
    title: str
    has_seeds: bool = False
    has_modes: bool = False


class Rewriter:
    """Rewrites a definition of a module; `scope` then says what the names in it stand for."""

    def __init__(self, home: Module, style: Style, seed: str = "SEED") -> None:
        self.scope = dict(home.scope)
        self.needs_seed = False
        self._home = home
        self._style = style
        self._seed = seed
        self._says: set[str] = set()
        self._labs: set[str] = set()
        self._repeated: set[str] = set()
        self._instead: dict[ast.AST, ast.AST] = {}

    def definition(self, name: str) -> str:
        """Return the source of what the module calls so."""
        node = self._home.definitions[name]
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                written = dict(zip(map(ast.unparse, names), values, strict=True))
                return f"{name} = {self._text(written[name])}"
        self._look_round(node)
        text = _GONE_LINE.sub("", self._text(node) + "\n")
        text = _FOR_TOOLS.sub("", text).rstrip()
        self.needs_seed = bool(self._repeated)
        if free_names(text) & self._says:
            raise ValueError(f"{name} in {self._home.name}: `say` takes two texts, or is passed on")
        return text

    def _look_round(self, definition: ast.AST) -> None:
        """Find what is imported, what `say` and `lab` are called, and loops that share a lab."""
        for node in ast.walk(definition):
            if isinstance(node, ast.stmt):
                self.scope |= imports_in([node])
            if isinstance(node, ast.arg) and node.annotation is not None:
                kind = ast.unparse(node.annotation)
                if kind == "Say":
                    self._says.add(node.arg)
                if kind == "Lab":
                    self._labs.add(node.arg)
        for node in ast.walk(definition):
            if isinstance(node, ast.For | ast.comprehension):
                self._share(node)
            if isinstance(node, ast.Assign) and self._is_divided(node.value):
                self._labs |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}

    def _share(self, loop: ast.For | ast.comprehension) -> None:
        """Have `for item, part in lab.share(items)` become `for item in items`; find repeats."""
        match loop.target, loop.iter:
            case (
                ast.Tuple(elts=[item, ast.Name(id=part)]),
                ast.Call(func=ast.Attribute(value=ast.Name(id=lab), attr="share"), args=[items]),
            ) if lab in self._labs:
                if isinstance(items, ast.Call) and ast.unparse(items.func) == "list":
                    items = items.args[0]
                self._instead |= {loop.target: item, loop.iter: items}
                self._labs |= {part} - {"_"}
            case (
                ast.Name(id=part),
                ast.Call(func=ast.Attribute(value=ast.Name(id=lab), attr="repeats")),
            ) if lab in self._labs:
                self._labs.add(part)
                self._repeated.add(part)

    def _is_divided(self, value: ast.expr) -> bool:
        """Tell whether a value is `lab.parts(…)`."""
        match value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=lab), attr="parts")):
                return lab in self._labs
        return False

    def _text(self, node: ast.AST) -> str:
        node = self._instead.get(node, node)
        found: str | None = None
        match node:
            case ast.FunctionDef():
                found = self._function(node)
            case ast.ClassDef():
                found = self._class(node)
            case ast.Import() | ast.ImportFrom() | ast.AnnAssign(value=None):
                found = _GONE
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                found = f"{self._text(target)} = {self._text(value)}"
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=lab), attr="report"))
            ):
                found = _GONE if lab in self._labs else None
            case ast.If(body=body, orelse=[]):
                found = _GONE if all(self._text(part) == _GONE for part in body) else None
            case ast.Assign(value=value) if self._is_divided(value):
                found = _GONE
            case ast.Assign(targets=[ast.Tuple() as target], value=ast.Call() as call):
                found = self._panels(node.col_offset, target, call)
            case ast.Call():
                found = self._call(node)
            case ast.Attribute(value=ast.Name(id=name)):
                found = self._attribute(name, node.attr)
            case ast.Name(id=name) if self._style.has_seeds and name in self._labs:
                found = self._seed_of(name)
            case ast.JoinedStr():
                found = self._home.part(self._home.start(node), self._home.end(node))
        return self._copied(node) if found is None else found

    def _copied(self, node: ast.AST, start: int | None = None) -> str:
        """Return a node's text as it stands, that of its children as it becomes."""
        at = self._home.start(node) if start is None else start
        parts = []
        for child in sorted(_placed(node), key=self._home.start):
            if (begin := self._home.start(child)) >= at:
                parts += [self._home.part(at, begin), self._text(child)]
                at = self._home.end(child)
        return "".join([*parts, self._home.part(at, self._home.end(node))])

    def _function(self, node: ast.FunctionDef) -> str:
        outer, inner = " " * node.col_offset, " " * (node.col_offset + 4)
        lines = [f"@{self._text(decorator)}\n{outer}" for decorator in node.decorator_list]
        lines.append(f"def {node.name}({', '.join(self._parameters(node.args))}):\n")
        body = node.body
        if summary := summary_of(node):
            lines.append(f'{inner}"""{summary}"""\n')
        if ast.get_docstring(node) is not None:
            body = body[1:]
        rest = copy(node)
        rest.body, rest.decorator_list = body, []
        rest.args, rest.returns = ast.arguments([], [], None, [], [], None, []), None
        return "".join(lines) + inner + self._copied(rest, self._home.start(body[0]))

    def _parameters(self, args: ast.arguments) -> Iterator[str]:
        plain = [*args.posonlyargs, *args.args]
        defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
        for arg, default in zip(plain, defaults, strict=True):
            if arg.arg in self._labs and self._style.has_seeds and self._seed != "SEED":
                yield self._seed
            if arg.arg not in self._says | self._labs:
                yield arg.arg + (f"={self._text(default)}" if default else "")
        if args.vararg:
            yield f"*{args.vararg.arg}"
        elif args.kwonlyargs:
            yield "*"
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            yield arg.arg + (f"={self._text(default)}" if default else "")
        if args.kwarg:
            yield f"**{args.kwarg.arg}"

    def _class(self, node: ast.ClassDef) -> str:
        """Write a record without methods in one line; the types of other fields are left open."""
        fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
        others = [part for part in node.body if not isinstance(part, ast.AnnAssign | ast.Expr)]
        kinds = [ast.unparse(part) for part in [*node.bases, *node.decorator_list]]
        if not others and kinds in (["NamedTuple"], ["dataclass(frozen=True)"]):
            self.scope["namedtuple"] = Origin("collections", "namedtuple")
            names = " ".join(ast.unparse(field.target) for field in fields)
            values = [self._text(field.value) for field in fields if field.value]
            defaults = f", defaults=[{', '.join(values)}]" if values else ""
            return f'{node.name} = namedtuple("{node.name}", "{names}"{defaults})'
        return self._copied(node)

    def _call(self, node: ast.Call) -> str | None:
        if isinstance(node.func, ast.Name) and node.func.id in self._says:
            return self._said(node.args)
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=lab), attr="repeats"), args=[times]):
                seed, count = self._seed_of(lab), self._text(times)
                return f"range({seed} * {count}, ({seed} + 1) * {count})"
        if ast.unparse(node.func) == "torch.autograd.backward" and len(node.args) == 1:
            cost = self._text(node.args[0])
            is_sum = isinstance(node.args[0], ast.BinOp)
            return f"({cost}).backward()" if is_sum else f"{cost}.backward()"
        if self._origin(node.func) == MLP and (chain := layers(self._arguments(node))):
            self.scope["nn"] = Origin("torch", "nn")
            return chain
        if any(self._is_gone(part) for part in [*node.args, *node.keywords]):
            return f"{self._text(node.func)}({self._arguments(node)})"
        return None

    def _arguments(self, call: ast.Call) -> str:
        parts = [part for part in [*call.args, *call.keywords] if not self._is_gone(part)]
        return ", ".join(map(self._text, parts))

    def _panels(self, indent: int, target: ast.Tuple, call: ast.Call) -> str | None:
        """Write `figure, axes = panels(…)` as the two statements that it comes to."""
        if self._origin(call.func) != PANELS:
            return None
        self.scope["plt"] = Origin("matplotlib.pyplot")
        return ("\n" + " " * indent).join(subplots(target, self._arguments(call)))

    def _is_gone(self, part: ast.AST) -> bool:
        part = part.value if isinstance(part, ast.keyword) else part
        if not isinstance(part, ast.Name):
            return False
        return part.id in self._says or (part.id in self._labs and not self._style.has_seeds)

    def _seed_of(self, lab: str) -> str:
        return "seed" if lab in self._repeated else self._seed

    def _said(self, args: list[ast.expr]) -> str:
        place = _PLACES[self._style.language]
        if len(args) == 1 and isinstance(args[0], ast.Starred):
            return f"{self._text(args[0].value)}[{place}]"
        said = args[place]
        return self._text(said) if said.lineno == said.end_lineno else ast.unparse(said)

    def _origin(self, node: ast.expr) -> Origin | None:
        match node:
            case ast.Name(id=name):
                return self.scope.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self.scope:
                return Origin(self.scope[name].path, attribute)
        return None

    def _attribute(self, name: str, attribute: str) -> str | None:
        if name in self._labs and attribute == "seed":
            return self._seed_of(name)
        if name in self._says and attribute == "headline":
            return repr(self._style.title)
        if self.scope.get(name) == _PLOTS:
            self.scope[attribute] = Origin(_PLOTS.path, attribute)
            return attribute
        return None


def summary_of(node: ast.FunctionDef) -> str:
    """Return what a docstring says first, if it fits in a line."""
    paragraph = " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
    sentence = paragraph.partition(". ")[0].removesuffix(".")
    return next(
        (f"{text}." for text in (paragraph.removesuffix("."), sentence) if 0 < len(text) < _LONG),
        "",
    )


def _placed(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children that have a place; comprehensions and the like have none of their own."""
    for child in ast.iter_child_nodes(node):
        if hasattr(child, "lineno"):
            yield child
        else:
            yield from _placed(child)
