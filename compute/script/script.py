"""Turns a demo into a script of its own: what somebody would write who wants just this picture."""

import ast
import sys
from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from compute.script.layout import formatted, packed, parsed, written
from compute.script.parts import Parts, on_lines
from compute.script.rewriter import Rewriter, Style
from compute.script.source import Origin, free_names, module
from compute.script.tidy import Given, tidied
from compute.script.twins import TWINS
from compute.script.values import Filled, note
from compute.texts import both

_PACKAGES = {"PIL": "pillow", "sklearn": "scikit-learn"}
_MARK = "# ---"

_ONE_THREAD = "torch.set_num_threads(1)  # more of them add up in another order"
_HANGUL = """\
hangul = {"Pretendard", "Malgun Gothic", "AppleGothic", "NanumGothic", "Noto Sans CJK KR"}
plt.rcParams["font.family"] = [*hangul.intersection(get_font_names()), "DejaVu Sans"]"""
_PRINTED = 'print(*metrics.items(), sep="\\n")'
_FIGURE = '{picture}.savefig("{name}.png")'
_ANIMATED = '{picture}.save("{name}.gif", "pillow")'
_MOVING = """\
for name, picture in {pictures}:
    if isinstance(picture, FuncAnimation):
        picture.save(f"{{name}}.gif", "pillow")
    else:
        picture.savefig(f"{{name}}.png")"""
_IMPORTS = {
    "SimpleNamespace": Origin("types", "SimpleNamespace"),
    "get_font_names": Origin("matplotlib.font_manager", "get_font_names"),
    "plt": Origin("matplotlib.pyplot"),
}


class Script(NamedTuple):
    """A script in parts, which a notebook has as cells."""

    title: str
    needs: str
    settings: str
    definitions: str
    measurement: str
    pictures: str

    def __str__(self) -> str:
        end = "" if self.title.endswith("?") else "."
        start = f'"""{self.title}{end} {self.needs}"""\n\n{self.settings}'
        rest = f"{self.measurement}\n{self.pictures}"
        if not self.definitions:
            return f"{start}\n{rest}"
        return "\n\n".join([start, self.definitions, rest])


def script(
    measure: Callable[..., Any],
    draw: Callable[..., Any],
    params: Mapping[str, Any],
    seed: int,
    style: Style,
) -> Script:
    """Return source that measures with these params, prints the metrics and saves the pictures.

    Raises:
        ValueError: one of the two is a lambda or the like, which has no source of its own.
    """
    roots = [_origin(part) for part in (measure, draw)]
    parts = Parts(style, *roots)
    if parts.needs_seed or parts.has_modes:
        style = replace(style, has_seeds=parts.needs_seed, has_modes=parts.has_modes)
        parts = Parts(style, *roots)
    data = parts.parameters(roots[1])[-1]
    main = f"""{_MARK}
metrics, {data} = {measure.__name__}(params)
{_PRINTED}
{_MARK}
for name, picture in {draw.__name__}(params, metrics, {data}).items():
    picture.savefig(f"{{name}}.png")"""
    tree = parsed("\n\n\n".join([*parts.definitions, main]))
    taken = {*_IMPORTS, *parts.imports, *parts.constants}
    named = {one: _constant(one, taken) for one in params}
    Given(named).visit(tree)
    Filled(parts.plain_looks).visit(tree)
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    reads_itself = "inspect" in names
    defined = {step.name for step in tree.body if isinstance(step, ast.FunctionDef)}
    keep = defined - {root.name for root in roots} if reads_itself else set()
    always = {one.name for one in parts.texts if one.module == TWINS}
    tidied(tree, keep, always, taken | set(named.values()) | {"SEED"}, parts.records)
    saved(tree, "FuncAnimation" in names)
    cells: list[list[ast.stmt]] = [[]]
    for step in tree.body:
        if ast.unparse(step) == ast.unparse(note(_MARK)):
            cells.append([])
        else:
            cells[-1].append(step)
    definitions, measurement, pictures = (written(ast.Module(cell, [])) for cell in cells)
    body = f"{definitions}\n{measurement}\n{pictures}"
    plain, made = parts.constants_for(free_names(body))
    names = free_names("\n".join([*made, body])) | plain.keys()
    values = {named[one]: repr(value) for one, value in params.items()} | {"SEED": str(seed)}
    lines = {
        _ONE_THREAD: "torch" in names,
        _HANGUL: "plt" in names and style.language == "ko",
    }
    settings = [line for line, needed in lines.items() if needed]
    given = {name: value for name, value in values.items() if name in names}
    together = [*on_lines(given | plain)]
    constants = together if len(together) == 1 else [*on_lines(given), *on_lines(plain)]
    used = names | free_names("\n".join(settings))
    imports = {name: origin for name, origin in (_IMPORTS | parts.imports).items() if name in used}
    needed = {origin.module.partition(".")[0] for origin in imports.values()}
    packages = sorted(_PACKAGES.get(name, name) for name in needed - sys.stdlib_module_names)
    top = "\n".join([*import_lines(imports), "", *constants, *made, *settings])
    return Script(
        style.title,
        both("script-needs", packages=", ".join(packages))[style.language],
        packed(top),
        (formatted if reads_itself else packed)(definitions),
        packed(measurement),
        packed(pictures),
    )


def _constant(param: str, taken: Set[str]) -> str:
    name = param.upper()
    return f"GIVEN_{name}" if name in taken else name


def _origin(function: Callable[..., Any]) -> Origin:
    origin = Origin(function.__module__, function.__name__)
    if origin.name not in module(origin.module).definitions:
        raise ValueError(f"{origin.path}: a demo's `measure` and `draw` are functions of a module")
    return origin


def saved(tree: ast.Module, moves: bool) -> None:
    """Have the pictures be saved one by one where it is seen which of them move."""
    loop = tree.body[-1]
    assert isinstance(loop, ast.For)
    place = len(tree.body) - 1
    match loop.iter:
        case ast.Call(func=ast.Attribute(value=ast.Dict(keys=keys, values=made))):
            if not moves or all(map(_is_animation, made)):
                form = _ANIMATED if moves else _FIGURE
                text = "\n".join(
                    form.format(
                        name=ast.literal_eval(ast.unparse(key or made[0])), picture=ast.unparse(one)
                    )
                    for key, one in zip(keys, made, strict=True)
                )
                tree.body[place:] = ast.parse(text).body
                return
    if moves:
        tree.body[place:] = ast.parse(_MOVING.format(pictures=ast.unparse(loop.iter))).body


def _is_animation(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "FuncAnimation"


def source_of(function: Callable[..., Any]) -> str:
    """Return a function as scripts have it."""
    rewriter = Rewriter(module(function.__module__), Style("en", ""))
    return formatted(rewriter.definition(function.__name__))


def import_lines(imports: Mapping[str, Origin]) -> list[str]:
    """Return the statements for these names, the standard library's first, each group sorted."""
    modules = [
        f"import {_alias(origin.module, name)}"
        for name, origin in imports.items()
        if not origin.name
    ]
    sources = sorted((origin.module, name) for name, origin in imports.items() if origin.name)
    members = []
    for source, names in groupby(sources, key=lambda pair: pair[0]):
        listed = ", ".join(_alias(imports[name].name, name) for _, name in names)
        members.append(f"from {source} import {listed}")
    lines = [*sorted(modules), *members]
    ours = [line for line in lines if line.split()[1].partition(".")[0] in sys.stdlib_module_names]
    return [*ours, "", *(line for line in lines if line not in ours)]


def _alias(original: str, name: str) -> str:
    return original if original == name else f"{original} as {name}"
