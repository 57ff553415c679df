"""The deck as Anki notes: a question in front, what a full answer holds behind.

A note's GUID comes from the question's id alone, so importing again updates the note that is
there. Anki takes a note only if it is newer, so notes carry the time their bank's files changed.
"""

import hashlib
import io
import itertools
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from content.exporters.spans import spans
from content.loader import Bank
from content.schema import Language, Question

if TYPE_CHECKING:
    import genanki

GUID = "quizmaster:"
_MODEL_ID = 1_540_271_893  # any number, but for ever the same
_EPOCH = 1_577_836_800  # 2020: for a bank that is in no files

LABELS: dict[Language, tuple[str, str, str]] = {
    "ko": ("핵심", "모범 답안", "해설"),
    "en": ("Key points", "Model answer", "Explanation"),
}
SOURCES: dict[Language, str] = {"ko": "출처", "en": "Sources"}
_CSS = """\
.card { font-family: sans-serif; font-size: 18px; line-height: 1.5; text-align: left; }
.card h4 { margin: 1em 0 0.3em; }
.card pre { white-space: pre-wrap; }
"""


def export(bank: Bank, title: str, languages: Sequence[Language]) -> bytes:
    """Return an `.apkg` package of one deck per topic, named `title::topic`."""
    import genanki

    model = genanki.Model(
        _MODEL_ID,
        "quizmaster question",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[
            {
                "name": "Question",
                "qfmt": "{{Front}}",
                "afmt": '{{FrontSide}}<hr id="answer">{{Back}}',
            }
        ],
        css=_CSS,
    )
    decks: dict[str, genanki.Deck] = {}
    for question in bank.questions.values():
        name = _deck(title, question)
        deck = decks.setdefault(name, genanki.Deck(_number(name), name))
        spoken = _spoken(question, languages)
        fields = [front(question, spoken), back(question, spoken)]
        tags = _tags(question, bank)
        deck.add_note(genanki.Note(model, fields, tags=tags, guid=guid(question)))
    return _package(genanki.Package(list(decks.values())), _changed(bank))


def _package(package: "genanki.Package", changed: int) -> bytes:
    with sqlite3.connect(":memory:") as collection:
        package.write_to_db(collection.cursor(), changed, itertools.count(changed * 1000))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("collection.anki2"), collection.serialize())
        archive.writestr(zipfile.ZipInfo("media"), "{}")
    collection.close()
    return packed.getvalue()


def export_text(bank: Bank, title: str, languages: Sequence[Language]) -> str:
    """Return the notes as tab-separated lines, with the headers by which Anki reads them."""
    lines = [
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#deck column:2",
        "#tags column:5",
        "#columns:GUID\tDeck\tFront\tBack\tTags",
    ]
    for question in bank.questions.values():
        spoken = _spoken(question, languages)
        cells = (
            guid(question),
            _deck(title, question),
            front(question, spoken),
            back(question, spoken),
            " ".join(_tags(question, bank)),
        )
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def _spoken(question: Question, languages: Sequence[Language]) -> Sequence[Language]:
    """Return the languages a note is written in: of a question nobody translated, its own."""
    texts = [question.text, *(point.text for point in question.key_points)]
    texts += [question.explanation] if question.explanation else []
    if any(len({text[one] for one in languages}) > 1 for text in texts):
        return languages
    return [one for one in languages if question.references[one]] or languages[:1]


def guid(question: Question) -> str:
    return f"{GUID}{question.id}"


def front(question: Question, languages: Sequence[Language]) -> str:
    """Return the question in each language, as HTML on one line."""
    return "<hr>".join(html(question.text[language]) for language in languages)


def back(question: Question, languages: Sequence[Language]) -> str:
    """Return key points, the first model answer, explanation and sources, as HTML on one line."""
    parts = ["".join(_answer(question, language)) for language in languages]
    shown = "<hr>".join(part for part in parts if part)
    if question.sources:
        items = (_source(one.title, one.url) for one in question.sources)
        shown += f"<h4>{SOURCES[languages[0]]}</h4>{_list(items)}"
    return shown


def _answer(question: Question, language: Language) -> Iterator[str]:
    points, answer, explanation = LABELS[language]
    if question.key_points:
        items = (html(point.text[language]) for point in question.key_points)
        yield f"<h4>{points}</h4>{_list(items)}"
    if question.references[language]:
        yield f"<h4>{answer}</h4><div>{html(question.references[language][0])}</div>"
    if question.explanation:
        yield f"<h4>{explanation}</h4><div>{html(question.explanation[language])}</div>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _source(title: str, url: str | None) -> str:
    return f'<a href="{_text(url)}">{html(title)}</a>' if url else html(title)


def html(text: str) -> str:
    """Return HTML on one line that shows the text; its code and math as Anki shows them."""
    return "".join(_MARKUP[style].format(_text(part)) for style, part, _ in spans(text))


_MARKUP = {
    "plain": "{}",
    "code": "<code>{}</code>",
    "block": "<pre><code>{}</code></pre>",
    "math": r"\({}\)",
    "display": r"\[ {} \]",
}


def _text(text: str) -> str:
    """Escape HTML, and the brackets by which Anki plays sounds and runs LaTeX."""
    shown = escape(text)
    return shown.replace("[", "&#91;").replace("\t", "&#9;").replace("\n", "<br>")


def _deck(title: str, question: Question) -> str:
    return f"{' '.join(title.split())}::{question.topic}"


def _tags(question: Question, bank: Bank) -> list[str]:
    tags = {"topic": question.topic, "kind": question.kind, "difficulty": question.difficulty}
    if parent := bank.parents.get(question.id):
        tags["follows"] = parent
    return [f"{name}::{value}" for name, value in tags.items()]


def _number(name: str) -> int:
    digest = hashlib.sha256(name.encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4]) % (1 << 30)


def _changed(bank: Bank) -> int:
    return max((int(path.stat().st_mtime) for path in bank.files.values()), default=_EPOCH)
