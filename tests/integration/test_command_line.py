"""The command line as its user meets it: help, exit codes, and one sentence when it cannot."""

import json
import os
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from tests.console import one_sentence, process, quizmaster
from tests.unit.evaluators.encoders.test_encoder import write_model

COMMANDS = (
    "",
    "run",
    "grade",
    "similarity",
    "grader",
    "grader benchmark",
    "content",
    "content check",
    "content list",
    "demo",
    "demo list",
    "demo run",
    "compute",
    "compute serve",
    "db",
    "db upgrade",
    "db backup",
    "db restore",
    "db downgrade",
    "discord",
    "discord invite",
    "slack",
    "slack manifest",
    "members",
    "members list",
    "members link",
    "members unlink",
    "doctor",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr("bot.app.cli.write_privately", lambda: None)
    done = CliRunner().invoke(app, [*command.split(), "--help"])
    assert done.exit_code == 0
    assert "--help" in done.stdout


@pytest.mark.parametrize("words", [["dance"], ["run", "--port", "many"], ["grade"]])
def test_wrong_usage_exits_with_two(words: list[str]) -> None:
    assert CliRunner().invoke(app, words).exit_code == 2


def test_a_port_in_use_gets_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = process(tmp_path, "run", PORT=str(port), COMPUTE_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert f"port {port} is in use" in one_sentence(done)


@pytest.mark.parametrize(
    ("name", "value", "status", "told"),
    [
        ("HOST", "nowhere.invalid", 1, "cannot listen on nowhere.invalid port 0: "),
        ("METRICS_HOST", "192.0.2.1", 1, "cannot listen on 192.0.2.1 port 0: "),
        ("DATA_DIR", "/proc/here", 2, "the data folder /proc/here cannot be written "),
        ("DATABASE_URL", "nonsense", 1, "see QUIZMASTER_DATABASE_URL"),
    ],
)
def test_what_cannot_be_had_gets_one_sentence(
    tmp_path: Path, name: str, value: str, status: int, told: str
) -> None:
    settings = {"COMPUTE_URL": "http://127.0.0.1:9", "PORT": "0", "METRICS_PORT": "0"}
    done = quizmaster(tmp_path, "run", **settings | {name: value})
    assert done.returncode == status
    assert told in one_sentence(done)


def test_a_setting_that_there_is_not_is_named_when_the_bot_starts(tmp_path: Path) -> None:
    done = process(tmp_path, "run", DATA_DIR="/proc/here", WEB_PORT="1234")
    told = done.stderr.splitlines()[0]
    assert told == (
        "QUIZMASTER_WEB_PORT in the environment is no setting, so it does nothing;"
        " did you mean QUIZMASTER_PORT?"
    )


def test_a_data_folder_that_is_a_file_is_left_as_it_is(tmp_path: Path) -> None:
    (file := tmp_path / "file").touch(0o644)
    done = quizmaster(tmp_path, "run", DATA_DIR=str(file))
    assert done.returncode == 2
    assert "cannot be written" in one_sentence(done)
    assert file.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "words",
    [
        ["members", "list"],
        ["db", "downgrade"],
        ["db", "restore", "x.md"],
        ["content", "import", "x.md", "--deck", "x"],
        ["doctor"],
    ],
)
def test_a_data_folder_that_cannot_be_looked_at_is_named(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "x.md").write_text("Why?")
    done = quizmaster(tmp_path, *words, DATA_DIR="long" * 100)
    assert done.returncode == 1
    assert "longlong" in done.stdout + done.stderr
    assert "File name too long" in done.stdout + done.stderr
    assert "broke" not in done.stdout


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (["content", "list", "--deck", "x"], {"DATA_DIR": "~nobody-here/x"}, "DATA_DIR: nobody's"),
        (["content", "list", "--deck", "x"], {"KEEP_GB": "all"}, "KEEP_GB: "),
        (["run"], {"JUDGE_URL": "http://127.0.0.1:9/v1"}, "JUDGE_URL needs QUIZMASTER_JUDGE_MODEL"),
    ],
)
def test_a_bad_setting_is_one_sentence_whoever_reads_it(
    tmp_path: Path, words: list[str], settings: dict[str, str], told: str
) -> None:
    done = quizmaster(tmp_path, *words, **settings)
    assert done.returncode == 2
    assert f"quizmaster: QUIZMASTER_{told}" in one_sentence(done)
    assert list(tmp_path.iterdir()) == []


def test_all_bad_settings_are_named_together(tmp_path: Path) -> None:
    done = quizmaster(tmp_path, "run", PORT="http", LOCALE="fr")
    assert done.returncode == 2
    assert "QUIZMASTER_PORT" in done.stderr
    assert "QUIZMASTER_LOCALE" in done.stderr


