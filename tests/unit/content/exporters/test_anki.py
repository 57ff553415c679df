import io
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from content.exporters.anki import back, export, export_text, front, html
from content.loader import Bank
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make

MARKUP = {"hr", "h4", "ul", "li", "div", "br", "code", "pre", "a"}


@contextmanager
def collection(package: bytes) -> Iterator[sqlite3.Connection]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        data = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    try:
        yield connection
    finally:
        connection.close()


def ask(package: bytes, query: str) -> list[tuple[object, ...]]:
    with collection(package) as connection:
        return connection.execute(query).fetchall()


def decks(package: bytes) -> list[str]:
    query = "select each.value ->> 'name' from col, json_each(decks) as each"
    return [str(name) for (name,) in ask(package, query) if name != "Default"]


def tags(shown: str) -> set[str]:
    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    found: set[str] = set()
    Tags().feed(shown)
    return found


def test_there_is_a_deck_for_each_topic() -> None:
    bank = bank_of(make("one"), make("two", topic="cnn"), make("three"))
    assert decks(export(bank, "Deck", ["en"])) == ["Deck::optimization", "Deck::cnn"]


def test_a_changed_question_keeps_its_guid() -> None:
    before, after = (export(bank_of(make("main", text)), "Deck", ["ko"]) for text in ("전", "후"))
    assert ask(before, "select flds from notes") != ask(after, "select flds from notes")
    query = "select guid, mid from notes"
    assert ask(before, query) == ask(after, query)


def test_a_language_chosen_later_keeps_the_guid() -> None:
    query = "select guid from notes"
    bank = bank_of(make("main"))
    assert ask(export(bank, "Deck", ["ko"]), query) == ask(export(bank, "D", ["en"]), query)


def test_a_note_is_as_new_as_the_newest_file(tmp_path: Path) -> None:
    bank = bank_of(make("one"), make("two"))
    files = {name: tmp_path / name for name in bank.questions}
    for changed, path in enumerate(files.values(), start=1_700_000_000):
        path.touch()
        os.utime(path, (changed, changed))
    package = export(replace(bank, files=files), "Deck", ["en"])
    assert ask(package, "select distinct mod from notes") == [(1_700_000_001,)]


def test_the_same_bank_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = export(bank_of(filled("질문")), "Deck", ["ko", "en"])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert export(bank_of(filled("질문")), "Deck", ["ko", "en"]) == first


def test_the_front_is_the_question_in_each_language() -> None:
    assert front(make("main", "왜?", en="Why?"), ["ko", "en"]) == "왜?<hr>Why?"


def test_the_back_is_what_a_full_answer_holds() -> None:
    question = make(
        "main",
        key_points=[{"id": "one", "text": {"ko": "하나", "en": "One"}}],
        references={"en": ["Best", "Other"]},
        explanation={"ko": "설명", "en": "Because"},
        sources=[{"title": "Book", "url": "https://a.example/?a=1&b"}],
    )
    assert back(question, ["en"]) == (
        "<h4>Key points</h4><ul><li>One</li></ul>"
        "<h4>Model answer</h4><div>Best</div>"
        "<h4>Explanation</h4><div>Because</div>"
        '<h4>Sources</h4><ul><li><a href="https://a.example/?a=1&amp;b">Book</a></li></ul>'
    )


def test_a_question_without_answer_has_no_heading() -> None:
    assert back(make("main"), ["ko", "en"]) == ""


def test_code_and_math_are_shown_as_such() -> None:
    assert html("`a<b` $x_1$ $$y$$\n```\nif a:\n    b\n```") == (
        r"<code>a&lt;b</code> \(x_1\) \[ y \]<br><pre><code>if a:<br>    b<br></code></pre>"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_markup(text: str) -> None:
    question = filled(text)
    shown = front(question, ["ko", "en"]) + back(question, ["ko", "en"])
    assert tags(shown) <= MARKUP
    for active in ("[sound:", "[latex]", "[$]"):
        assert active not in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_deck_has_all_its_notes_and_fields(text: str) -> None:
    package = export(bank_of(filled(text)), text, ["ko", "en"])
    fields = [str(flds).split("\x1f") for (flds,) in ask(package, "select flds from notes")]
    assert [len(one) for one in fields] == [2, 2]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_deck_has_a_line_of_five_cells_for_each_note(text: str) -> None:
    lines = export_text(bank_of(filled(text)), text, ["ko", "en"]).splitlines()
    notes = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [len(cells) for cells in notes] == [5, 5]


def test_the_lines_say_how_to_read_them() -> None:
    lines = export_text(bank_of(make("main", "왜?", en="Why?")), "Deck", ["en"]).splitlines()
    assert lines == [
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#deck column:2",
        "#tags column:5",
        "#columns:GUID\tDeck\tFront\tBack\tTags",
        "quizmaster:main\tDeck::optimization\tWhy?\t\t"
        "topic::optimization kind::concept difficulty::3",
    ]


def test_a_follow_up_is_tagged_with_what_it_follows() -> None:
    bank = bank_of(make("main", follow_ups=[make("child")]))
    (tags,) = ask(export(bank, "Deck", ["en"]), "select tags from notes where guid like '%child'")
    assert "follows::main" in str(tags[0]).split()
    assert export_text(bank, "Deck", ["en"]).splitlines()[-1].endswith(" follows::main")


def test_an_empty_deck_is_an_empty_package() -> None:
    package = export(Bank(), "Deck", ["ko", "en"])
    assert ask(package, "select count(*) from notes") == [(0,)]
    assert decks(package) == []
