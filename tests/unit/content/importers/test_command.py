import csv
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from content.cli import app
from content.importers import deck as decks
from content.loader import PACKAGED, load
from tests.unit.content.importers.lists import FILES, Lists

ALL = sorted(FILES.iterdir())
BARE = FILES / "bare.txt"


def bring(*paths: Path, into: Path | None = None, name: str = "team", json: bool = False) -> Result:
    """Import lists, to the default place unless told where."""
    args = ["import", *map(str, paths or ALL), "--deck", name]
    if into:
        args += ["-o", str(into)]
    return CliRunner().invoke(app, [*args, "--json"] if json else args)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_deck_written_loads_without_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "team"
    result = bring(into=folder)
    assert result.exit_code == 0, result.output
    bank = load(folder)
    assert not bank.faults
    assert {path.stem for path in bank.files.values()} == {one.id for one in bank.mains()}
    assert os.listdir(folder.parent) == ["team"]


@pytest.mark.parametrize(
    ("environment", "dotenv", "folder"),
    [
        ({}, "", "data"),
        ({"QUIZMASTER_DATA_DIR": "elsewhere"}, "", "elsewhere"),
        ({}, "QUIZMASTER_DATA_DIR=elsewhere\n", "elsewhere"),
    ],
    ids=["default", "environment", "dotenv"],
)
def test_without_output_the_deck_lies_where_the_bot_looks_for_it(
    environment: dict[str, str],
    dotenv: str,
    folder: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    Path(".env").write_text(dotenv, encoding="utf-8")
    assert bring().exit_code == 0
    assert load(tmp_path / folder / "decks/team").questions


def test_the_packaged_decks_name_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = bring(BARE, name="deep-learning")
    assert result.exit_code == 2
    assert "packaged deck" in result.output
    assert os.listdir(tmp_path) == []


def test_json_on_stdout_says_what_was_read_merged_and_skipped(tmp_path: Path) -> None:
    result = bring(into=tmp_path / "team", json=True)
    facts = json.loads(result.stdout)
    assert facts["read"][str(FILES / "contents.md")] == 5
    assert facts["questions"] == len(facts["drafts"]) + facts["with_reference"]
    assert {"file", "line", "text", "why"} == set(facts["skipped"][0])
    assert facts["merged"]
    assert facts["doubts"]


def test_drafts_stand_in_the_table_and_in_the_json(tmp_path: Path, lists: Lists) -> None:
    (path,) = lists(a_md="1. Why pad?\n   It keeps the size.\n2. Why pool?\n")
    shown = " ".join(bring(path, into=tmp_path / "team").stdout.split())
    assert "3 draft Why pool? stays a draft: has no answer" in shown
    facts = json.loads(bring(path, into=tmp_path / "team", json=True).stdout)
    assert facts["drafts"] == ["why-pool"]
    assert [(one["line"], one["text"]) for one in facts["draft_reasons"]] == [(3, "Why pool?")]


def test_the_summary_fits_eighty_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    result = bring()
    table = result.stdout.partition("Written to")[0].splitlines()
    assert max(map(len, table)) <= 80
    assert "an image is left out" in " ".join(result.stdout.split())


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "A", "a" * 41, "x\n"])
def test_a_deck_name_with_a_trick_is_wrong_usage(name: str, tmp_path: Path) -> None:
    assert bring(BARE, name=name).exit_code == 2


def test_bad_input_is_one_message_and_leaves_the_old_deck(tmp_path: Path, lists: Lists) -> None:
    folder = tmp_path / "decks" / "team"
    bring(into=folder)
    before = snapshot(tmp_path / "decks")
    (bad,) = lists(bad_json="{")
    result = bring(*ALL, bad, into=folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"{bad}:1: is not JSON")
    assert result.stderr.count("\n") == 1
    assert snapshot(tmp_path / "decks") == before


def test_an_older_deck_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    bring(into=folder)
    assert bring(BARE, into=folder).exit_code == 0
    assert len(list(folder.glob("*.yaml"))) == 6


