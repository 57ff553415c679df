"""The wheel as its user meets it: in an environment with the base requirements, no more."""

import asyncio
import json
import os
import subprocess
import sys
import venv
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import SecretStr

from compute.api import JobRequest
from compute.client import ComputeClient, ComputeUnavailable
from content.loader import load
from evaluators.grade import GradeRequest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "content", "evaluators", "compute")
HEAVY = ("torch", "sklearn", "scipy", "sentence_transformers", "transformers")
TOKEN = SecretStr("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and link what it requires from this environment; a home to run in."""
    home = tmp_path_factory.mktemp("home")
    venv.create(home / "env", symlinks=True)
    [site] = (home / "env").glob("lib/python*/site-packages")
    with ZipFile(wheel) as archive:
        archive.extractall(site)
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        lines = archive.read(metadata).decode().partition("\n\n")[0].splitlines()
    wanted = [line.partition(": ")[2] for line in lines if line.startswith("Requires-Dist: ")]
    for name in required(wanted):
        link(name, site)
    return home


def required(lines: list[str]) -> set[str]:
    """Return the distributions that these requirements come to, without extras of their own."""
    found: set[tuple[str, str]] = set()

    def follow(lines: list[str], extra: str) -> None:
        for one in map(Requirement, lines):
            if one.marker and not one.marker.evaluate({"extra": extra}):
                continue
            for wanted in ("", *one.extras):
                key = (canonicalize_name(one.name), wanted)
                if key not in found:
                    found.add(key)
                    follow(distribution(one.name).requires or [], wanted)

    follow(lines, "")
    return {name for name, _ in found}


def link(name: str, site: Path) -> None:
    """Show a distribution's modules to an environment."""
    one = distribution(name)
    root = Path(str(one.locate_file("")))
    tops = {file.parts[0] for file in one.files or () if file.parts[0] not in ("..", "__pycache__")}
    for top in tops:
        if not (site / top).exists():
            (site / top).symlink_to(root / top)


def environment(home: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return kept | {"HOME": str(home), "QUIZMASTER_PORT": "0"}


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    command = ("git", "ls-files", "-z", *PACKAGES)
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    there = set(ZipFile(wheel).namelist())
    assert {name for name in listed.stdout.split("\0") if name} - there == set()


def test_an_answer_is_graded_on_the_base_requirements_alone(home: Path) -> None:
    work = home / "elsewhere"
    work.mkdir()
    asked = {"question_id": "why-bias", "answer": "It shifts the activation."}
    (work / "a.jsonl").write_text(json.dumps(asked))
    command = [home / "env/bin/python", "-m", "bot", "grade", "--input", "a.jsonl"]
    done = subprocess.run(
        [*command, "--output", "-"],
        cwd=work,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["score"] > 0


def test_it_runs_from_any_folder_and_says_where_its_data_is(home: Path) -> None:
    work = home / "anywhere"
    work.mkdir()
    running = subprocess.Popen(
        [home / "env/bin/python", "-m", "bot", "run"],
        cwd=work,
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    with running.stdout:
        told = list(lines_until_ready(running.stdout))
        running.terminate()
        assert running.wait(30) == 0
    data = home / ".local/share/quizmaster"
    assert told[0] == f"quizmaster keeps its data in {data}"
    assert "pip install 'quizmaster[demos]'" in told[1]
    assert told[2].startswith("quizmaster is ready at http://127.0.0.1:")
    assert (data / "quizmaster.db").exists()
    assert list(work.iterdir()) == []


def lines_until_ready(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.strip()
        if "is ready" in line:
            return


@asynccontextmanager
async def service(home: Path) -> AsyncIterator[ComputeClient]:
    serving = subprocess.Popen(
        [home / "env/bin/python", "-m", "bot", "compute", "serve", "--port", "0"],
        cwd=home,
        env=environment(home) | {"QUIZMASTER_COMPUTE_TOKEN": TOKEN.get_secret_value()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    with serving.stdout:
        url = serving.stdout.readline().split()[-1]
        async with ComputeClient(url, TOKEN) as client:
            yield client
        serving.terminate()
        serving.wait(30)


async def test_the_compute_service_grades_and_says_how_to_add_demos(home: Path) -> None:
    code = f"import importlib.util as u; print([n for n in {HEAVY!r} if u.find_spec(n)])"
    command = (home / "env/bin/python", "-c", code)
    here = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)
    assert here.stdout.strip() == "[]"
    rubric = load().rubric("why-bias")
    assert rubric is not None
    async with service(home) as client:
        while (await client.healthy()).status == "loading":
            await asyncio.sleep(0.05)
        [result] = await client.grade([GradeRequest(question=rubric, answer="It shifts it.")])
        assert result.grade is not None
        with pytest.raises(ComputeUnavailable, match="quizmaster doctor"):
            await client.start(JobRequest(demo="gd-1d"))
        assert (await client.figure("gd-curve")).startswith(b"\x89PNG")