@pytest.mark.parametrize("shards", ["4-2/16", "0-16/16", "0-3", "/16", "many", "-1/2", "0/0"])
def test_shards_that_cannot_be_are_refused_with_how_to_write_them(shards: str) -> None:
    done = CliRunner().invoke(app, ["run"], env={"QUIZMASTER_DISCORD_SHARDS": shards})
    assert done.exit_code == 2
    [sentence] = done.stderr.splitlines()
    assert "QUIZMASTER_DISCORD_SHARDS: " in sentence
    assert "write 0-3/16" in sentence


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        (".env", "QUIZMASTER_LOCALE=한국어".encode("cp949"), 2, "quizmaster: .env is not UTF-8"),
        ("quizmaster.db", b"not a database, but long enough to look like one", 1, "database"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_gets_one_sentence(
    tmp_path: Path, name: str, content: bytes, status: int, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = quizmaster(tmp_path, "run", DATA_DIR=str(tmp_path), COMPUTE_URL="http://127.0.0.1:9")
    assert done.returncode == status
    assert told in one_sentence(done)


@pytest.mark.parametrize("settings", [{}, {"DATA_DIR": "."}])
def test_compute_tells_of_an_env_file_of_another_encoding_in_one_sentence(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    (tmp_path / ".env").write_bytes("QUIZMASTER_LOCALE=한국어".encode("cp949"))
    done = quizmaster(tmp_path, "compute", "serve", "--port", "0", **settings)
    assert done.returncode == 2
    assert one_sentence(done).startswith("quizmaster: .env is not UTF-8")


@pytest.mark.parametrize(
    ("settings", "options", "is_korean"),
    [({}, (), False), ({"LOCALE": "ko"}, (), True), ({}, ("--language", "ko"), True)],
    ids=["the file", "the environment goes before it", "an option goes before both"],
)
def test_options_are_read_from_an_env_file_too(
    tmp_path: Path, settings: dict[str, str], options: tuple[str, ...], is_korean: bool
) -> None:
    (tmp_path / ".env").write_text("QUIZMASTER_ENCODER=\nQUIZMASTER_LOCALE=en\n")
    done = quizmaster(tmp_path, "demo", "show", "gd-1d", "--script", *options, **settings)
    assert ("경사하강법" in done.stdout) is is_korean


def test_compute_reads_what_it_is_told_from_an_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("QUIZMASTER_GRADE_BATCH=many\n")
    done = quizmaster(tmp_path, "compute", "serve")
    assert done.returncode == 2
    assert "QUIZMASTER_GRADE_BATCH" in done.stderr


@pytest.mark.parametrize(("set_", "found"), [("", "cpu"), ("cuda", "cuda")])
def test_what_is_read_from_the_environment_alone_may_be_in_an_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_: str, found: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZMASTER_DEVICE", set_)
    monkeypatch.setenv("QUIZMASTER_MNIST_DIR", "")
    (tmp_path / ".env").write_text("QUIZMASTER_DEVICE=cpu\nQUIZMASTER_MNIST_DIR=mnist\n")
    assert CliRunner().invoke(app, ["demo", "show", "gd-1d"]).exit_code == 0
    assert os.environ["QUIZMASTER_DEVICE"] == found
    assert os.environ["QUIZMASTER_MNIST_DIR"] == str(Path.cwd() / "mnist")


def test_a_line_of_an_env_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('no line = "\nQUIZMASTER_PORT=99999\n')
    told = process(tmp_path, "run").stderr
    assert told.count("could not parse") == 1


def test_a_password_in_the_database_url_is_never_shown(tmp_path: Path) -> None:
    url = "mysql://me:hunter2@localhost/quiz"
    done = quizmaster(tmp_path, "db", "upgrade", DATABASE_URL=url)
    assert done.returncode == 1
    assert "hunter2" not in one_sentence(done) + done.stdout


def test_db_upgrade_and_backup_make_files(tmp_path: Path) -> None:
    assert quizmaster(tmp_path, "db", "upgrade", DATA_DIR=str(tmp_path)).returncode == 0
    backup = tmp_path / "copy.db"
    done = quizmaster(tmp_path, "db", "backup", str(backup), DATA_DIR=str(tmp_path))
    assert done.returncode == 0
    assert backup.stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["demo", "run", "relu-curve-fit"], "demos"),
        (["grade", "--input", "a.jsonl", "--output", "-", "--encoder", "./model"], "compute"),
        (["grader", "benchmark"], "compute"),
    ],
)
def test_what_an_extra_lacks_is_named_with_how_to_install_it(
    tmp_path: Path, words: list[str], extra: str
) -> None:
    (tmp_path / "a.jsonl").write_text('{"question_id": "why-bias", "answer": "It shifts."}')
    write_model(tmp_path / "model")
    modules = [{"type": "sentence_transformers.models.Transformer", "path": ""}]
    (tmp_path / "model" / "modules.json").write_text(json.dumps(modules))
    (tmp_path / "model" / "config.json").write_text("{}")
    for name in ("scipy", "torch"):
        absent = f"raise ModuleNotFoundError('no {name}', name={name!r})"
        (tmp_path / f"{name}.py").write_text(absent)
    done = process(tmp_path, *words)
    assert done.returncode == 1
    assert "pip install " in one_sentence(done)
    assert f"[{extra}]'" in done.stderr


def test_a_broken_question_fails_the_check_and_names_the_place(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: ok\nkind: concept\ndifficulty: 9\n")
    done = quizmaster(tmp_path, "content", "check", str(tmp_path))
    assert done.returncode == 1
    assert "broken.yaml:3: difficulty" in done.stdout
