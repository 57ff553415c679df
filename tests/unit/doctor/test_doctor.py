"""What the doctor says of everything but the platforms, and how it says it."""

import asyncio
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from rich.cells import cell_len
from rich.console import Console
from sqlalchemy import update

from bot.app.config import ConfigError, Settings, load
from bot.doctor import fence, grading, questions, storage
from bot.doctor.finding import Diagnosis, Status, ok, problem, warning
from bot.doctor.playground import check_playground
from bot.doctor.port import check_metrics
from bot.doctor.run import attempt, row
from bot.doctor.settings import read_settings
from bot.quiz.model import DEFAULT_DECK, Channel, ChannelId, DailyQuiz, WorkspaceId
from bot.store.engine import Database
from bot.store.errors import DatabaseInUse
from bot.store.in_use import only_bot
from bot.store.migrate import HEAD, VERSION, upgrade
from compute.jobs.fence import Fence, find_fence
from compute.problems import no_demos
from compute.service.auth import AuthMiddleware
from compute.service.health import Health
from compute.toolkit.data import MNIST_FILES
from content.loader import Bank, Fault
from tests import console
from tests.bank import BANK
from tests.compute_doubles import serving
from tests.unit.doctor.look import NOWHERE, keep, only, quizmaster, says, statuses
from tests.unit.evaluators.encoders.test_encoder import write_model

# The list itself


def drawn(finding: Diagnosis, width: int = 80) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width)
    console.print(row(finding, console), soft_wrap=True)
    return out.getvalue().splitlines()


def test_a_line_says_what_was_looked_at_found_and_to_do() -> None:
    assert drawn(ok("database", "SQLite")) == ["✓ database          SQLite"]
    assert drawn(problem("playground", "port 8080 is in use", "set QUIZMASTER_PORT")) == [
        "✗ playground        port 8080 is in use",
        "                    → set QUIZMASTER_PORT",
    ]
    brackets_are_no_markup = "pip install quizmaster[compute]"
    assert drawn(ok("x", brackets_are_no_markup))[0].endswith(brackets_are_no_markup)


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

    finding = only(await attempt("questions", check, Settings()), "questions")
    assert says(finding, "problem", "RuntimeError")
    assert "hunter2" not in str(finding)


async def test_a_check_that_hangs_is_a_finding() -> None:
    async def check(_: Settings) -> list[Diagnosis]:
        await asyncio.Event().wait()
        return []

    found = await attempt("database", check, Settings(), deadline_s=0.01)
    assert says(only(found, "database"), "problem")


# Settings


def test_names_what_is_set_but_no_value(here: Path) -> None:
    _, findings = read_settings()
    assert "no .env" in only(findings).detail
    file = here / ".env"
    file.touch(0o600)
    file.write_text("QUIZMASTER_COMPUTE_TOKEN=hunter2\nQUIZMASTER_PORT=81\nPATH=x\n")
    settings, findings = read_settings()
    assert settings is not None
    assert only(findings) == ok("settings", "set: QUIZMASTER_COMPUTE_TOKEN, QUIZMASTER_PORT")


@pytest.mark.skipif(os.name != "posix", reason="there are no modes")
@pytest.mark.parametrize(
    ("line", "mode", "found"),
    [
        ("QUIZMASTER_DISCORD_TOKEN=x", 0o644, ["ok", "warning"]),
        ("quizmaster_judge_key=x", 0o640, ["ok", "warning"]),
        ("QUIZMASTER_DISCORD_TOKEN=x", 0o600, ["ok"]),
        ("QUIZMASTER_PORT=81", 0o644, ["ok"]),
    ],
)
def test_secrets_that_other_accounts_can_read_are_told_of(
    here: Path, line: str, mode: int, found: list[str]
) -> None:
    (here / ".env").write_text(f"{line}\n")
    (here / ".env").chmod(mode)
    _, findings = read_settings()
    assert statuses(findings) == found
    assert findings[-1].fix == ("chmod 600 .env" if "warning" in found else "")


