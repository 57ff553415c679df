"""`quizmaster content check` without the grader: which deck, what is printed, the exit status."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.app.cli import app
from content.importers import deck as decks
from content.schema import Bilingual, Question


def check(*words: str) -> Result:
    return CliRunner().invoke(app, ["content", "check", *words], color=True)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An imported deck of eight drafts, in the folder where decks are looked for."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data/decks/team"
    topics = ("momentum", "dropout", "pooling", "attention", "padding", "pruning", "jax", "rust")
    fields = [{"id": one, "topic": "team", "text": Bilingual.same(f"Why {one}?")} for one in topics]
    decks.write([Question.model_validate(one) for one in fields], folder)
    return folder


@pytest.fixture
def broken(team: Path) -> Path:
    path = team / "pooling.yaml"
    path.write_text(path.read_text("utf-8").replace("topic: team", "topic: Team"), "utf-8")
    return team


def test_drafts_are_noted_and_only_a_few_listed(team: Path) -> None:
    result = check(str(team))
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("attention.yaml:1: note: references: is a draft")
    assert lines[0].endswith(" [draft]")
    assert lines[5] == "note: and 3 more of [draft], see --json"
    assert lines[6].startswith("8 questions, 0 faults, 8 notes (")


def test_a_fault_is_one_line_after_the_notes_and_exits_with_1(broken: Path) -> None:
    result = check(str(broken))
    assert result.exit_code == 1
    fault, summary = result.stdout.splitlines()[-2:]
    assert fault.startswith("pooling.yaml:5: topic: must be of lower-case letters")
    assert summary.startswith("7 questions, 1 fault, 7 notes (")


def test_json_is_one_object(broken: Path) -> None:
    result = check(str(broken), "--json")
    report = json.loads(result.stdout)
    message = "must be of lower-case letters, digits and hyphens, got 'Team'"
    fault = {"file": "pooling.yaml", "line": 5, "field": "topic", "message": message}
    assert result.exit_code == 1
    assert list(report) == ["questions", "faults", "notes", "worst", "seconds"]
    assert (report["questions"], report["faults"]) == (7, [fault | {"rule": "schema"}])
    assert [note["rule"] for note in report["notes"]] == ["draft"] * 7


def test_what_a_deck_says_cannot_steer_the_terminal(team: Path) -> None:
    path = team / "rust.yaml"
    hostile = 'sources: [{title: "\\e[2J 1999", url: "\\e"}]\n'
    path.write_text(path.read_text("utf-8") + hostile, "utf-8")
    (team / "\x1b[31mred.yaml").write_text("id: [")
    result = check(str(team))
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_a_deck_is_found_by_name_and_the_packaged_bank_is_in_order(team: Path) -> None:
    by_name, by_folder = (check(*words).stdout for words in (["--deck", "team"], [str(team)]))
    assert by_name.splitlines()[:-1] == by_folder.splitlines()[:-1]  # the last has the seconds
    decks = {"deep-learning": 77, "modern": 84}
    each = [(["--deck", name, "--no-demos"], count) for name, count in decks.items()]
    for words, count in [([], 161), *each]:
        packaged = check(*words, "--no-grading")
        assert packaged.exit_code == 0
        assert packaged.stdout.splitlines()[-1].startswith(f"{count} questions, 0 faults, ")


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere"],
        ["--loudly"],
        ["--worst", "-1"],
        ["--deck", "nobody"],
        ["data/decks/team", "--deck", "team"],
    ],
)
def test_wrong_usage_exits_with_2(team: Path, words: list[str]) -> None:
    result = check(*words)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_an_unknown_deck_names_those_there_are(team: Path) -> None:
    words = check("--deck", "nobody").stderr.replace("│", " ").split()
    assert "choose from deep-learning, modern, team." in " ".join(words)
