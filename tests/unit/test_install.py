"""What `make run` installs on which machine, on fakes of pip, the driver and the index."""

import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import install


def chosen(
    *extras: str, system: str = "Linux", has_gpu: bool = False, is_reached: bool = True
) -> install.Build:
    return install.choose(extras, system, lambda: has_gpu, lambda url: is_reached)


def test_the_build_of_pytorch_fits_the_machine() -> None:
    assert chosen("compute").source == install.CPU_INDEX
    assert chosen("compute", has_gpu=True) is install.CUDA
    assert chosen("compute", is_reached=False) is install.UNREACHED
    assert chosen("compute", system="Darwin") is install.PLAIN
    assert chosen("compute", system="Windows", is_reached=False) is install.PLAIN
    assert chosen() is install.LIGHT


class Pip:
    """Notes what it is called with; fails where a word is among that."""

    def __init__(self, fails_on: str = "") -> None:
        self.calls: list[Sequence[str]] = []
        self._fails_on = fails_on

    def __call__(self, words: Sequence[str]) -> int:
        self.calls.append(words)
        return int(self._fails_on in words)


def test_the_cpu_build_has_the_same_pin_and_all_else_comes_from_pips_own_index() -> None:
    pip = Pip()
    assert install.install(Path("v"), ["compute"], install.CPU, pip, is_terminal=True) == 0
    torch, rest = pip.calls
    assert {"--no-deps", install.CPU_INDEX, "torch==2.13.0"} <= set(torch)
    assert install.CPU_INDEX not in rest
    assert rest[-1] == f"{install.ROOT}[compute]"


@pytest.mark.parametrize("build", [install.CUDA, install.UNREACHED, install.PLAIN])
def test_other_builds_are_left_to_pip(build: install.Build) -> None:
    pip = Pip()
    install.install(Path("v"), ["compute", "dev"], build, pip, is_terminal=False)
    [words] = pip.calls
    assert words[-1] == f"{install.ROOT}[compute,dev]"


def test_an_index_that_fails_after_all_is_done_without(capsys: pytest.CaptureFixture[str]) -> None:
    pip = Pip(fails_on=install.CPU_INDEX)
    assert install.install(Path("v"), ["compute"], install.CPU, pip, is_terminal=True) == 0
    assert len(pip.calls) == 2
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(is_terminal: bool) -> None:
    pip = Pip()
    install.install(Path("v"), [], install.LIGHT, pip, is_terminal)
    assert ("--quiet" in pip.calls[0]) is not is_terminal


def test_an_environment_without_pip_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    venv.create(tmp_path)
    left = tmp_path / "left"
    left.touch()
    monkeypatch.setattr(install.venv, "create", create_without_ensurepip)
    assert install.main([str(tmp_path)]) == 1
    assert not left.exists()
    told = capsys.readouterr().err
    assert "python3-venv" in told
    assert len(told.splitlines()) == 1


def create_without_ensurepip(folder: Path, *, clear: bool = False, with_pip: bool = False) -> None:
    """Do what Debian's Python does where python3-venv is not installed."""
    venv.EnvBuilder(clear=clear).create(folder)
    if with_pip:
        raise subprocess.CalledProcessError(1, "ensurepip")


@pytest.mark.parametrize(
    "words", [[], ["--frobnicate", "v"], ["--frobnicate"], ["v", "nope"], ["v", "demos,nope"]]
)
def test_wrong_words_are_answered_with_the_usage_and_make_nothing(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(
        [sys.executable, install.__file__, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("usage: install.py [-h] FOLDER [EXTRA")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_help_tells_the_extras_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        install.main(["--help"])
    assert ended.value.code == 0
    assert "demos, compute, ray" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_extras_may_stand_between_commas() -> None:
    assert install.read(["v", "compute,ray", "dev"]) == (Path("v"), ["compute", "ray", "dev"])


def test_a_folder_that_cannot_be_made_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "taken"
    file.touch()
    assert install.main([str(file)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_address_that_does_not_answer_is_given_up() -> None:
    assert not install.reaches("http://127.0.0.1:9/torch/")


def test_the_lock_has_hashes_and_no_other_versions_than_the_pins() -> None:
    root = Path(install.__file__).parents[1]
    pinned, locked = (_versions(root / name) for name in ("constraints.txt", "constraints.lock"))
    assert "torch" not in locked
    assert {name: pinned.get(name) for name in locked} == locked
    entries = (root / "constraints.lock").read_text().count("==")
    hashed = r"==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}"
    assert len(re.findall(hashed, (root / "constraints.lock").read_text())) == entries > 100


def _versions(file: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", file.read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}
