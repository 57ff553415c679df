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
from compute.script.notebook import notebook
from compute.script.source import module
from compute.toolkit.lab import Lab

SOURCES = [path.read_text() for path in Path(compute.demos.__file__).parent.glob("*.py")]


def test_every_helper_of_pictures_that_demos_use_has_a_plain_twin() -> None:
    used = {name for source in SOURCES for name in re.findall(r"\bplots\.(\w+)\(", source)}
    helpers = used & module("compute.plots").definitions.keys()
    assert helpers - module("compute.script.plain").definitions.keys() == {"panels"}


@pytest.mark.parametrize("name", [spec.name for spec in DEMOS.specs])
def test_a_notebook_is_valid_and_has_the_code_of_the_script(name: str) -> None:
    demo = DEMOS.find(name)
    script = demo.script(demo.check({}), 0, "ko")
    found = nbformat.reads(notebook(script), as_version=4)
    nbformat.validate(found)
    assert found.cells[0].source.startswith(f"# {demo.spec.title.ko}")
    code = "\n".join(cell.source for cell in found.cells if cell.cell_type == "code")
    ast.parse(code)
    assert script.definitions.strip() in code


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
