"""`quizmaster grader disputes`: rulings as graded answers that a grader can be fitted on."""

import asyncio
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from bot.quiz.disputes.model import DisputeState, NewDispute, Ruling
from bot.quiz.model import EventId, QuestionId
from bot.store.sql_store import SqlStore
from evaluators.graded import load
from tests.databases import new_database_of
from tests.samples import JUN, MINA, NOON, a_grade, fill, new_answer, open_round

RELU = "기울기가 gradient를 안 줄여요"
ANSWERS = [
    ("e1", "relu-over-sigmoid", RELU),
    ("e2", "my-deck/relu", "…"),
    ("e3", "dropout-effect", "It drops units."),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUIZMASTER_DATABASE_URL", raising=False)
    monkeypatch.setenv("QUIZMASTER_DATA_DIR", str(tmp_path))
    return tmp_path


async def rule(data: Path) -> None:
    """Store answers whose grades were objected to; on all but the last there is a ruling."""
    async with new_database_of("sqlite", data) as database:
        store = SqlStore(database)
        await fill(store)
        round = await open_round(store)
        for event, question, text in ANSWERS:
            answer = await store.add(new_answer(round, event, MINA, text, QuestionId(question)), 3)
            assert answer is not None
            await store.grade(answer.id, a_grade(0.1), 10, NOON)
            new = NewDispute(EventId(f"d{event}"), answer.id, answer.channel, MINA.id, "", NOON)
            dispute = await store.object(new)
            if event != "e3":
                ruling = Ruling(DisputeState.ACCEPTED, JUN.id, NOON, "", a_grade(0.9), 90)
                assert await store.rule(dispute, ruling)


def run(output: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["grader", "disputes", "--output", output])
    return result.exit_code, result.stdout, result.stderr


def test_rulings_are_written_as_graded_answers_and_can_be_piped(data: Path) -> None:
    asyncio.run(rule(data))
    code, _, said = run(str(data / "answers.jsonl"))
    assert code == 0
    assert "rulings written: 1" in said
    assert "1 on questions outside the packaged bank are left out" in said
    [answer] = load(data).answers
    assert (answer.question_id, answer.answer) == ("relu-over-sigmoid", RELU)
    assert (answer.lang, answer.kind, answer.grade) == ("mixed", "full", 1.0)
    _, out, _ = run("-")
    assert [json.loads(line)["question_id"] for line in out.splitlines()] == ["relu-over-sigmoid"]


@pytest.mark.parametrize("mode", [None, 0o644])
def test_nobody_else_reads_the_answers_also_in_a_file_that_was_there(
    data: Path, mode: int | None
) -> None:
    asyncio.run(rule(data))
    file = data / "answers.jsonl"
    if mode:
        file.write_text("older and longer " * 99)
        file.chmod(mode)
    assert run(str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [json.loads(line)["answer"] for line in file.read_text("utf-8").splitlines()] == [RELU]


@pytest.mark.parametrize("output", ["nowhere/answers.jsonl", "."])
def test_what_cannot_be_written_is_one_sentence(data: Path, output: str) -> None:
    asyncio.run(rule(data))
    code, _, said = run(output)
    assert code == 1
    assert "cannot be written" in said
    assert "Traceback" not in said


def test_without_a_database_it_says_what_makes_one(data: Path) -> None:
    code, _, said = run("-")
    assert code == 1
    assert "there is no database" in said


def test_the_ids_are_beyond_those_of_the_packaged_answers() -> None:
    taken = {int(one.id.rpartition("/")[2]) for one in (*load().answers, *load().blind)}
    assert max(taken) < 1000