def test_a_misspelt_setting_is_noticed(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_DISCORD_TOKN=abc\n#QUIZMASTER_X=1\nOTHER=1\n")
    settings, (fine, misspelt) = read_settings()
    assert settings is not None
    assert fine.status == "ok"
    assert says(misspelt, "warning", "QUIZMASTER_DISCORD_TOKN")
    assert misspelt.fix == "did you mean QUIZMASTER_DISCORD_TOKEN?"


def test_a_misspelt_setting_of_the_environment_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZMASTER_DISCORD_TOKN", "hunter2")
    monkeypatch.setenv("QUIZMASTER_TEST_POSTGRES_URL", "postgresql://here")
    _, (_, misspelt) = read_settings()
    assert says(misspelt, "warning", "QUIZMASTER_DISCORD_TOKN in the environment")
    assert misspelt.fix == "did you mean QUIZMASTER_DISCORD_TOKEN?"
    assert "hunter2" not in str(misspelt)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("QUIZMASTER_PROT", "QUIZMASTER_PORT"),
        ("QUIZMASTER_LOGLEVEL", "QUIZMASTER_LOG_LEVEL"),
        ("DISCORD_TOKEN", "QUIZMASTER_DISCORD_TOKEN"),
        ("QUIZMASTER_TIMEZONE", None),
        ("QUIZMASTER_TZ", None),
        ("QUIZMASTER_DEBUG", None),
    ],
)
def test_only_a_setting_that_is_alike_was_probably_meant(
    here: Path, said: str, meant: str | None
) -> None:
    (here / ".env").write_text(f"{said}=1\n")
    _, (*_, unknown) = read_settings()
    assert unknown.fix == (f"did you mean {meant}?" if meant else ".env.example has them all")


@pytest.mark.parametrize(
    "line", ["QUIZMASTER_KEY: hunter2", "MY NAME=hunter2", "QUIZMASTER_KEY='hunter2", "SLACK_KEY"]
)
def test_a_line_that_sets_nothing_is_told_by_its_number_alone(here: Path, line: str) -> None:
    (here / ".env").write_text(f"A=1\n\n# one\n\n{line}\nQUIZMASTER_PORT=81\n")
    settings, (_, unread) = read_settings()
    assert settings is not None
    assert settings.port == 81
    assert says(unread, "warning", "line 5 of .env cannot be read", "NAME=VALUE")
    assert "hunter2" not in str(unread)


