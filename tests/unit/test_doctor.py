import asyncio
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from rich.cells import cell_len
from rich.console import Console
from sqlalchemy import update

from bot.app.cli import COMPUTE_EXTRA
from bot.app.config import Settings
from bot.doctor import grading, questions, storage
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.doctor.playground import check_playground
from bot.doctor.run import attempt, row
from bot.doctor.settings import read_settings
from bot.quiz.model import Channel, ChannelId, WorkspaceId
from bot.store.engine import Database
from bot.store.migrate import HEAD, VERSION, upgrade
from bot.store.sql_store import SqlStore
from compute.service.auth import AuthMiddleware
from compute.service.health import Health
from content.loader import Bank, Fault, load
from tests.compute_doubles import serving
from tests.unit.evaluators.encoders.test_encoder import write_model

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in a folder of its own, without settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QUIZMASTER_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def only(findings: list[Diagnosis]) -> Diagnosis:
    (finding,) = findings
    return finding


# The list itself


def drawn(finding: Diagnosis, width: int = 80) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width)
    console.print(row(finding, console), soft_wrap=True)
    return out.getvalue().splitlines()


def test_a_line_says_what_was_looked_at_found_and_to_do() -> None:
    lines = drawn(problem("playground", "port 8080 is in use", "set QUIZMASTER_PORT"))
    assert lines == [
        "✗ playground        port 8080 is in use",
        "                    → set QUIZMASTER_PORT",
    ]


def test_what_is_fine_needs_no_advice() -> None:
    assert drawn(ok("database", "SQLite")) == ["✓ database          SQLite"]


def test_brackets_are_no_markup() -> None:
    assert "quizmaster[compute]" in drawn(ok("x", "pip install quizmaster[compute]"))[0]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_lines_keep_to_the_terminal_and_to_eighty_columns(width: int) -> None:
    told = "공개 스레드 만들기 permission " * 9
    lines = drawn(warning("Discord commands", told, told + "x" * 99), width)
    assert len(lines) > 4
    assert max(map(cell_len, lines)) <= min(width, 80)
    assert all(line[:20].strip() == "" for line in lines[1:])
    assert all(line == line.rstrip() for line in lines)


async def test_a_check_that_breaks_is_a_finding_that_tells_no_secret() -> None:
    async def check(_: Settings) -> list[Diagnosis]:
        raise RuntimeError("hunter2")

    finding = only(await attempt("questions", check, Settings()))
    assert (finding.check, finding.status) == ("questions", "problem")
    assert "RuntimeError" in finding.detail
    assert "hunter2" not in str(finding)


async def test_a_check_that_hangs_is_a_finding() -> None:
    async def check(_: Settings) -> list[Diagnosis]:
        await asyncio.Event().wait()
        return []

    finding = only(await attempt("database", check, Settings(), deadline_s=0.01))
    assert (finding.check, finding.status) == ("database", "problem")


# Settings


