"""Scripts and notebooks of demos: what is shared has twins, and a notebook runs to its end."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

import compute.demos
from compute.cli import demo_app
from compute.demos.registry import DEMOS
from compute.script.flat import Inliner, assigned, flat
from compute.script.notebook import notebook
from compute.script.rewriter import Style
from compute.script.script import script
from compute.script.source import Origin, module
from compute.script.twins import HAS_MODES, TWINS, in_place, layers
from compute.toolkit.lab import Lab

SOURCES = [path.read_text() for path in Path(compute.demos.__file__).parent.glob("*.py")]


def test_every_helper_of_pictures_that_demos_use_has_a_plain_twin() -> None:
    used = {name for source in SOURCES for name in re.findall(r"\bplots\.(\w+)\(", source)}
    helpers = used & module("compute.plots").definitions.keys()
    assert helpers - module("compute.script.plain").definitions.keys() == {"panels"}


def steps(text: str, *taken: str) -> str:
    found = flat(text, set(taken))
    return found.statements + assigned(["metrics", "data"], found.result) if found else "a function"


@pytest.mark.parametrize(
    ("body", "taken", "expected"),
    [
        ("x = 1\n    return {'x': x}, x", [], "x = 1\nmetrics = {'x': x}\ndata = x\n"),
        ("metrics, data = 1, 2\n    return metrics, data", [], "metrics, data = 1, 2\n"),
        ("metrics = 1\n    return 2, metrics", [], "metrics = 1\nmetrics, data = (2, metrics)\n"),
        ('"""Count."""\n    return 1, 2', [], "# Count.\nmetrics = 1\ndata = 2\n"),
        ("return both()", [], "metrics, data = both()\n"),
        ("x = 1\n    return x, x", ["x"], "a function"),
        ("if params:\n        return 1, 2\n    return 2, 1", [], "a function"),
        ("def inner():\n        return 0\n    return 1, inner", [],
         "def inner():\n    return 0\nmetrics = 1\ndata = inner\n"),
    ],
)  # fmt: skip
def test_what_is_called_once_becomes_statements(body: str, taken: list[str], expected: str) -> None:
    assert steps(f"def measure(params):\n    {body}\n", *taken) == expected


@pytest.mark.parametrize(
    ("function", "statements", "expected"),
    [
        ("def f(n):\n    y = n + 1\n    return y", "z = f(3)\n", "y = 3 + 1\nz = y\n"),
        ("def f(x):\n    return x + 1", "x = 1\nx = f(x)\n", "x = 1\nx = x + 1\n"),
        ('def f():\n    """Return it."""\n    print()', "f()\n", "# It.\nprint()\n"),
        ("def f(n):\n    n += 1\n    return n", "z = f(3)\n", "z = f(3)\n"),
        ("def f(n):\n    return 1 if n == 3 else 2", "z = f(3)\n", "z = f(3)\n"),
        ("def f():\n    y = 2\n    return y", "y = 1\nz = f()\n", "y = 1\nz = f()\n"),
        ("def f():\n    params = 2\n    return params", "z = f()\n", "z = f()\n"),
        ("def f():\n    return 1", "for z in y:\n    z = f()\n", "for z in y:\n    z = f()\n"),
    ],
)  # fmt: skip
def test_a_function_becomes_statements_where_no_name_gets_another_meaning(
    function: str, statements: str, expected: str
) -> None:
    inliner = Inliner({"f": function}, {"params"})
    assert inliner.written(statements) == expected
    assert inliner.gone == ({"f"} if expected != statements else set())


def test_layers_are_written_where_their_sizes_are() -> None:
    assert (
        layers("[a, 8, b], 'Tanh'") == "nn.Sequential(nn.Linear(a, 8), nn.Tanh(), nn.Linear(8, b))"
    )
    assert layers("[a, *hidden, b]") == layers("sizes") == layers("[a, b], kind") == ""


@pytest.mark.parametrize("layer", ["Linear", "Dropout"])
def test_a_model_is_told_that_it_is_judged_where_that_changes_it(layer: str) -> None:
    source = f"nn.{layer}(2)\ntorch.nn.{layer}(3)"
    found = in_place(Origin(TWINS, "accuracy"), "model, x, y", bool(HAS_MODES.search(source)))
    right = "(model(x).argmax(dim=1) == y).float().mean().item()"
    assert found == ([right] if layer == "Linear" else [])


@pytest.mark.parametrize(
    ("twin", "arguments", "expected"),
    [
        ("Motion", "figure, frame, STEPS + 1, ms=100",
         ["FuncAnimation(figure, frame, [*range(STEPS + 1), *[STEPS] * 20], interval=100)"]),
        ("tiles", "panel, images, 4, 'Blues', (-1, 1)",
         ["panel.imshow(sheet(images, 4), cmap='Blues', vmin=-1, vmax=1)", "panel.set_axis_off()"]),
        ("tiles", "panel, images, 4",
         ["panel.imshow(sheet(images, 4), cmap='gray_r')", "panel.set_axis_off()"]),
        ("spread", "f'loss_{name}', ends",
         ["{f'loss_{name}': sum(ends) / len(ends), f'lowest_loss_{name}': min(ends),"
          " f'highest_loss_{name}': max(ends)}"]),
        ("spread", "'loss', ends",
         ["{'loss': sum(ends) / len(ends), 'lowest_loss': min(ends), 'highest_loss': max(ends)}"]),
        ("spread", "'loss', [curve[-1] for curve in curves]", []),
        ("train", "model, x, y, lab, epochs=1, lr=1", []),
    ],
)  # fmt: skip
def test_a_twin_is_written_where_it_is_called_if_it_says_nothing_long_twice(
    twin: str, arguments: str, expected: list[str]
) -> None:
    assert in_place(Origin(TWINS, twin), arguments) == expected


def test_the_parts_of_a_lab_are_no_part_of_a_script() -> None:
    code = DEMOS.find("gradient-noise").code(DEMOS.find("gradient-noise").check({}), 0, "en")
    assert "class Lab" not in code
    assert "parts" not in code


@pytest.mark.parametrize("name", [spec.name for spec in DEMOS.specs])
def test_a_script_has_no_trace_of_how_demos_are_called(name: str) -> None:
    demo = DEMOS.find(name)
    text = str(demo.script(demo.check({}), 0, "en"))
    assert not re.search(r"^\w+ = None$", text, re.MULTILINE)  # what nobody hands on to `draw`
    assert "?." not in text.splitlines()[0]


def test_what_has_no_source_of_its_own_is_refused_by_name() -> None:
    measure = DEMOS.find("gd-1d").measure
    with pytest.raises(ValueError, match="<lambda>"):
        script(measure, lambda *_: {}, {}, 0, Style("en", ""))


@pytest.mark.parametrize("name", [spec.name for spec in DEMOS.specs])
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
    assert json.loads(printed) == metrics
    assert (tmp_path / "path.gif").read_bytes()[:4] == b"GIF8"