def test_a_judge_without_its_model_is_told_as_it_is_refused(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_JUDGE_URL=http://127.0.0.1:9/v1\n")
    _, findings = read_settings()
    assert says(only(findings), "problem", "needs QUIZMASTER_JUDGE_MODEL beside it")
    with pytest.raises(ConfigError, match=f"^{only(findings).detail}$"):
        load()


def test_every_wrong_value_is_named(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_PORT=http\nQUIZMASTER_LOCALE=fr\n")
    settings, findings = read_settings()
    assert settings is None
    assert statuses(findings) == ["problem", "problem"]
    assert "QUIZMASTER_PORT" in findings[0].detail + findings[1].detail


def test_an_env_file_of_another_encoding_is_named(here: Path) -> None:
    (here / ".env").write_text("QUIZMASTER_PORT=81\n", encoding="utf-16")
    settings, findings = read_settings()
    assert settings is None
    assert "UTF-8" in only(findings).detail


# Storage


async def test_folder_and_database_are_looked_at_but_not_made(here: Path) -> None:
    settings = Settings(data_dir=here / "a" / "b")
    assert says(only(await storage.check_folder(settings)), "ok", "made on the first run")
    assert says(only(await storage.check_database(settings)), "ok")
    assert await storage.channels(settings, "discord:") == []
    assert list(here.iterdir()) == []


async def test_a_data_folder_that_cannot_be_written_is_a_problem(here: Path) -> None:
    (here / "file").touch()
    found = await storage.check_folder(Settings(data_dir=here / "file" / "data"))
    assert says(only(found), "problem", fix="QUIZMASTER_DATA_DIR")


async def test_a_full_disk_is_a_problem(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: (10**9, 10**9 - 10**6, 10**6))
    found = await storage.check_folder(Settings(data_dir=here / "data"))
    assert says(only(found), "problem", "the disk has only 1 MB left", "QUIZMASTER_DATA_DIR")


@pytest.mark.parametrize(
    ("revision", "status", "detail", "fix", "channels"),
    [
        (HEAD, "ok", HEAD, "", []),
        ("0000", "warning", "", "quizmaster db upgrade", None),
        ("9999", "problem", "newer", "", None),
    ],
    ids=["today's", "older", "newer"],
)
async def test_tables_are_as_new_as_they_should_be_or_the_channels_unknown(
    here: Path, revision: str, status: str, detail: str, fix: str, channels: list[Channel] | None
) -> None:
    settings = Settings(data_dir=here)
    async with Database(settings.database) as database:
        await upgrade(database)
        await database.change(update(VERSION).values(version_num=revision))
    assert says(only(await storage.check_database(settings)), status, detail, fix)
    assert await storage.channels(settings, "discord:") == channels


async def test_a_file_that_is_no_database_is_a_problem(here: Path) -> None:
    (here / "quizmaster.db").write_text("not a database, but long enough to look like one")
    finding = only(await storage.check_database(Settings(data_dir=here)))
    assert says(finding, "problem", "damaged (file is not a database)", "restore")
    assert "`quizmaster db restore`" in finding.detail


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///", "sqlite:////"])
def test_a_database_without_a_file_is_told_as_it_is_refused(here: Path, url: str) -> None:
    finding = only(asyncio.run(storage.check_database(Settings(database_url=url))))
    done = console.quizmaster(here, "run", DATABASE_URL=url, DATA_DIR=str(here / "data"))
    assert (finding.status, done.returncode) == ("problem", 1)
    assert done.stderr == f"quizmaster: {finding.detail}\n"


async def test_a_bot_on_the_same_file_is_told_of_as_a_second_one_would_be_refused(
    here: Path,
) -> None:
    settings = Settings(data_dir=here)
    assert await storage.check_bot(settings) == []
    assert list(here.iterdir()) == []
    database = Database(settings.database)
    with only_bot(database):
        finding = only(await storage.check_bot(settings))
        with pytest.raises(DatabaseInUse) as refused, only_bot(database):
            pass
    assert says(finding, "warning", str(refused.value))
    assert await storage.check_bot(settings) == []


async def test_a_server_may_have_more_bots() -> None:
    assert await storage.check_bot(Settings(database_url="postgresql://127.0.0.1:9/quiz")) == []


async def test_an_unreachable_server_is_a_problem_without_its_password() -> None:
    settings = Settings(database_url="postgresql://me:hunter2@127.0.0.1:9/quiz")
    finding = only(await storage.check_database(settings))
    assert finding.status == "problem"
    assert "hunter2" not in str(finding)


async def test_only_the_platforms_active_channels_are_looked_at(here: Path) -> None:
    active, left, elsewhere = (
        Channel(ChannelId(id), WorkspaceId("w"), "daily", is_active=id != "discord:2")
        for id in ("discord:1", "discord:2", "web:daily")
    )
    await keep(here, active, left, elsewhere)
    assert await storage.channels(Settings(data_dir=here / "data"), "discord:") == [active]


# Questions


async def test_the_packaged_questions_load(here: Path) -> None:
    found = await questions.check_questions(Settings(data_dir=here))
    assert [one.status for one in found] == ["ok", "ok"]
    assert says(found[0], "ok", f"deep-learning: {len(BANK.mains())} questions")


async def test_imported_decks_are_looked_at_too(here: Path) -> None:
    deck = here / "decks" / "my-team"
    deck.mkdir(parents=True)
    (deck / "one.yaml").write_text("id: one\n")
    *_, found = await questions.check_questions(Settings(data_dir=here))
    assert says(found, "warning", "none of my-team can be loaded", "content check --deck my-team")


async def test_a_deck_that_channels_ask_from_and_that_is_gone_is_a_problem(here: Path) -> None:
    daily = Channel(ChannelId("web:daily"), WorkspaceId("w"), "daily", decks=("gone", "modern"))
    second = (DailyQuiz(2, time(20), ("gone",)),)
    nightly = Channel(ChannelId("discord:1"), WorkspaceId("w"), "nightly", more=second)
    left = Channel(ChannelId("discord:2"), WorkspaceId("w"), "x", decks=("x",), is_active=False)
    await keep(here, daily, nightly, left)
    settings = Settings(data_dir=here / "data")
    *_, found = await questions.check_questions(settings)
    assert says(found, "problem", "gone is missing", str(here / "data" / "decks" / "gone"))
    assert found.detail.endswith("#nightly; #daily")
    (here / "data" / "decks" / "gone").mkdir(parents=True)
    assert "problem" not in statuses(await questions.check_questions(settings))


def test_faulty_questions_are_named_and_the_rest_counted() -> None:
    faults = tuple(Fault(f"{name}.yaml", 3, "kind", "is missing") for name in "abcde")
    finding = questions.diagnosis("x", Bank(questions=BANK.questions, faults=faults))
    assert says(finding, "warning", "a.yaml:3: kind: is missing", "content check")
    assert finding.detail.endswith("c.yaml:3: kind: is missing; and 2 more")
    assert questions.diagnosis("x", Bank()).status == "warning"
    assert questions.diagnosis(DEFAULT_DECK, Bank()).status == "problem"


def test_one_question_is_not_counted_as_several() -> None:
    (first, *_) = BANK.mains()
    bank = Bank(questions={first.id: first})
    assert questions.diagnosis("x", bank).detail == "x: 1 question, 0 follow-ups"


# Grading


def test_answers_are_graded_without_demos_and_what_those_lack_is_named() -> None:
    assert grading.installed([]).status == "ok"
    assert says(grading.installed(["torch"]), "warning", "demos lack torch", "[demos]'")


async def test_a_folder_that_lacks_images_of_mnist_is_named_with_them(here: Path) -> None:
    for name in MNIST_FILES[1:]:
        (here / f"{name}.gz").touch()
    _, images, models = await grading.check_grading(Settings(mnist_dir=here))
    lack = f"{here} has no train-images-idx3-ubyte"
    assert says(images, "warning", lack, "leave QUIZMASTER_MNIST_DIR out")
    assert images.detail.endswith(lack)
    assert models.status == "ok"
    (here / MNIST_FILES[0]).touch()
    assert statuses(await grading.check_grading(Settings(mnist_dir=here))) == ["ok", "ok"]


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
    assert says(grading.embedded(copy), "problem", "model.safetensors is cut short")


@pytest.mark.parametrize(
    ("given", "status", "detail", "fix"),
    [
        ({"encoder": "./nothing"}, "problem", "there's no such folder", "QUIZMASTER_ENCODER"),
        ({"encoder": "./five-words"}, "problem", "The encoder 'five-words'", ""),
        ({"encoder": "./five-words"}, "problem", "has no calibration", ""),
        ({"encoder": str(grading.EMBEDDED)}, "ok", "", ""),
        ({"judge": "./nothing"}, "problem", "", "QUIZMASTER_JUDGE"),
        ({"judge": "none"}, "ok", "the embedded models are there", ""),
    ],
)
async def test_a_named_encoder_or_judge_has_to_be_able_to_grade(
    here: Path, given: dict[str, str], status: str, detail: str, fix: str
) -> None:
    write_model(here / "five-words")
    extra, finding = await grading.check_grading(Settings(**given))
    assert extra.status == "ok"
    assert says(finding, status, detail, fix)


RULED = {"rulings": [{"statement": 1, "ruling": "stated", "words": ""}]}


@pytest.mark.parametrize(("reply", "expected"), [(RULED, "ok"), ({"rulings": []}, "problem")])
async def test_a_named_endpoint_is_asked_to_rule(reply: dict[str, Any], expected: str) -> None:
    app = FastAPI()
    said = {"choices": [{"message": {"content": json.dumps(reply)}}]}
    app.post("/v1/chat/completions")(lambda: said)
    async with serving(app) as url:
        named = Settings(judge_url=f"{url}/v1", judge_model="big-model")
        _, finding = await grading.check_grading(named)
    assert says(finding, expected, "big-model@127.0.0.1")


HEAVY = {"kiwipiepy", "onnxruntime", "sklearn", "tokenizers", "torch"}


async def test_without_a_compute_service_nothing_heavy_is_imported() -> None:
    code = (
        "import asyncio, sys\nfrom bot.app.config import Settings\nfrom bot.doctor import grading\n"
        "asyncio.run(grading.check_grading(Settings()))\n"
        f"print(sorted(set(sys.modules) & {HEAVY!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=console.ROOT
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize(
    ("status", "token", "expected"),
    [
        ("ready", "right", ["ok", "ok"]),
        ("loading", "right", ["warning", "ok"]),
        ("failed", "right", ["problem", "ok"]),
        ("ready", "wrong", ["problem"]),
    ],
)
async def test_a_compute_service_says_how_it_is_and_whether_it_takes_the_token(
    status: str, token: str, expected: list[str]
) -> None:
    app = FastAPI()
    app.add_middleware(AuthMiddleware, token=Settings(compute_token="right").compute_token)
    health = Health.model_validate({"status": status, "reason": "no model"})
    app.get("/healthz")(lambda: health)
    app.get("/v1/demos")(lambda: [])
    async with serving(app) as url:
        found = await grading.check_grading(Settings(compute_url=url, compute_token=token))
    assert statuses(found) == expected
    assert ("QUIZMASTER_COMPUTE_TOKEN" in found[-1].fix) is (token == "wrong")
    assert "wrong" not in str(found)


async def test_a_compute_service_without_demos_says_how_to_add_them() -> None:
    app = FastAPI()
    app.get("/healthz")(lambda: Health(status="ready"))
    app.get("/v1/demos", status_code=501)(lambda: no_demos().problem)
    async with serving(app) as url:
        ready, demos = await grading.check_grading(Settings(compute_url=url))
    assert ready.status == "ok"
    assert says(demos, "warning", "no demos", "quizmaster doctor")


@pytest.mark.parametrize(
    ("found", "status", "detail", "fix"),
    [
        (Fence(landlock=7, seccomp=True), "ok", "no network (Landlock 7, seccomp)", ""),
        (Fence(landlock=7), "warning", "from other files, not from processes", "libseccomp2"),
        (Fence(seccomp=True), "warning", "not from other files; only quizmaster's", "kernel"),
        (Fence(), "warning", "from nothing; only quizmaster's own run", "libseccomp2"),
        (Fence(landlock=7, seccomp=True, nodes=2), "ok", "weakest of 2 Ray node(s) keeps", ""),
        (Fence(landlock=7, nodes=2), "warning", "weakest of 2 Ray node(s) keeps", "libseccomp2"),
        (Fence(nodes=0), "warning", "no node of the Ray cluster", "has a CPU"),
    ],
)
async def test_a_compute_service_says_what_keeps_its_demos_in(
    found: Fence, status: Status, detail: str, fix: str
) -> None:
    app = FastAPI()
    app.get("/v1/fence")(lambda: found)
    async with serving(app) as url:
        finding = only(await fence.check_fence(Settings(compute_url=url)))
    assert says(finding, status, detail, fix)


async def test_what_keeps_demos_in_is_asked_of_this_machine_where_they_run_on_it() -> None:
    finding = only(await fence.check_fence(Settings()))
    assert (finding.status == "ok") is find_fence().holds


async def test_an_absent_compute_service_is_one_problem() -> None:
    found = await grading.check_grading(Settings(compute_url=NOWHERE))
    assert says(only(found), "problem", fix="compute serve --host 0.0.0.0 --port 9`")


# Playground

SOCKET = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
REQUESTS = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "0" * 32}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("given", "status", "detail"),
    [
        ({}, "problem", "in use"),
        ({"discord_token": "t"}, "ok", "not served"),
        (SOCKET, "ok", "not served"),
        ({"slack_app_token": "xapp-1"}, "ok", "not served"),
        ({"discord_token": "t", "playground": True}, "problem", "in use"),
        (REQUESTS, "problem", "in use"),
    ],
)
async def test_whoever_needs_the_port_hears_that_it_is_taken(
    taken: int, given: dict[str, Any], status: str, detail: str
) -> None:
    finding = only(await check_playground(Settings(port=taken, **given)))
    assert says(finding, status, detail)
    if status == "problem":
        assert says(finding, status, str(taken), "QUIZMASTER_PORT")


async def test_a_bot_on_our_database_may_have_the_ports(here: Path, taken: int) -> None:
    settings = Settings(data_dir=here, port=taken, metrics_port=taken)
    with only_bot(Database(settings.database)):
        assert says(only(await check_playground(settings)), "ok", "already")
        assert says(only(await check_metrics(settings)), "ok", "already")
    assert says(only(await check_playground(settings)), "problem", "in use")


async def test_another_quizmaster_on_the_port_is_in_the_way() -> None:
    app = FastAPI()
    app.get("/")(lambda: Response("<title>quizmaster</title>"))
    async with serving(app) as url:
        finding = only(await check_playground(Settings(port=int(url.rpartition(":")[2]))))
    assert says(finding, "problem", "in use")


async def test_metrics_need_a_port_and_an_address_of_this_machine(taken: int) -> None:
    assert await check_metrics(Settings()) == []
    assert says(only(await check_metrics(Settings(metrics_port=0))), "ok", "is free")
    finding = only(await check_metrics(Settings(metrics_port=taken)))
    assert says(finding, "problem", "in use", "QUIZMASTER_METRICS_PORT")
    finding = only(await check_metrics(Settings(metrics_port=0, metrics_host="192.0.2.1")))
    assert says(finding, "problem", "192.0.2.1", "QUIZMASTER_METRICS_HOST")


async def test_a_free_port_is_fine_and_stays_free() -> None:
    for _ in range(2):
        assert only(await check_playground(Settings(port=0))).status == "ok"


async def test_a_playground_for_everybody_deserves_a_look_and_requests_of_slack_do_not() -> None:
    assert only(await check_playground(Settings(port=0, host="0.0.0.0"))).status == "warning"
    finding = only(await check_playground(Settings(port=0, host="0.0.0.0", **REQUESTS)))
    assert says(finding, "ok", "Slack")


@pytest.mark.parametrize("site", [None, "https://quiz.example.com"])
def test_without_playground_and_tokens_there_is_nothing_to_serve(here: Path, site: Any) -> None:
    settings = Settings(port=0, playground=False, public_url=site)
    finding = only(asyncio.run(check_playground(settings)))
    assert says(finding, "problem", "nothing to serve", "tokens of Discord or Slack")
    done = console.quizmaster(here, "run", PLAYGROUND="false", COMPUTE_URL=NOWHERE)
    assert done.stderr == f"quizmaster: {finding.detail}\n"


# The command


def test_a_newcomers_machine_is_ready(here: Path) -> None:
    done = console.process(here, "doctor", PORT="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✗" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "quizmaster run" in done.stdout
    assert list(here.iterdir()) == []


async def test_something_to_fix_exits_with_one() -> None:
    code, out, _ = await quizmaster("doctor", compute_url=NOWHERE)
    assert code == 1
    assert "✗ grading" in out
    assert "1 to fix" in out


async def test_beside_a_bot_there_is_nothing_to_start(here: Path) -> None:
    with only_bot(Database(Settings(data_dir=here).database)):
        code, out, _ = await quizmaster("doctor", data_dir=str(here))
    assert code == 0
    assert "! bot" in out
    assert "Ready" not in out


async def test_json_is_alone_on_stdout() -> None:
    code, out, err = await quizmaster("doctor", "--json", compute_url=NOWHERE)
    assert (code, err) == (1, "")
    findings = json.loads(out)
    assert {tuple(one) for one in findings} == {("check", "status", "detail", "fix")}
    assert [one["check"] for one in findings if one["status"] == "problem"] == [grading.NAME]


async def test_settings_that_cannot_be_used_end_the_list() -> None:
    code, out, err = await quizmaster("doctor", port="http")
    assert code == 1
    assert "QUIZMASTER_PORT" in out
    assert "Traceback" not in err
