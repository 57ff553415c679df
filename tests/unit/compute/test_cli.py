"""`demo list` and `demo run` as typed in a terminal, and what `compute serve` refuses."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from compute.cli import compute_app, demo_app
from tests.unit.compute.demos.lesson import metrics_in

RUN = ["run", "activation-gradients", "--set", "depth=4", "--seed", "3"]


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """Give back what `serve` takes from others for good."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def demo(*words: str) -> Result:
    return CliRunner().invoke(demo_app, list(words))


def test_list_as_json_has_every_param_with_type_default_and_bounds() -> None:
    specs = json.loads(demo("list", "--json").stdout)
    found = next(spec for spec in specs if spec["name"] == "gd-lr-too-large")
    lrs, batch, _ = found["params"]
    bounds = (lrs["type"], lrs["default"], lrs["minimum"], lrs["maximum"], lrs["most"])
    assert bounds == ("floats", "0.2,2,20", 0.001, 50, 4)
    assert (batch["type"], batch["default"], batch["maximum"]) == ("int", 0, 1024)
    assert found["questions"] == ["gd-loss-increase"]


def test_list_fits_a_terminal() -> None:
    listed = demo("list")
    assert listed.exit_code == 0
    assert "relu-curve-fit" in listed.stdout
    assert max(map(len, listed.stdout.splitlines())) <= 80


def test_show_tells_params_bounds_and_presets() -> None:
    shown = demo("show", "gd-1d").stdout
    assert "lr=0.1  learning rate (0.001 to 2)" in shown
    assert "preset=diverges" in shown
    assert demo("show", "gd-2d").exit_code == 2


def test_run_writes_images_result_and_a_script_that_repeats_it(tmp_path: Path) -> None:
    ran = demo(*RUN, "--out", str(tmp_path), "--json")
    assert ran.exit_code == 0, ran.stderr
    result = json.loads((tmp_path / "result.json").read_text())
    assert json.loads(ran.stdout) == result
    said = {"headline", "caption", "alt", "outcome"}
    assert set(result) == said | {"metrics", "params", "seed", "artifacts", "plots", "elapsed_s"}
    assert (result["params"]["depth"], result["seed"]) == (4, 3)
    assert all((tmp_path / name).read_bytes()[:4] == b"\x89PNG" for name in result["artifacts"])
    command = [sys.executable, str(tmp_path / "demo.py")]
    again = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert metrics_in(again.stdout) == result["metrics"]


def test_run_tells_the_captions_and_the_files(tmp_path: Path) -> None:
    told = demo(*RUN, "--out", str(tmp_path)).stdout
    result = json.loads((tmp_path / "result.json").read_text())
    files = ", ".join(str(tmp_path / name) for name in result["artifacts"])
    assert told == f"{result['caption']['ko']}\n{result['caption']['en']}\n{files}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "activation-gradient"), "Did you mean activation-gradients?"),
        (("run", "activation-gradients", "--set", "depth=1"), "at least 2"),
        (("run", "activation-gradients", "--set", "depth"), "KEY=VALUE"),
        (("run", "activation-gradients", "--set", "deep=3"), "Did you mean depth?"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_2(words: tuple[str, ...], said: str) -> None:
    ran = demo(*words)
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stdout == ""


def test_folder_that_cannot_be_written_is_exit_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = demo(*RUN, "--out", str(tmp_path / "file"))
    assert ran.exit_code == 1
    assert "Try another --out" in ran.stderr


def test_a_notebook_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    words = ["show", "gd-1d", "--notebook", "--out", str(tmp_path)]
    file = tmp_path / "gd-1d.ipynb"
    file.write_text("my notes")
    shown = demo(*words)
    assert shown.exit_code == 1
    assert shown.stderr == f"{file} exists already; --force replaces it.\n"
    assert file.read_text() == "my notes"
    assert demo(*words, "--force").exit_code == 0
    assert json.loads(file.read_text("utf-8"))["cells"]


def test_serve_refuses_a_judge_without_its_model(tmp_path: Path) -> None:
    given = {"QUIZMASTER_JUDGE_URL": "http://127.0.0.1:9/v1", "QUIZMASTER_JUDGE_MODEL": ""}
    words = ["serve", "--port", "0", "--data-dir", str(tmp_path / "data")]
    served = CliRunner().invoke(compute_app, words, env=given)
    assert served.exit_code == 2
    assert served.stderr == "QUIZMASTER_JUDGE_URL needs QUIZMASTER_JUDGE_MODEL beside it.\n"
    assert list(tmp_path.iterdir()) == []


def test_serve_takes_a_folder_in_the_users_home(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    given = {"HOME": str(tmp_path), "QUIZMASTER_DATA_DIR": "~/taken"}
    served = CliRunner().invoke(compute_app, ["serve", "--port", "0"], env=given)
    assert served.exit_code == 1
    assert f"cannot be kept in {tmp_path}/taken " in served.stderr


RAY = ["--runner", "ray", "--ray-address"]


def refusal(*words: str) -> str:
    """Return the one sentence in which `serve` says why it cannot begin."""
    served = CliRunner().invoke(compute_app, ["serve", *words])
    assert served.exit_code == 1
    assert len(served.stderr.splitlines()) == 1
    return served.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "without a token"),
        (["--data-dir", "/proc/here"], "another --data-dir"),
        *(
            ([*RAY, address], f"No Ray cluster can be reached at '{address}'")
            for address in ("127.0.0.1:9", "127.0.0.1", "nonsense:6379", "ray://x:99999")
        ),
    ],
    ids=str,
)
def test_serve_says_why_it_cannot_begin(tmp_path: Path, words: list[str], said: str) -> None:
    assert said in refusal("--port", "0", "--data-dir", str(tmp_path), *words)


def test_serve_says_when_the_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "another --port" in refusal("--port", port, "--data-dir", str(tmp_path))


def test_serve_says_when_workers_have_no_room(tmp_path: Path) -> None:
    (tmp_path / "workers").write_text("no folder")
    assert "another --data-dir" in refusal("--port", "0", "--data-dir", str(tmp_path))


def test_serve_knows_no_other_runner() -> None:
    assert CliRunner().invoke(compute_app, ["serve", "--runner", "slurm"]).exit_code == 2
