"""Notes that Anki gives back: our own as they were, edited or not, beside those of others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from content.exporters.anki import back, export_text, front
from content.importers.anki import plain
from content.importers.report import Event
from content.loader import Bank
from content.schema import Language, Question
from tests.bank import BANK
from tests.unit.content.exporters.samples import bank_of, filled, make
from tests.unit.content.importers.lists import TYPED, Lists, found, imported, outline

BOTH: tuple[Language, ...] = ("ko", "en")


def written(lists: Lists, bank: Bank, languages: Sequence[Language] = BOTH) -> Path:
    (path,) = lists(a_txt=export_text(bank, "Deck", languages))
    return path


def noted(question: Question, language: Language) -> dict[str, Any]:
    """Return all that a note holds of a question in one language."""
    explanation = question.explanation
    return {
        "text": question.text[language],
        "rank": (question.topic, question.kind, question.difficulty),
        "key_points": [point.text[language] for point in question.key_points],
        "references": question.references[language][:1],
        "explanation": explanation[language] if explanation else None,
        "sources": question.sources,
    }


def tree(mains: Sequence[Question]) -> list[tuple[str, list[str]]]:
    return [(main.id, [child.id for child in main.follow_ups]) for main in mains]


@pytest.mark.parametrize("languages", [("ko",), ("en",), BOTH])
def test_the_packaged_bank_comes_back(lists: Lists, languages: tuple[Language, ...]) -> None:
    result = imported(written(lists, BANK, languages))
    assert tree(result.questions) == tree(BANK.mains())
    for one in result.every:
        for language in languages:
            assert noted(one, language) == noted(BANK.questions[one.id], language)
    assert {entry.event for entry in result.report.entries} == {Event.DRAFT}


@pytest.mark.parametrize(
    "text",
    [
        *TYPED,
        "so `a<b` and ``b`c`` and $x_1 < y$ and $$\na\n$$",
        "do\n```\nif a:\n\n    b\n```\nthen",
        "````\n```\n````",
        "a  b\n\n\tc &lt; d &amp; <b>",
    ],
)
def test_a_hostile_note_comes_back_with_its_code_math_and_space(lists: Lists, text: str) -> None:
    main = filled(text).model_copy(update={"follow_ups": (make("child"),)})
    result = imported(written(lists, bank_of(main)))
    assert tree(result.questions) == [("main", ["child"])]
    assert noted(result.questions[0], "ko") == noted(main, "ko")


def test_what_a_note_does_not_hold_is_gone(lists: Lists) -> None:
    (main,) = imported(written(lists, bank_of(filled("Why?")))).questions
    assert (main.hints, main.misconceptions, main.demo) == ((), (), None)
    assert [len(main.references[one]) for one in BOTH] == [1, 1]


def test_a_note_edited_in_anki_is_ours_still(lists: Lists) -> None:
    main = make("main", references={"en": ["Old."]})
    cell = back(main, ["en"]).replace("<div>Old.</div>", "<div>New.<div><b>Really</b>.</div></div>")
    (path,) = lists(
        a_txt="#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n"
        "#deck column:3\n#tags column:6\n"
        f'quizmaster:main\tquestion\tMine\t{front(main, ["en"])}\t"{cell}"\tleech topic::cnn\n'
    )
    (again,) = imported(path).questions
    assert (again.id, again.topic, again.references.en) == ("main", "cnn", ("New.\nReally.",))


def test_a_back_written_anew_is_the_answer(lists: Lists) -> None:
    path = written(lists, bank_of(make("main", "왜?")), ["ko"])
    text = path.read_text("utf-8").replace("왜?\t\t", "왜?\t섞으려고요.\t")
    path.write_text(text, "utf-8")
    assert imported(path).questions[0].references.ko == ("섞으려고요.",)


def test_notes_of_others_stand_beside_ours(lists: Lists) -> None:
    path = written(lists, bank_of(make("main", follow_ups=[make("child", "그래서?", en="So?")])))
    with path.open("a", encoding="utf-8") as file:
        file.write("k{3\tMine\tWhy clip?\tIt <b>stops</b> explosions.\tgrad\n")
    result = imported(path)
    assert outline(result) == {"질문": ["그래서?"], "Why clip?": []}
    assert found(result, "Why clip?").references.en == ("It stops explosions.",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("follows::main", "follows::gone", "follows from a question that is not here"),
        ("· concept", "· poem", "kind: "),
        ("quizmaster:child", "quizmaster:main", "its id 'main' is already on line 7"),
    ],
)
def test_a_note_that_makes_no_sense_is_told(lists: Lists, old: str, new: str, message: str) -> None:
    path = written(lists, bank_of(make("main", follow_ups=[make("child", "그래서?")])))
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(old, new).replace("kind::concept", "kind::poem", new == "· poem"), "utf-8"
    )
    result = imported(path)
    assert result.questions
    assert any(entry.because("en").startswith(message) for entry in result.report.entries)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("a<div>b</div>c", "a\nb\nc"),
        ("do<pre><code>x = 1</code></pre>then", "do\n```\nx = 1\n```\nthen"),
        ("<ul><li>a</li><li>b <i>c</i></li></ul>", "a\nb c"),
        ("a<!-- b -->c [sound:d.mp3]", "ac"),
        ("x &lt; 1<br><br><br><br>y", "x < 1\n\ny"),
        ("<code>a", "`a`"),
    ],
)
def test_any_field_reads_as_text(cell: str, text: str) -> None:
    assert plain(cell) == text


@pytest.mark.parametrize("piece", ["<pre>", "<h4>", "<a ", r"\(x", "`", "<code>`", "[sound:"])
def test_a_hostile_field_is_read_in_one_pass(piece: str) -> None:
    assert plain(piece * (130_000 // len(piece))) is not None
