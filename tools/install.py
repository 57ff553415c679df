"""Installs this checkout into a virtual environment: `python3 tools/install.py FOLDER [EXTRA…]`.

Standard library only, as nothing is installed yet. On Linux, PyPI's torch brings gigabytes of CUDA
libraries; where there is no NVIDIA GPU, PyTorch's own CPU build of the same version is taken
instead, if its index can be reached.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import threading
import time
import urllib.request
import venv
from pathlib import Path
from typing import Callable, NamedTuple, Sequence  # noqa: UP035 - old Pythons read this, too

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
EXTRAS_HEAD = "[project.optional-dependencies]"
NEEDS_TORCH = {"demos", "compute"}
PATIENCE_S = 3.0

Run = Callable[[Sequence[str]], int]


class Build(NamedTuple):
    """Which torch is taken, from which index if not pip's own, and how much comes with it."""

    told: str
    size: str
    source: str | None = None


LIGHT = Build("without demos, so without PyTorch", "0.3 GB to download, 0.8 GB on disk")
PLAIN = Build("with PyTorch as pip finds it", "0.6 GB to download, 1.9 GB on disk")
CUDA = Build("with PyTorch for CUDA", "3 GB to download, 7 GB on disk")
CPU = Build("with PyTorch's CPU build, as there is no NVIDIA GPU", PLAIN.size, CPU_INDEX)
UNREACHED = Build(
    "with PyTorch as pip finds it, for its CPU build is out of reach",
    f"{PLAIN.size}; with PyPI's CUDA libraries {CUDA.size}",
)


def choose(
    extras: Sequence[str],
    system: str,
    has_gpu: Callable[[], bool],
    reaches: Callable[[str], bool],
) -> Build:
    """Return the build for a machine; elsewhere than on Linux, PyPI's torch is a small one."""
    if not NEEDS_TORCH.intersection(extras):
        return LIGHT
    if system != "Linux":
        return PLAIN
    if has_gpu():
        return CUDA
    return CPU if reaches(f"{CPU_INDEX}/torch/") else UNREACHED


def has_nvidia_gpu() -> bool:
    """Ask the driver."""
    try:
        asked = subprocess.run(["nvidia-smi", "-L"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and b"GPU" in asked.stdout


def reaches(url: str, patience_s: float = PATIENCE_S) -> bool:
    """Tell whether an address answers in time; looking its name up counts, too."""
    answered: list[bool] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(url, timeout=patience_s) as response:
                answered.append(response.status == 200)
        except (OSError, ValueError):
            pass

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(patience_s)
    return answered == [True]


def pinned(constraints: str) -> str:
    """Return the version of torch that all this was tried with."""
    found = re.search(r"^torch==([\w.]+)", constraints, re.MULTILINE)
    assert found, "constraints.txt pins torch"
    return found[1]


def install(folder: Path, extras: Sequence[str], build: Build, run: Run, is_terminal: bool) -> int:
    """Run pip, for torch alone first where it has an index of its own; return its exit status."""
    pip = [str(python_in(folder)), "-m", "pip", "--disable-pip-version-check", "install"]
    if not is_terminal:
        pip += ["--quiet", "--progress-bar", "off"]
    if build.source:
        torch = f"torch=={pinned(CONSTRAINTS.read_text('utf-8'))}"
        own = ["--no-deps", "--retries", "1", "--index-url", build.source, torch]
        if run([*pip, *own]) != 0:
            print("That didn't work, so pip looks for PyTorch where it finds all else.", flush=True)
    wanted = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    return run([*pip, "--constraint", str(CONSTRAINTS), "--editable", wanted])


def python_in(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def has_pip(folder: Path) -> bool:
    """Tell whether pip can be started there."""
    command = [str(python_in(folder)), "-m", "pip", "--version"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make(folder: Path) -> bool:
    """Make the environment, anew where there is one; tell whether that worked."""
    print(f"Making {folder} …", flush=True)
    try:
        venv.create(folder, clear=(folder / "pyvenv.cfg").exists(), with_pip=True)
    except subprocess.CalledProcessError:
        print("This Python has no pip to install: install python3-venv first.", file=sys.stderr)
        return False
    except (OSError, ValueError) as exc:
        print(f"{folder} can't be made: {exc}", file=sys.stderr)
        return False
    return True


def has_torch(folder: Path) -> bool:
    """Tell whether the pinned torch is there already, whichever build it is."""
    code = "import importlib.metadata as m; print(m.version('torch').partition('+')[0])"
    asked = subprocess.run(
        [str(python_in(folder)), "-c", code], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() == pinned(CONSTRAINTS.read_text("utf-8"))


def known_extras() -> list[str]:
    """Return the extras that this checkout has."""
    _, _, rest = (ROOT / "pyproject.toml").read_text("utf-8").partition(EXTRAS_HEAD)
    table, _, _ = rest.partition("\n[")
    return re.findall(r"^([\w-]+) = \[", table, re.MULTILINE)


def read(words: Sequence[str]) -> tuple[Path, list[str]]:
    """Return the folder and the extras that were typed; end with a usage line if they are wrong."""
    known = known_extras()
    parser = argparse.ArgumentParser(
        prog="install.py", description="Install this checkout into a virtual environment."
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="made if it isn't there")
    parser.add_argument("extras", metavar="EXTRA", nargs="*", default=[], help=", ".join(known))
    typed = parser.parse_args(words)
    extras = [one for word in typed.extras for one in word.split(",") if one]
    if unknown := [one for one in extras if one not in known]:
        parser.error(f"no extra is called {unknown[0]!r}; there are {', '.join(known)}")
    return typed.folder, extras


def main(words: Sequence[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - that is what is to be found out
        print("quizmaster needs Python 3.11 or newer: make PYTHON=python3.11", file=sys.stderr)
        return 1
    began = time.monotonic()
    folder, extras = read(words)
    if not has_pip(folder) and not make(folder):
        return 1
    if has_torch(folder):
        print(f"Bringing {folder} up to date …", flush=True)
        build = PLAIN
    else:
        build = choose(extras, platform.system(), has_nvidia_gpu, reaches)
        print(f"Installing quizmaster {build.told}.", flush=True)
        print(f"This once, about {build.size}.", flush=True)
    status = install(folder, extras, build, subprocess.call, sys.stdout.isatty())
    if status == 0:
        print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
