"""The frame of a new demo, which runs as it is."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from compute.new_demo import write_frame
from compute.toolkit.demo import Demo
from content.telling import unreadable


def test_a_new_demo_runs_and_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, words = write_frame("my-demo", tmp_path, tmp_path)
    spec = spec_from_file_location("compute.demos.my_demo", code)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    demo = Demo("my-demo", words, module.Values, module.measure, module.draw)
    assert list(unreadable(demo.words)) == []
    finished = demo.execute(demo.check({"preset": "few"}), 0, lambda done, note: None, "en")
    assert "In 2 steps the loss went from 1 to 0.25." in finished.result.caption.en
    assert [*finished.files] == ["losses.png"]


@pytest.mark.parametrize("name", ["../x", "A", "a_b", "", "-a", "x" * 49])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        write_frame(name, tmp_path, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    code, _ = write_frame("my-demo", tmp_path, tmp_path)
    code.write_text("mine")
    with pytest.raises(ValueError, match="there is a demo my-demo already"):
        write_frame("my-demo", tmp_path, tmp_path)
    assert code.read_text() == "mine"
