"""Turns a demo into a script of its own: what somebody would write who wants just this picture."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import black

from compute.script.parts import Parts
from compute.script.rewriter import Rewriter, Style
from compute.script.source import Origin, free_names, module

_LAB = Origin("compute.toolkit.lab", "Lab")
_PACKAGES = {"PIL": "pillow", "sklearn": "scikit-learn"}
_MODE = black.Mode(line_length=100, magic_trailing_comma=False)

_ONE_THREAD = "torch.set_num_threads(1)  # more of them add up in another order"
_HANGUL = """\
hangul = {"Pretendard", "Malgun Gothic", "AppleGothic", "NanumGothic", "Noto Sans CJK KR"}
plt.rcParams["font.family"] = [*hangul.intersection(get_font_names()), "DejaVu Sans"]"""
_MEASURE = """\
metrics, data = {measure}({arguments})
print(json.dumps(metrics, indent=2))"""
_STILL = """\
for name, picture in {draw}(params, metrics, data).items():
    picture.savefig(f"{{name}}.png")"""
_MOVING = """\
for name, picture in {draw}(params, metrics, data).items():
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
        start = f'"""{self.title}. {self.needs}"""\n\n{self.settings}'
        return f"{start}\n\n{self.definitions}\n\n{self.measurement}{self.pictures}"


def script(
    measure: Callable[..., Any],
    draw: Callable[..., Any],
    params: Mapping[str, Any],
    seed: int,
    style: Style,
) -> Script:
    """Return source that measures with these params, prints the metrics and saves the pictures."""
    roots = [Origin(part.__module__, part.__name__) for part in (measure, draw)]
    parts = Parts(style, *roots)
    if parts.needs_lab:
        parts = Parts(replace(style, keeps_lab=True), _LAB, *roots)
    constants, definitions = parts.constants, "\n\n\n".join(parts.definitions)
    arguments = "params, Lab(SEED)" if parts.needs_lab else "params"
    measurement = _MEASURE.format(measure=measure.__name__, arguments=arguments)
    names = free_names("\n".join([*constants, definitions, measurement]))
    pictures = (_MOVING if "FuncAnimation" in names else _STILL).format(draw=draw.__name__)
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
        f"Needs {', '.join(packages) or 'nothing but Python'}.",
        formatted(top),
        formatted(definitions),
        formatted(measurement),
        formatted(pictures) if roots[1] in parts.texts else "",
    )


def formatted(source: str) -> str:
    return black.format_str(source + "\n", mode=_MODE)


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
