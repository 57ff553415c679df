"""Lists read in a process of their own, kept, and made decks."""

import os
import time
from functools import partial
from pathlib import Path

import pytest

from bot.app import list_importer
from bot.app.decks import Decks
from bot.app.list_importer import ListImporter
from bot.quiz.errors import ListRefused
from bot.quiz.library import Library
from content.loader import load

LIST = (
    "# Team\n\nQ1. Why pad?\nA1. It keeps the size.\n\nQ2. 왜 섞나요?\n\n꼬리질문: 언제 섞나요?\n"
)


@pytest.fixture
def importer(tmp_path: Path) -> ListImporter:
    return ListImporter(tmp_path, nobody_waits)


async def nobody_waits() -> None:
    pass


async def test_what_was_read_is_kept_and_becomes_a_deck(
    importer: ListImporter, tmp_path: Path
) -> None:
    found = await importer.read("list.md", LIST.encode(), "our-team")
    assert (found.questions, found.mains, found.answered) == (3, 2, 1)
    [(text, answer)] = found.first
    assert (text.en, answer) == ("Why pad?", "It keeps the size.")
    assert not (tmp_path / "decks").exists()
    library = Library({})
    look = partial(Decks(tmp_path / "decks", ()).look, library)
    assert await ListImporter(tmp_path, look).publish(found.id) == "our-team"
    assert "our-team" in library.decks()
    assert len(load(tmp_path / "decks/our-team").questions) == 3


async def test_a_content_py_in_the_start_folder_is_not_run(
    importer: ListImporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content.py").write_text("raise SystemExit(3)")
    assert (await importer.read("list.md", LIST.encode(), "our-team")).questions == 3


async def test_what_was_left_out_is_told_in_both_languages(importer: ListImporter) -> None:
    found = await importer.read("list.md", b"Hello.\n\n1. Why pad?\n2. Why stride?\n", "our-team")
    [piece] = found.pieces
    assert (piece.event, piece.line, piece.text) == ("skipped", 1, "Hello.")
    assert piece.why.en == "does not read like a question"
    assert piece.why.ko == "질문으로 읽히지 않아요"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.md", b"Nothing here asks.", "a.md: holds no question"),
        ("a.json", b"[", "is not JSON"),
        ("a.docx", b"PK\x03\x04 broken", "is not a Word document"),
    ],
)
async def test_a_list_that_cannot_be_read_is_one_sentence_in_each_language(
    importer: ListImporter, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(ListRefused) as caught:
        await importer.read(name, content, "our-team")
    assert said in caught.value.reason.en
    assert caught.value.reason.ko != caught.value.reason.en


async def test_a_list_that_takes_too_long_ends_with_its_process(
    importer: ListImporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_importer, "READ_S", 0.01)
    with pytest.raises(ListRefused, match="in time"):
        await importer.read("a.md", LIST.encode(), "our-team")


async def test_tokens_are_none_of_the_childs_business(
    importer: ListImporter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "spy.py").write_text(
        "import json, os\nprint(json.dumps({'refused': {x: ' '.join(os.environ) for x in"
        " ('ko', 'en')}}))\n"
    )
    monkeypatch.setenv("QUIZMASTER_DISCORD_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(list_importer, "WORKER", "spy")
    with pytest.raises(ListRefused) as caught:
        await importer.read("a.md", b"", "our-team")
    assert "PATH" in caught.value.reason.en
    assert "TOKEN" not in caught.value.reason.en


async def test_a_button_pressed_twice_saves_once_and_no_deck_is_replaced(
    importer: ListImporter, tmp_path: Path
) -> None:
    mine, late = [await importer.read("list.md", LIST.encode(), "our-team") for _ in range(2)]
    assert not importer.is_taken("our-team")
    assert await importer.publish(mine.id) == await importer.publish(mine.id) == "our-team"
    with pytest.raises(ListRefused, match="a deck of that name already"):
        await importer.publish(late.id)
    assert importer.is_taken("our-team")
    assert importer.is_taken("modern")
    assert len(load(tmp_path / "decks/our-team").questions) == 3


async def test_a_reader_that_breaks_is_not_said_to_be_slow(
    importer: ListImporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_importer, "WORKER", "no_such_module")
    with pytest.raises(ListRefused, match="couldn't read this list\\. "):
        await importer.read("a.md", LIST.encode(), "our-team")


@pytest.mark.parametrize("id_", ["", "gone", "../decks/x", "a/b", "."])
async def test_what_is_not_kept_makes_no_deck(importer: ListImporter, id_: str) -> None:
    assert await importer.publish(id_) is None


async def test_what_nobody_saved_is_gone_after_a_day(
    importer: ListImporter, tmp_path: Path
) -> None:
    found = await importer.read("list.md", LIST.encode(), "our-team")
    kept = tmp_path / "imports" / f"{found.id}.json"
    os.utime(kept, (time.time() - 90_000,) * 2)
    await importer.read("list.md", LIST.encode(), "our-team")
    assert await importer.publish(found.id) is None
