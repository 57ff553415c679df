import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from content.cli import app
from tests.unit.content.conftest import Deck, Text

runner = CliRunner()


def test_list_as_json_says_what_each_question_is(deck: Deck, question: Text) -> None:
    child = "follow_ups:\n  - {id: child, topic: cnn, text: {ko: 자식, en: Child}, kind: open}\n"
    result = runner.invoke(app, ["list", str(deck(a=question("one") + child)), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {
            "id": "one",
            "parent": None,
            "kind": "concept",
            "topic": "optimization",
            "difficulty": 3,
            "has_reference": True,
        },
        {
            "id": "child",
            "parent": "one",
            "kind": "open",
            "topic": "cnn",
            "difficulty": 3,
            "has_reference": False,
        },
    ]


def test_list_as_json_keeps_messages_off_stdout(deck: Deck, question: Text) -> None:
    result = runner.invoke(app, ["list", str(deck(a=question("one"), b="id: [")), "--json"])
    assert [row["id"] for row in json.loads(result.stdout)] == ["one"]
    assert "1 fault left questions out" in result.stderr


def test_list_of_an_imported_deck(
    question: Text, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZMASTER_DATA_DIR", str(tmp_path))
    folder = tmp_path / "decks/my-team"
    folder.mkdir(parents=True)
    (folder / "one.yaml").write_text(question("one"), "utf-8")
    listed = runner.invoke(app, ["list", "--deck", "my-team", "--json"])
    assert [row["id"] for row in json.loads(listed.stdout)] == ["one"]
    unknown = runner.invoke(app, ["list", "--deck", "nobody's"], env={"COLUMNS": "200"})
    assert (unknown.exit_code, "choose from" in unknown.stderr) == (2, True)


def test_list_without_a_loadable_question_fails(deck: Deck) -> None:
    assert runner.invoke(app, ["list", str(deck(a="id: ["))]).exit_code == 1


def test_list_fits_eighty_columns(
    deck: Deck, question: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = question("q" * 48).replace("topic: optimization", "topic: " + "t" * 48)
    result = runner.invoke(app, ["list", str(deck(a=text))])
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert "concept" in result.stdout


def test_importing_the_commands_loads_nothing_heavy() -> None:
    code = "import sys, content.cli; print({'yaml', 'pydantic', 'rich.table'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
