"""Turns a demo into a script of its own: what somebody would write who wants just this picture."""

import ast
import builtins
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import black

from compute.script.flat import Flat, Inliner, assigned, flat, parameters
from compute.script.parts import Parts
from compute.script.rewriter import Rewriter, Style
from compute.script.source import Origin, free_names, module
from compute.texts import both

_LAB = Origin("compute.toolkit.lab", "Lab")
_PACKAGES = {"PIL": "pillow", "sklearn": "scikit-learn"}
_MODE = black.Mode(line_length=100, magic_trailing_comma=False)

_ONE_THREAD = "torch.set_num_threads(1)  # more of them add up in another order"
_HANGUL = """\
hangul = {"Pretendard", "Malgun Gothic", "AppleGothic", "NanumGothic", "Noto Sans CJK KR"}
plt.rcParams["font.family"] = [*hangul.intersection(get_font_names()), "DejaVu Sans"]"""
_PRINTED = "print(json.dumps(metrics, indent=2))"
_FIGURE = '{picture}.savefig("{name}.png")'
_ANIMATED = 'animation = {picture}\nanimation.save("{name}.gif", "pillow")'
_STILL = """\
for name, picture in {pictures}.items():
    picture.savefig(f"{{name}}.png")"""
_MOVING = """\
for name, picture in {pictures}.items():
    if isinstance(picture, FuncAnimation):
        picture.save(f"{{name}}.gif", "pillow")
    else:
        picture.savefig(f"{{name}}.png")"""
_IMPORTS = {
    "SimpleNamespace": Origin("types", "SimpleNamespace"),
    "get_font_names": Origin("matplotlib.font_manager", "get_font_names"),
    "json": Origin("json"),
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
    if parts.needs_lab or parts.has_modes:
        labs = [_LAB] * parts.needs_lab
        style = replace(style, keeps_lab=parts.needs_lab, has_modes=parts.has_modes)
        parts = Parts(style, *labs, *roots)
    taken = {
        *dir(builtins),
        *_IMPORTS,
        "picture",
        *parts.imports,
        *(one.name for one in parts.texts),
    }
    measured, drawn = (flat(parts.texts[root], taken) for root in roots)
    calls = {root for root, found in zip(roots, (measured, drawn), strict=True) if found}
    inliner = Inliner(parts.called_once(but=calls), {*taken, "params", "metrics", "lab"})
    if measured:
        measured = measured._replace(statements=inliner.written(measured.statements))
    if drawn:
        drawn = drawn._replace(statements=inliner.written(drawn.statements))
    calls |= {one for one in parts.texts if one.name in inliner.gone}
    constants, definitions = parts.constants, "\n\n\n".join(parts.definitions(but=calls))
    data = parameters(parts.texts[roots[1]])[-1]
    if measured and drawn and data not in free_names(drawn.statements):
        measured = measured._replace(result=_metrics_of(measured.result))
    lab, given = ("lab = Lab(SEED)\n", "params, lab") if parts.needs_lab else ("", "params")
    done = _measurement(measured, f"{measure.__name__}({given})", data)
    measurement = f"{lab}{done}{_PRINTED}"
    names = free_names("\n".join([*constants, *parts.texts.values(), measurement]))
    drawing = f"{draw.__name__}(params, metrics, {data})"
    pictures = _pictures(drawn, drawing, "FuncAnimation" in names)
    values = ", ".join(f"{name}={value!r}" for name, value in params.items())
    lines = {
        f"params = SimpleNamespace({values})": True,
        f"SEED = {seed}": "SEED" in names,
        _ONE_THREAD: "torch" in names,
        _HANGUL: "plt" in names and style.language == "ko",
    }
    settings = [line for line, needed in lines.items() if needed]
    used = names | free_names("\n".join(settings))
    imports = {name: origin for name, origin in (_IMPORTS | parts.imports).items() if name in used}
    needed = {origin.module.partition(".")[0] for origin in imports.values()}
    packages = sorted(_PACKAGES.get(name, name) for name in needed - sys.stdlib_module_names)
    top = "\n".join([*import_lines(imports), "", *settings, "", *constants])
    return Script(
        style.title,
        both("script-needs", packages=", ".join(packages))[style.language],
        formatted(top),
        formatted(definitions),
        formatted(measurement),
        formatted(pictures),
    )


def _origin(function: Callable[..., Any]) -> Origin:
    origin = Origin(function.__module__, function.__name__)
    if origin.name not in module(origin.module).definitions:
        raise ValueError(f"{origin.path}: a demo's `measure` and `draw` are functions of a module")
    return origin


def _measurement(measured: Flat | None, call: str, data: str) -> str:
    if not measured:
        return f"metrics, {data} = {call}\n"
    names = ["metrics", data] if isinstance(measured.result, ast.Tuple) else ["metrics"]
    return measured.statements + assigned(names, measured.result)


def _metrics_of(result: ast.expr) -> ast.expr:
    """Return the metrics alone of what is measured where nothing is handed on to draw."""
    match result:
        case ast.Tuple(elts=[metrics, ast.Constant(value=None)]):
            return metrics
    return result


def _pictures(drawn: Flat | None, call: str, moves: bool) -> str:
    """Return what saves the pictures: one by one where it is seen which of them move."""
    if drawn and isinstance(drawn.result, ast.Dict):
        keys = [key.value for key in drawn.result.keys if isinstance(key, ast.Constant)]
        made = drawn.result.values
        if len(keys) == len(made) and (not moves or all(map(_is_animation, made))):
            saved = _ANIMATED if moves else _FIGURE
            lines = [
                saved.format(name=key, picture=ast.unparse(picture))
                for key, picture in zip(keys, made, strict=True)
            ]
            return drawn.statements + "\n".join(lines)
    loop = _MOVING if moves else _STILL
    if drawn:
        return drawn.statements + loop.format(pictures=ast.unparse(drawn.result))
    return loop.format(pictures=call)


def _is_animation(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "FuncAnimation"


def formatted(source: str) -> str:
    return black.format_str(source + "\n", mode=_MODE) if source.strip() else ""


def source_of(function: Callable[..., Any]) -> str:
    """Return a function as scripts have it."""
    rewriter = Rewriter(module(function.__module__), Style("en", ""))
    return formatted(rewriter.definition(function.__name__))


def import_lines(imports: Mapping[str, Origin]) -> list[str]:
    """Return the statements for these names, the standard library's first, each group sorted."""
    modules = [_line(name, origin) for name, origin in imports.items() if not origin.name]
    sources = sorted((origin.module, name) for name, origin in imports.items() if origin.name)
    members = []
    for source, names in groupby(sources, key=lambda pair: pair[0]):
        listed = ", ".join(_alias(imports[name].name, name) for _, name in names)
        members.append(f"from {source} import {listed}")
    lines = [*sorted(modules), *members]
    ours = [line for line in lines if line.split()[1].partition(".")[0] in sys.stdlib_module_names]
    return [*ours, "", *(line for line in lines if line not in ours)]


def _line(name: str, origin: Origin) -> str:
    return f"import {_alias(origin.module, name)}"


def _alias(original: str, name: str) -> str:
    return original if original == name else f"{original} as {name}"