def test_a_failure_at_the_last_step_brings_the_old_deck_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "team"
    bring(into=folder)
    before = snapshot(tmp_path)
    rename = os.rename

    def failing(source: Path, target: Path) -> None:
        if source.name == "new":
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(decks.os, "rename", failing)
    result = bring(BARE, into=folder)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert snapshot(tmp_path) == before


def test_a_deck_that_does_not_read_back_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decks, "_yaml", lambda question: "id: [")
    result = bring(into=tmp_path / "team")
    assert result.exit_code == 1
    assert "does not read back" in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_folder_of_other_things_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine")
    result = bring(into=tmp_path)
    assert result.exit_code == 1
    assert "holds other things than a deck" in result.stderr
    assert os.listdir(tmp_path) == ["thesis.md"]


@pytest.mark.parametrize("inside", [".", "deeper"])
def test_the_packaged_bank_is_never_written_to(inside: str) -> None:
    before = sorted(os.listdir(PACKAGED))
    result = bring(into=PACKAGED / inside)
    assert result.exit_code == 1
    assert "never overwritten" in result.stderr
    assert sorted(os.listdir(PACKAGED)) == before


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert bring(into=tmp_path / "link").exit_code == 1
    assert (tmp_path / "link").is_symlink()
    assert os.listdir(tmp_path / "real") == []


def test_the_same_id_in_two_lists_is_refused(tmp_path: Path, lists: Lists) -> None:
    paths = lists(a_csv="id,question\none,Why?\n", b_csv="id,question\none,How so?\n")
    result = bring(*paths, into=tmp_path / "team")
    assert result.exit_code == 1
    assert f"{paths[1]}:2: the id 'one' is already that of {paths[0]}:2" in result.stderr
    assert not (tmp_path / "team").exists()


def test_the_summary_says_what_stands_for_both_languages(tmp_path: Path) -> None:
    both = tmp_path / "both.json"
    texts = [{"ko": "왜 편향을 쓰나요?", "en": "Why a bias?"}, {"ko": "What?", "en": "What?"}]
    questions = [{"id": f"q-{n}", "topic": "t", "text": text} for n, text in enumerate(texts)]
    both.write_text(json.dumps({"questions": questions}), encoding="utf-8")
    result = bring(both, into=tmp_path / "d")
    assert "1 of the texts stands for both languages" in result.stdout


def test_questions_keep_the_order_of_the_list(tmp_path: Path) -> None:
    asked = tmp_path / "list.md"
    asked.write_text("1. What is a zebra?\n2. What is an apple?\n3. What is a mango?\n", "utf-8")
    for _ in range(2):
        result = bring(asked, into=tmp_path / "d")
        assert result.exit_code == 0, result.output
    words = [one.text.en.split()[-1] for one in load(tmp_path / "d").mains()]
    assert words == ["zebra?", "apple?", "mango?"]


def test_the_summary_tells_every_piece_with_its_line(tmp_path: Path, lists: Lists) -> None:
    (path,) = lists(a_md="Hello team.\n\n1. Why pad?\n2. Why pad?\n3. On edges\n")
    said = [line.split() for line in bring(path, into=tmp_path / "team").stdout.splitlines()]
    assert [line[:2] for line in said if line[:1] and line[0].isdigit()] == [
        ["5", "doubtful"],
        ["1", "skipped"],
        ["4", "merged"],
    ]


def test_a_dry_run_shows_the_first_questions_and_writes_nothing(
    tmp_path: Path, lists: Lists
) -> None:
    answer = "It keeps the size. " * 9
    (path,) = lists(
        a_md=f"Q: Why pad?\nA: {answer}\nFollow-up: With what?\nA: Zeros.\n\nQ: Why stride?\n"
    )
    result = CliRunner().invoke(
        app, ["import", str(path), "--deck", "team", "-o", str(tmp_path / "team"), "--dry-run"]
    )
    assert result.exit_code == 0
    shown = " ".join(result.stdout.replace("│", "").split())
    assert f"Why pad? Answer: {answer[:99]}… ↳ With what? Answer: Zeros." in shown
    assert "Why stride? No answer: stays a draft" in shown
    assert not (tmp_path / "team").exists()