def test_names_what_is_set_but_no_value(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_COMPUTE_TOKEN=hunter2\nQUIZMASTER_PORT=81\nPATH=x\n")
    settings, findings = read_settings()
    assert settings is not None
    assert only(findings) == ok("settings", "set: QUIZMASTER_COMPUTE_TOKEN, QUIZMASTER_PORT")


def test_says_where_no_env_file_was_found() -> None:
    _, findings = read_settings()
    assert "no .env" in only(findings).detail


def test_a_misspelt_setting_is_noticed(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_DISCORD_TOKN=abc\n#QUIZMASTER_X=1\nOTHER=1\n")
    settings, findings = read_settings()
    assert settings is not None
    assert [finding.status for finding in findings] == ["ok", "warning"]
    assert "QUIZMASTER_DISCORD_TOKN" in findings[1].detail
    assert findings[1].fix == "did you mean QUIZMASTER_DISCORD_TOKEN?"


def test_every_wrong_value_is_named(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_PORT=http\nQUIZMASTER_LOCALE=fr\n")
    settings, findings = read_settings()
    assert settings is None
    assert [finding.status for finding in findings] == ["problem", "problem"]
    assert "QUIZMASTER_PORT" in findings[0].detail + findings[1].detail


def test_an_env_file_of_another_encoding_is_named(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_PORT=81\n", encoding="utf-16")
    settings, findings = read_settings()
    assert settings is None
    assert "UTF-8" in only(findings).detail


# Storage


async def test_a_data_folder_is_looked_at_but_not_made(here: Path) -> None:
    finding = only(await storage.check_folder(Settings(data_dir=here / "a" / "b")))
    assert finding.status == "ok"
    assert "made on the first run" in finding.detail
    assert list(here.iterdir()) == []


async def test_a_data_folder_that_cannot_be_written_is_a_problem(here: Path) -> None:
    (here / "file").touch()
    finding = only(await storage.check_folder(Settings(data_dir=here / "file" / "data")))
    assert finding.status == "problem"
    assert "QUIZMASTER_DATA_DIR" in finding.fix


async def test_a_database_is_looked_at_but_not_made(here: Path) -> None:
    settings = Settings(data_dir=here / "data")
    assert only(await storage.check_database(settings)).status == "ok"
    assert await storage.channels(settings, "discord:") == []
    assert list(here.iterdir()) == []


async def _tables_at(folder: Path, revision: str) -> Settings:
    settings = Settings(data_dir=folder)
    async with Database(settings.database) as database:
        await upgrade(database)
        await database.change(update(VERSION).values(version_num=revision))
    return settings


async def test_tables_of_today_are_fine(here: Path) -> None:
    finding = only(await storage.check_database(await _tables_at(here, HEAD)))
    assert finding.status == "ok"
    assert HEAD in finding.detail


async def test_older_tables_are_upgraded_by_the_next_run(here: Path) -> None:
    settings = await _tables_at(here, "0000")
    finding = only(await storage.check_database(settings))
    assert finding.status == "warning"
    assert "quizmaster db upgrade" in finding.fix
    assert await storage.channels(settings, "discord:") is None


async def test_newer_tables_are_a_problem(here: Path) -> None:
    finding = only(await storage.check_database(await _tables_at(here, "9999")))
    assert finding.status == "problem"
    assert "newer" in finding.detail


async def test_a_file_that_is_no_database_is_a_problem(here: Path) -> None:
    (here / "quizmaster.db").write_text("not a database, but long enough to look like one")
    assert only(await storage.check_database(Settings(data_dir=here))).status == "problem"


async def test_an_unreachable_server_is_a_problem_without_its_password() -> None:
    settings = Settings(database_url="postgresql://me:hunter2@127.0.0.1:9/quiz")
    finding = only(await storage.check_database(settings))
    assert finding.status == "problem"
    assert "hunter2" not in str(finding)


async def test_only_the_platforms_active_channels_are_looked_at(here: Path) -> None:
    settings = await _tables_at(here, HEAD)
    async with Database(settings.database) as database:
        for id, is_active in {"discord:1": True, "discord:2": False, "web:daily": True}.items():
            home = WorkspaceId("w")
            one = Channel(ChannelId(id), home, "daily", is_active=is_active)
            await SqlStore(database).save_channel(one)
    found = await storage.channels(settings, "discord:")
    assert found is not None
    assert [channel.id for channel in found] == ["discord:1"]


# Questions


async def test_the_packaged_questions_load() -> None:
    finding = only(await questions.check_questions(Settings()))
    assert finding.status == "ok"
    assert f"{len(load().mains())} questions" in finding.detail


def test_faulty_questions_are_named_and_the_rest_counted() -> None:
    faults = tuple(Fault(f"{name}.yaml", 3, "kind", "is missing") for name in "abcde")
    finding = questions.told(Bank(questions=load().questions, faults=faults))
    assert finding.status == "warning"
    assert "a.yaml:3: kind: is missing" in finding.detail
    assert finding.detail.endswith("c.yaml:3: kind: is missing; and 2 more")
    assert "content check" in finding.fix


def test_no_question_at_all_is_a_problem() -> None:
    assert questions.told(Bank()).status == "problem"


# Grading


def test_an_installed_extra_is_found_and_a_lacking_part_is_named() -> None:
    assert grading.installed({"json"}).status == "ok"
    finding = grading.installed({"json", "no_such_module"})
    assert finding.status == "problem"
    assert "no_such_module" in finding.detail
    assert "quizmaster[compute]" in finding.fix


def test_the_embedded_models_are_looked_for_where_they_are(here: Path) -> None:
    from evaluators.encoders.encoder import EMBEDDED
    from evaluators.judge.choice import PACKAGED

    assert grading.EMBEDDED == EMBEDDED
    assert {EMBEDDED, PACKAGED} == {grading.MODELS / name for name in grading.MODEL_FILES}
    assert grading.embedded(grading.MODELS).status == "ok"
    assert "tokenizer.json" in grading.embedded(here).detail


def test_a_damaged_embedded_model_is_named(here: Path) -> None:
    copy = Path(shutil.copytree(grading.MODELS, here / "copy"))
    weights = copy / grading.EMBEDDED.name / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    finding = grading.embedded(copy)
    assert finding.status == "problem"
    assert "model.safetensors is cut short" in finding.detail


async def test_a_named_encoder_that_cannot_be_loaded_is_a_problem(here: Path) -> None:
    extra, finding = await grading.check_grading(Settings(encoder=str(here / "nothing")))
    assert extra.status == "ok"
    assert finding.status == "problem"
    assert "there's no such folder" in finding.detail
    assert "QUIZMASTER_ENCODER" in finding.fix


async def test_a_named_encoder_without_a_calibration_is_a_problem(here: Path) -> None:
    model = write_model(here / "five-words")
    _, finding = await grading.check_grading(Settings(encoder=str(model)))
    assert finding.status == "problem"
    assert "'five-words'" in finding.detail
    assert "no calibration" in finding.detail


async def test_a_named_encoder_that_can_grade_is_fine() -> None:
    _, finding = await grading.check_grading(Settings(encoder=str(grading.EMBEDDED)))
    assert finding.status == "ok"


async def test_without_a_judge_the_embedded_models_are_looked_at() -> None:
    _, finding = await grading.check_grading(Settings(judge="none"))
    assert (finding.status, finding.detail) == ("ok", "the embedded models are there")


async def test_a_named_judge_that_cannot_be_loaded_is_a_problem(here: Path) -> None:
    _, finding = await grading.check_grading(Settings(judge=str(here / "nothing")))
    assert finding.status == "problem"
    assert "QUIZMASTER_JUDGE" in finding.fix


def endpoint(reply: dict[str, Any]) -> FastAPI:
    app = FastAPI()
    content = json.dumps(reply)
    app.post("/v1/chat/completions")(lambda: {"choices": [{"message": {"content": content}}]})
    return app


RULED = {"rulings": [{"statement": 1, "ruling": "stated", "words": ""}]}


@pytest.mark.parametrize(("reply", "expected"), [(RULED, "ok"), ({"rulings": []}, "problem")])
async def test_a_named_endpoint_is_asked_to_rule(reply: dict[str, Any], expected: str) -> None:
    async with serving(endpoint(reply)) as url:
        named = Settings(judge_url=f"{url}/v1", judge_model="big-model")
        _, finding = await grading.check_grading(named)
    assert finding.status == expected
    assert "big-model@127.0.0.1" in finding.detail


async def test_without_a_compute_service_nothing_heavy_is_imported() -> None:
    code = (
        "import asyncio, sys\nfrom bot.app.config import Settings\nfrom bot.doctor import grading\n"
        "asyncio.run(grading.check_grading(Settings()))\n"
        f"print(sorted(set(sys.modules) & {set(COMPUTE_EXTRA - {'numpy'})!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "[]\n", done.stderr


def compute(status: str) -> FastAPI:
    app = FastAPI()
    app.add_middleware(AuthMiddleware, token=Settings(compute_token="right").compute_token)
    health = Health.model_validate({"status": status, "reason": "no model"})
    app.get("/healthz")(lambda: health)
    app.get("/v1/demos")(lambda: [])
    return app


@pytest.mark.parametrize(
    ("status", "expected"), [("ready", "ok"), ("loading", "warning"), ("failed", "problem")]
)
async def test_a_compute_service_says_how_it_is(status: str, expected: str) -> None:
    async with serving(compute(status)) as url:
        settings = Settings(compute_url=url, compute_token="right")
        findings = await grading.check_grading(settings)
    assert [finding.status for finding in findings] == [expected, "ok"]


async def test_a_wrong_compute_token_is_a_problem() -> None:
    async with serving(compute("ready")) as url:
        findings = await grading.check_grading(Settings(compute_url=url, compute_token="wrong"))
    assert [finding.status for finding in findings] == ["ok", "problem"]
    assert "QUIZMASTER_COMPUTE_TOKEN" in findings[1].fix
    assert "wrong" not in str(findings)


async def test_an_absent_compute_service_is_one_problem() -> None:
    finding = only(await grading.check_grading(Settings(compute_url=NOWHERE)))
    assert finding.status == "problem"
    assert "compute serve" in finding.fix


# Playground


async def test_a_port_in_use_is_a_problem(taken: int) -> None:
    finding = only(await check_playground(Settings(port=taken)))
    assert finding.status == "problem"
    assert str(taken) in finding.detail
    assert "QUIZMASTER_PORT" in finding.fix


async def test_our_own_playground_may_have_the_port() -> None:
    app = FastAPI()
    app.get("/")(lambda: Response("<title>quizmaster</title>"))
    async with serving(app) as url:
        finding = only(await check_playground(Settings(port=int(url.rpartition(":")[2]))))
    assert finding.status == "ok"
    assert "already" in finding.detail


async def test_a_free_port_is_fine_and_stays_free() -> None:
    for _ in range(2):
        assert only(await check_playground(Settings(port=0))).status == "ok"


SOCKET = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
REQUESTS = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "0" * 32}


@pytest.mark.parametrize("given", [{"discord_token": "t"}, SOCKET, {"slack_app_token": "xapp-1"}])
async def test_elsewhere_there_is_no_playground(taken: int, given: dict[str, Any]) -> None:
    finding = only(await check_playground(Settings(port=taken, **given)))
    assert (finding.status, "not served" in finding.detail) == ("ok", True)


@pytest.mark.parametrize("given", [{"discord_token": "t", "playground": True}, REQUESTS])
async def test_whoever_needs_the_port_hears_that_it_is_taken(
    taken: int, given: dict[str, Any]
) -> None:
    assert only(await check_playground(Settings(port=taken, **given))).status == "problem"


async def test_only_a_playground_is_too_open_for_everybody() -> None:
    finding = only(await check_playground(Settings(port=0, host="0.0.0.0", **REQUESTS)))
    assert (finding.status, "Slack" in finding.detail) == ("ok", True)


async def test_a_playground_for_everybody_deserves_a_look() -> None:
    assert only(await check_playground(Settings(port=0, host="0.0.0.0"))).status == "warning"


# The command


def doctor(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    ours = {f"QUIZMASTER_{key}": value for key, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QUIZMASTER_PORT": "0"} | ours,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_newcomers_machine_is_ready(here: Path) -> None:
    done = doctor(here)
    assert (done.returncode, done.stderr) == (0, "")
    assert "✗" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "quizmaster run" in done.stdout
    assert list(here.iterdir()) == []


def test_something_to_fix_exits_with_one(here: Path) -> None:
    done = doctor(here, COMPUTE_URL=NOWHERE)
    assert done.returncode == 1
    assert "✗ grading" in done.stdout
    assert "1 to fix" in done.stdout


def test_json_is_alone_on_stdout(here: Path) -> None:
    done = doctor(here, "--json", COMPUTE_URL=NOWHERE)
    assert (done.returncode, done.stderr) == (1, "")
    findings = json.loads(done.stdout)
    assert {tuple(one) for one in findings} == {("check", "status", "detail", "fix")}
    assert [one["check"] for one in findings if one["status"] == "problem"] == [grading.NAME]


def test_settings_that_cannot_be_used_end_the_list(here: Path) -> None:
    done = doctor(here, PORT="http")
    assert done.returncode == 1
    assert "QUIZMASTER_PORT" in done.stdout
    assert "Traceback" not in done.stderr
