"""Scripts and notebooks of demos: what is shared has twins, and a notebook runs to its end."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

import compute.demos
from compute.cli import demo_app
from compute.demos.registry import DEMOS
from compute.script.layout import WIDE, formatted, packed, parsed, written
from compute.script.notebook import notebook
from compute.script.rewriter import Style
from compute.script.script import Script, script
from compute.script.source import module
from compute.script.tidy import tidied
from compute.script.twins import layers
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics_in

FILES = list(Path(compute.demos.__file__).parent.glob("*.py"))
SOURCES = [path.read_text() for path in FILES]
MOVING = sorted(
    path.stem.replace("_", "-")
    for path, source in zip(FILES, SOURCES, strict=True)
    if "Motion(" in source
)
"""Demos with pictures that move, which a notebook shows from their files."""


def test_every_helper_of_pictures_that_demos_use_has_a_plain_twin() -> None:
    used = {name for source in SOURCES for name in re.findall(r"\bplots\.(\w+)\(", source)}
    helpers = used & module("compute.plots").definitions.keys()
    assert helpers - module("compute.script.plain").definitions.keys() == {"panels"}


def short(source: str) -> str:
    tree = parsed(source)
    tidied(tree, set(), {"twin"}, {"torch"}, {"Pair": ["one", "two"]})
    return written(tree)


LOOP = "total = 0\nfor x in xs:\n    total += x"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(n):\n    y = n + 1\n    return y\nz = f(3)\nprint(z)", "print(3 + 1)"),
        ("def f(x):\n    for a in x:\n        print(a)\nf(b)", "for a in b:\n    print(a)"),
        ("def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
         "print(f(ys))\nprint(ys)", f"{LOOP.replace('xs', 'ys')}\nprint(total)\nprint(ys)"),
        ("def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
         "x = 1\ny = f(ys)\nprint(x, y)",
         "x, y = 1, 0\nfor own_x in ys:\n    y += own_x\nprint(x, y)"),
        ("def f(n):\n    if n > 3:\n        return n\n    print(n)\n    return 1\n"
         "z = f(k)\nprint(z, z)",
         "if k > 3:\n    z = k\nelse:\n    print(k)\n    z = 1\nprint(z, z)"),
        ("def f(n):\n    for k in n:\n        if k:\n            return k\n    return 0\nz = f(a)",
         None),
        ("def f(n):\n    print(n)\n    return n\nzs = [f(a) for a in b]\nprint(zs, zs)",
         "zs = []\nfor a in b:\n    print(a)\n    zs.append(a)\nprint(zs, zs)"),
        ("def f():\n    a = g()\n    return a\ndef h():\n    a = k()\n    return a\n"
         "print({1: f(), 2: h()})", "print({1: g(), 2: k()})"),
        ("def twin(a, b='x'):\n    a.p(b)\n    a.q()\ntwin(c)\ntwin(d, 'y')",
         "c.p('x')\nc.q()\nd.p('y')\nd.q()"),
    ],
)  # fmt: skip
def test_a_function_stands_where_it_is_called_if_no_name_gets_another_meaning(
    source: str, expected: str | None
) -> None:
    assert short(source) == (written(parsed(source)) if expected is None else expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("p = Pair(a, g(b))\nprint(p.one, p.two, p.two)", "two = g(b)\nprint(a, two, two)"),
        ("p = Pair(a, b)\na = 2\nprint(p.one, a)", "print(a, 2)"),
        ("p = a\ng(p, p)\nfor b in c:\n    a = p.t()\n    b.h(a)\nprint(p)",
         "g(a, a)\nfor b in c:\n    b.h(a.t())\nprint(a)"),
        ("p = Pair(a, b)\nprint(p, p)", None),
        ("def f():\n    x = y\n    for z in w:\n        print(x)\n        x = z\nf.g()", None),
        ("a.set_title(t)\nb.bare()\na.set(xlim=l)", "b.bare()\na.set(title=t, xlim=l)"),
        ("a.text(1, 2, t, fontsize=13)\na.grid(visible=False)", "a.text(1, 2, t)"),
    ],
)  # fmt: skip
def test_what_only_demos_need_goes(source: str, expected: str | None) -> None:
    assert short(source) == (written(parsed(source)) if expected is None else expected)


def test_a_long_statement_is_continued_beside_its_bracket_or_as_black_has_it() -> None:
    names = ", ".join(f"name_{number:02}" for number in range(12))
    first, second = packed(f"found = f({names}, [{names}])").splitlines()[:2]
    assert first.startswith("found = f(name_00, ")
    assert 90 < len(first) <= WIDE
    assert second.startswith("          name_10, ")
    deep = f"{'x' * 70} = f({names})"
    assert packed(deep) == formatted(deep)


def test_layers_are_written_where_their_sizes_are() -> None:
    assert (
        layers("[a, 8, b], 'Tanh'") == "nn.Sequential(nn.Linear(a, 8), nn.Tanh(), nn.Linear(8, b))"
    )
    assert layers("[a, *hidden, b]") == layers("sizes") == layers("[a, b], kind") == ""


def test_a_script_says_in_plain_matplotlib_what_demos_have_a_look_of_their_own_for() -> None:
    moving = DEMOS.find("gd-1d").code(DEMOS.find("gd-1d").check({}), 0, "en")
    assert "\nLR, START, STEPS, EDGE = 0.1, 4.0, 20, 6.0\n" in moving
    assert moving.endswith(
        'FuncAnimation(figure, frame, len(path), interval=250).save("path.gif", "pillow")\n'
    )
    still = DEMOS.find("selection-bias").code(DEMOS.find("selection-bias").check({}), 0, "en")
    assert 'color=color, linewidth=3, label=f"{name}\\n{scores[-1]:.0%}")' in still
    assert "right.legend()\n" in still
    assert '"blue"' in still
    assert "#" not in re.sub("^ *# .*$", "", still, flags=re.MULTILINE)


def test_the_parts_of_a_lab_are_no_part_of_a_script() -> None:
    code = DEMOS.find("gradient-noise").code(DEMOS.find("gradient-noise").check({}), 0, "en")
    assert "class Lab" not in code
    assert "parts" not in code


def test_runs_that_are_repeated_are_given_seeds_of_their_own() -> None:
    code = DEMOS.find("optimizer-race").code(DEMOS.find("optimizer-race").check({}), 2, "en")
    assert not re.search(r"\b[Ll]ab\b|\bpart\b", code)
    assert "for seed in range(SEED * REPEATS, (SEED + 1) * REPEATS):" in code
    assert "train(model, x, y, seed, " in code


@pytest.mark.parametrize(("title", "start"), [("Why?", '"""Why? '), ("So it is", '"""So it is. ')])
def test_a_title_that_asks_gets_no_full_stop(title: str, start: str) -> None:
    assert str(Script(title, "It needs torch.", "", "", "", "")).startswith(start)


def test_what_has_no_source_of_its_own_is_refused_by_name() -> None:
    measure = DEMOS.find("gd-1d").measure
    with pytest.raises(ValueError, match="<lambda>"):
        script(measure, lambda *_: {}, {}, 0, Style("en", ""))


@pytest.mark.parametrize("name", [*MOVING, "selection-bias"])
def test_a_notebook_is_valid_and_has_the_code_of_the_script(name: str) -> None:
    demo = DEMOS.find(name)
    whole = demo.script(demo.check({}), 0, "ko")
    found = nbformat.reads(notebook(whole), as_version=4)
    nbformat.validate(found)
    assert found.cells[0].source.startswith(f"# {demo.spec.title.ko}\n\n필요한 패키지: ")
    code = "\n".join(cell.source for cell in found.cells if cell.cell_type == "code")
    ast.parse(code)
    assert whole.definitions.strip() in code
    assert code.count("display(Image(") == whole.pictures.count(".gif")


def test_a_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    words = ["show", "gd-1d", "--notebook", "--set", "steps=3", "--language", "en"]
    shown = CliRunner().invoke(demo_app, [*words, "--out", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    found = nbformat.read(tmp_path / "gd-1d.ipynb", as_version=4)
    NotebookClient(found, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    printed = next(cell.outputs[0].text for cell in found.cells[1:] if cell.outputs)
    demo = DEMOS.find("gd-1d")
    metrics, _ = demo.measure(demo.check({"steps": 3}), Lab(0))
    assert metrics_in(printed) == metrics
    assert (tmp_path / "path.gif").read_bytes()[:4] == b"GIF8"
