import io
import os
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from content.exporters.anki import back, export, export_text, front, html
from content.loader import Bank
from tests.unit.content.exporters.rendered import Page
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make

MARKUP = {"hr", "h4", "ul", "li", "div", "br", "code", "pre", "a"}


def ask(package: bytes, query: str) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        data = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        return connection.execute(query).fetchall()


def decks(package: bytes) -> list[str]:
    query = "select each.value ->> 'name' from col, json_each(decks) as each"
    return [str(name) for (name,) in ask(package, query) if name != "Default"]


def test_there_is_a_deck_for_each_topic() -> None:
    bank = bank_of(make("one"), make("two", topic="cnn"), make("three"))
    assert decks(export(bank, "Deck", ["en"])) == ["Deck::optimization", "Deck::cnn"]


def test_an_empty_deck_is_an_empty_package() -> None:
    package = export(Bank(), "Deck", ["ko", "en"])
    assert ask(package, "select count(*) from notes") == [(0,)]
    assert decks(package) == []


def test_a_question_changed_or_in_another_language_keeps_its_guid() -> None:
    packages = [
        export(bank_of(make("main", "전")), "Deck", ["ko"]),
        export(bank_of(make("main", "후")), "Deck", ["ko"]),
        export(bank_of(make("main", "전")), "D", ["en"]),
    ]
    fields = [str(ask(package, "select flds from notes")) for package in packages]
    guids = [str(ask(package, "select guid from notes")) for package in packages]
    models = [str(ask(package, "select mid from notes")) for package in packages]
    assert len(set(fields)) == 3
    assert len(set(guids)) == 1
    assert models[0] == models[1]


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


def test_the_question_is_in_front_and_a_full_answer_behind() -> None:
    question = make(
        "main",
        "왜?",
        en="Why?",
        key_points=[{"id": "one", "text": {"ko": "하나", "en": "One"}}],
        references={"en": ["Best", "Other"]},
        explanation={"ko": "설명", "en": "Because"},
        sources=[{"title": "Book", "url": "https://a.example/?a=1&b"}],
    )
    assert front(question, ["ko", "en"]) == "왜?<hr>Why?"
    assert back(question, ["en"]) == (
        "<h4>Key points</h4><ul><li>One</li></ul>"
        "<h4>Model answer</h4><div>Best</div>"
        "<h4>Explanation</h4><div>Because</div>"
        '<h4>Sources</h4><ul><li><a href="https://a.example/?a=1&amp;b">Book</a></li></ul>'
    )


def test_a_question_nobody_translated_stands_once_on_its_card() -> None:
    bank = bank_of(make("main", "왜 섞나요?", en="왜 섞나요?"))
    line = export_text(bank, "Deck", ["ko", "en"]).splitlines()[-1]
    assert line.count("왜 섞나요?") == 1


def test_code_and_math_are_shown_as_such() -> None:
    assert html("`a<b` $x_1$ $$y$$\n```\nif a:\n    b\n```") == (
        r"<code>a&lt;b</code> \(x_1\) \[ y \]<br><pre><code>if a:<br>    b<br></code></pre>"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_markup_note_or_field(text: str) -> None:
    question, bank = filled(text), bank_of(filled(text))
    shown = front(question, ["ko", "en"]) + back(question, ["ko", "en"])
    assert set(Page(shown).tags) <= MARKUP
    assert not [active for active in ("[sound:", "[latex]", "[$]") if active in shown]

    notes = ask(export(bank, text, ["ko", "en"]), "select flds from notes")
    assert [len(str(fields).split("\x1f")) for (fields,) in notes] == [2, 2]
    lines = export_text(bank, text, ["ko", "en"]).splitlines()
    assert [len(line.split("\t")) for line in lines if not line.startswith("#")] == [5, 5]


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