def columned(path: Path, into: Path, columns: str) -> Result:
    args = ["import", str(path), "--deck", "team", "-o", str(into), "--columns", columns]
    return CliRunner().invoke(app, args)


def test_columns_may_be_named_by_hand(tmp_path: Path, lists: Lists) -> None:
    (path,) = lists(a_csv="Topic?,Ask,Say\nDo we?,Padding,It keeps the size.\n")
    assert columned(path, tmp_path / "team", "question=ask, answer=Say").exit_code == 0
    (main,) = load(tmp_path / "team").mains()
    assert (main.text.en, main.references.en) == ("Padding", ("It keeps the size.",))


@pytest.mark.parametrize(
    ("text", "columns", "unused"),
    [
        ("Question,Answer,Expected\nWhy?,{no},{yes}\n", "answer=Expected", ["Answer"]),
        (
            "Question,Model answer,Owner,Topic\n{no},{no},Why?,{yes}\n",
            "question=Owner,answer=Topic",
            ["Question", "Model answer"],
        ),
        ("What I ask myself,Answer,Mine\nWhy?,{no},{yes}\n", "answer=Mine", ["Answer"]),
        ("Asked,Ask,Say\nWhy?,Who?,{yes}\n", "answer=Say,question=Asked", ["Ask"]),
    ],
)
def test_columns_named_by_hand_stand_alone_for_their_field(
    text: str, columns: str, unused: list[str], tmp_path: Path, lists: Lists
) -> None:
    text = text.format(no="Because somebody guessed so.", yes="It keeps the size of the input.")
    table, objects = lists(a_csv=text, b_json=json.dumps(list(csv.DictReader(text.splitlines()))))
    for path in (table, objects):
        result = columned(path, tmp_path / "team", columns)
        assert result.exit_code == 0, result.output
        (main,) = load(tmp_path / "team").mains()
        assert main.text.en == "Why?"
        assert main.references.all() == ("It keeps the size of the input.",)
        assert [one.text.en for one in main.key_points] == ["It keeps the size of the input."]
        for name in unused:
            told = re.search(rf"skipped +{name} +is a column that isn't used", result.output)
            assert told, result.output


def test_a_field_may_be_in_several_columns_named_by_hand(tmp_path: Path, lists: Lists) -> None:
    (path,) = lists(a_csv="Frage,Ask,Question\n왜 쓰나요?,Why use it?,Else?\n")
    columned(path, tmp_path / "team", "question=Frage,question=Ask")
    (main,) = load(tmp_path / "team").mains()
    assert (main.text.ko, main.text.en) == ("왜 쓰나요?", "Why use it?")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a_csv", "My list\n\nTopic,Ask,Say\nx,Why pad?,So.\n", "Topic, Ask, Say"),
        ("a_csv", "x,y,z\n1,2,3\n", "x, y, z"),
        ("a_json", '[{"Ask": "Why pad?", "Say": "So."}]', "Ask, Say"),
        ("a_md", "1. Why pad?\n", ""),
    ],
)
def test_a_column_that_is_not_there_is_refused(
    name: str, text: str, told: str, tmp_path: Path, lists: Lists
) -> None:
    (path,) = lists(**{name: text})
    result = columned(path, tmp_path / "team", "question=Prompt")
    why = f"has no column Prompt: its columns are {told}" if told else "has no named columns"
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{path}: {why}")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "team").exists()


def test_a_column_may_be_in_one_of_several_lists(tmp_path: Path, lists: Lists) -> None:
    paths = lists(a_csv="Prompt,Say\nPadding,It keeps.\n", b_csv="question\nWhy?\n", c_md="How?")
    args = [*map(str, paths), "--deck", "team", "-o", str(tmp_path / "team")]
    result = CliRunner().invoke(app, ["import", *args, "--columns", "question=Prompt"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("given", ["ask", "ask=question", "question=", "=ask"])
def test_columns_named_wrongly_are_wrong_usage(given: str, tmp_path: Path, lists: Lists) -> None:
    (path,) = lists(a_csv="Ask\nWhy?\n")
    result = columned(path, tmp_path / "team", given)
    assert result.exit_code == 2
    assert "FIELD=NAME" in " ".join(result.output.split())
