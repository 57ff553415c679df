import csv
import json
import os
import threading
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from content.cli import app
from tests.unit.content.conftest import Deck, Text

FORMATS = ["markdown", "csv", "anki", "anki-text", "json"]


def run(output: Path, *options: object, format: str = "json") -> Result:
    arguments = ["export", "--format", format, "--output", str(output), *map(str, options)]
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def folder(deck: Deck, question: Text) -> Path:
    return deck(one=question("one"))


@pytest.fixture
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out") / "file"


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_written_the_same_again(folder: Path, output: Path, format: str) -> None:
    result = run(output, "--folder", folder, format=format)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"1 question written to {output}\n"
    again = output.with_name("again")
    run(again, "--folder", folder, format=format)
    assert output.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("format", sorted({*FORMATS} - {"anki"}))
def test_text_on_standard_output_is_what_a_file_would_hold(
    folder: Path, output: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    monkeypatch.chdir(output.parent)
    result = run(Path("-"), "--folder", folder, format=format)
    assert (result.exit_code, result.stderr, list(output.parent.iterdir())) == (0, "", [])
    run(output, "--folder", folder, format=format)
    assert result.stdout_bytes == output.read_bytes()


def test_a_package_of_anki_is_not_written_on_standard_output(folder: Path) -> None:
    result = run(Path("-"), "--folder", folder, format="anki")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a file for it" in result.stderr


@pytest.mark.parametrize("options", [[], ["--deck", "deep-learning"]])
def test_the_packaged_deck_is_written_by_its_name_or_without_a_choice(
    output: Path, options: list[str]
) -> None:
    assert run(output, *options).exit_code == 0
    assert json.loads(output.read_text("utf-8"))["name"] == "deep-learning"


def test_a_folder_gives_its_name_to_the_deck(folder: Path, output: Path) -> None:
    run(output, "--folder", folder)
    assert json.loads(output.read_text("utf-8"))["name"] == folder.name


def test_one_language_can_be_chosen(folder: Path, output: Path) -> None:
    run(output, "--folder", folder, "--language", "ko", format="csv")
    (row,) = csv.DictReader(output.read_text("utf-8-sig").splitlines())
    assert row["text_ko"] == "질문이에요"
    assert "text_en" not in row


def test_an_imported_deck_is_chosen_by_its_name(
    tmp_path: Path, question: Text, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    team = tmp_path / "data" / "decks" / "my-team"
    team.mkdir(parents=True)
    (team / "one.yaml").write_text(question("one"), "utf-8")
    assert run(output, "--deck", "my-team").exit_code == 0
    assert json.loads(output.read_text("utf-8"))["name"] == "my-team"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--deck", "biology"),
            "There's no deck named 'biology'; choose from deep-learning, ",
        ),
        (("--folder", "nowhere"), "nowhere is not a folder."),
        (("--folder", "."), "There's no question to export"),
    ],
)
def test_a_deck_that_is_not_there_is_told_and_nothing_written(
    tmp_path: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(output, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(told)
    assert not output.exists()


def test_a_broken_file_is_left_out_and_told(deck: Deck, question: Text, output: Path) -> None:
    result = run(output, "--folder", deck(one=question("one"), two="id: ["))
    assert result.exit_code == 0
    assert result.stderr.startswith("1 fault left questions out")


def test_a_file_is_not_overwritten_unless_told_so(folder: Path, output: Path) -> None:
    output.write_text("precious")
    result = run(output, "--folder", folder)
    assert (result.exit_code, result.stderr) == (
        1,
        f"{output} exists already; --force replaces it.\n",
    )
    assert output.read_text() == "precious"
    assert run(output, "--folder", folder, "--force").exit_code == 0
    assert output.read_text("utf-8").startswith("{")


@pytest.mark.parametrize("name", ["missing/file", "x" * 300, "."])
def test_a_bad_path_is_told_in_one_sentence(folder: Path, output: Path, name: str) -> None:
    result = run(output.parent / name, "--folder", folder)
    assert result.exit_code == 1
    assert "can't be written: " in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_fails_half_way_leaves_the_old_file_and_no_other(
    folder: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    output.write_text("precious")
    monkeypatch.setattr(os, "fsync", full)
    result = run(output, "--folder", folder, "--force")
    assert result.stderr == f"{output} can't be written: No space left on device.\n"
    assert [path.read_text() for path in output.parent.iterdir()] == ["precious"]


@pytest.mark.parametrize(
    "options",
    [
        ["--deck", "deep-learning", "--folder", "."],
        ["--language", "en"],
        ["--language", "fr"],
        ["--format", "pdf"],
        ["--loudly"],
    ],
)
def test_wrong_usage_is_told_apart(output: Path, options: list[str]) -> None:
    assert run(output, *options).exit_code == 2
    assert not output.exists()


def test_a_long_export_says_that_it_goes_on(
    folder: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.cli.PATIENCE_S", 0.0)
    fsync = os.fsync

    def slow(file: int) -> None:
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
        fsync(file)

    monkeypatch.setattr(os, "fsync", slow)
    assert run(output, "--folder", folder).stderr == f"Still writing {output}...\n"
