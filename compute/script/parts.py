"""What a script consists of: some functions, and all that they name."""

import ast
from collections.abc import Iterator, Mapping, Set

from compute.script.rewriter import Rewriter, Style
from compute.script.source import Origin, free_names, module
from compute.script.twins import HAS_MODES, TWINS, pared, twin_of

_WIDE = 100


class Parts:
    """The roots and whatever they need, each as a script has it; `imports` is what is not ours."""

    def __init__(self, style: Style, *roots: Origin) -> None:
        self.texts: dict[Origin, str] = {}
        self.imports: dict[str, Origin] = {}
        self.needs_seed = False
        self.has_modes = style.has_modes
        self._style = style
        self._packages = {"compute", "content", *(root.module.partition(".")[0] for root in roots)}
        self._roots = roots
        for root in roots:
            self._add(root)
        self._pare()

    @property
    def constants(self) -> set[str]:
        return {origin.name for origin in self.texts if self._is_constant(origin)}

    @property
    def records(self) -> dict[str, list[str]]:
        """Return the fields of what is a named tuple, by its name."""
        found = {}
        for origin, text in self.texts.items():
            match ast.parse(text).body:
                case [ast.Assign(value=ast.Call(func=ast.Name(id="namedtuple"), args=[_, fields]))]:
                    found[origin.name] = ast.literal_eval(fields).split()
        return found

    @property
    def plain_looks(self) -> dict[str, ast.expr]:
        """Return colours and the like that have a name of Matplotlib's own."""
        found: dict[str, ast.expr] = {}
        for origin, text in self.texts.items():
            match ast.parse(text).body:
                case [ast.Assign(value=ast.Constant() as value)] if origin.module == TWINS:
                    found[origin.name] = value
        return found

    def parameters(self, function: Origin) -> list[str]:
        (definition,) = ast.parse(self.texts[function]).body
        assert isinstance(definition, ast.FunctionDef)
        return [arg.arg for arg in definition.args.args]

    def constants_for(self, names: Set[str]) -> tuple[dict[str, str], list[str]]:
        """Return plain values by name, and statements for what is made of such."""
        found = {origin: text for origin, text in self.texts.items() if self._is_constant(origin)}
        while (
            more := {n for o, text in found.items() if o.name in names for n in free_names(text)}
            - names
        ):
            names = names | more
        plain: dict[str, str] = {}
        made: list[str] = []
        for origin in self._in_order():
            if origin not in found or origin.name not in names:
                continue
            if free_names(found[origin]):
                made.append(found[origin])
            else:
                plain[origin.name] = found[origin].partition(" = ")[2]
        return plain, made

    @property
    def definitions(self) -> list[str]:
        """Return functions and classes, and values that need some."""
        found = [self.texts[origin] for origin in self._in_order() if not self._is_constant(origin)]
        return list(dict.fromkeys(found))

    def _add(self, origin: Origin) -> None:
        origin = twin_of(origin) or origin
        home = module(origin.module)
        if origin in self.texts:
            return
        if origin.name not in home.definitions:
            if origin.name in home.scope:
                self._refer(origin.name, home.scope[origin.name])
            return
        self.texts[origin] = ""
        is_given = self._style.has_seeds and origin not in self._roots
        rewriter = Rewriter(home, self._style, "seed" if is_given else "SEED")
        self.texts[origin] = rewriter.definition(origin.name)
        self.has_modes |= bool(HAS_MODES.search(self.texts[origin]))
        self.needs_seed |= rewriter.needs_seed
        for name in sorted(free_names(self.texts[origin])):
            if name in rewriter.scope and name != origin.name:
                self._refer(name, rewriter.scope[name])

    def _refer(self, name: str, origin: Origin) -> None:
        if origin.name and origin.module.partition(".")[0] in self._packages:
            self._add(origin)
        elif self.imports.setdefault(name, origin) != origin:
            raise ValueError(f"{name} is both {self.imports[name].path} and {origin.path}")

    def _pare(self) -> None:
        """Leave out what twins can do and nobody asks for."""
        nodes = [node for text in self.texts.values() for node in ast.walk(ast.parse(text))]
        for origin, text in self.texts.items():
            if origin.module == TWINS and text.startswith("def "):
                named = [n for n in nodes if isinstance(n, ast.Name) and n.id == origin.name]
                calls = [n for n in nodes if isinstance(n, ast.Call) and n.func in named]
                if len(calls) == len(named):
                    unread = [n.value for n in nodes if isinstance(n, ast.Expr)]
                    is_read = not set(calls) <= set(unread)
                    self.texts[origin] = pared(text, calls, is_read, self.has_modes)

    def _in_order(self) -> Iterator[Origin]:
        """Yield what is shared first, then modules that others take from, each in its order."""
        modules = [*dict.fromkeys(origin.module for origin in self.texts)][::-1]
        modules.sort(key=lambda name: name != TWINS)
        for name in modules:
            for defined in module(name).definitions:
                if (origin := Origin(name, defined)) in self.texts:
                    yield origin

    def _is_constant(self, origin: Origin) -> bool:
        """Tell whether a part is a plain value, or made of such and of what is not ours."""
        (node,) = ast.parse(self.texts[origin]).body
        if not isinstance(node, ast.Assign):
            return False
        ours = {one.name: one for one in self.texts}
        names = free_names(self.texts[origin]) & ours.keys()
        return all(self._is_constant(ours[name]) for name in names)


def on_lines(values: Mapping[str, str]) -> Iterator[str]:
    """Yield assignments, several on a line as long as they fit there."""
    names: list[str] = []
    for name in values:
        together = _assignment([*names, name], values)
        if names and (len(together) > _WIDE or "\n" in together):
            yield _assignment(names, values)
            names = []
        names.append(name)
    if names:
        yield _assignment(names, values)


def _assignment(names: list[str], values: Mapping[str, str]) -> str:
    return f"{', '.join(names)} = {', '.join(values[name] for name in names)}"
