"""What Anki gives back: the HTML of any note, and our own notes, edited or not.

Our own hold one answer in each language, and neither hints nor misconceptions: see
`content.exporters.anki`.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from pydantic import ValidationError

from content.exporters.anki import GUID, LABELS, SOURCES
from content.importers.item import Item, SourceLine
from content.importers.records import Record
from content.importers.report import ImportReport, because
from content.importers.wording import language_of
from content.schema import LANGUAGES, Language, Question

_TAG = re.compile(r"<((?:/?[a-zA-Z]|!)[^<>]*)>")
_NAME = re.compile(r"/?[a-z0-9]*")
_SOUND = re.compile(r"\[sound:[^\[\]]*\]")
_ADDRESS = re.compile(r'href="(https://[^"\s]+)"')
_MATH = re.compile(
    r"\\\((?P<math>(?:[^\\]|\\(?![()]))+)\\\)|\\\[ (?P<display>(?:[^\\]|\\(?![\[\]]))+) \\\]"
)


class Note(NamedTuple):
    """The fields of a note, front and back in HTML."""

    line: int
    guid: str
    front: str
    back: str
    tags: str

    @property
    def is_ours(self) -> bool:
        return self.guid.startswith(GUID)


def records(name: str, notes: Iterable[Note], report: ImportReport) -> Iterator[Record]:
    """Yield each note as the question it was; one that lacks what it needs is told."""
    for note in notes:
        place = SourceLine(name, note.line)
        try:
            question = _question(note)
        except ValidationError as exc:
            report.skipped(place, note.front, because(exc))
            continue
        item = Item(question.text.ko, place, id=question.id, given=question)
        yield Record(item, _tags(note).get("follows", ""))


def _tags(note: Note) -> dict[str, str]:
    return dict(tag.split("::", 1) for tag in note.tags.split() if "::" in tag)


def _question(note: Note) -> Question:
    tags = _tags(note)
    fields = {
        "id": note.guid.removeprefix(GUID),
        "text": _wording(note.front),
        "topic": tags.get("topic", "general"),
        "kind": tags.get("kind", "concept"),
        "difficulty": tags.get("difficulty", 3),
        **_answer(note.back),
    }
    return Question.model_validate(fields)


def _wording(front: str) -> dict[Language, str]:
    """Return the question in each language; one part alone stands for both."""
    parts = [one.text for one in _pieces(front) if one.text]
    if len(parts) != len(LANGUAGES):
        return dict.fromkeys(LANGUAGES, "\n\n".join(parts))
    return dict(zip(LANGUAGES, parts, strict=True))


def _answer(back: str) -> dict[str, Any]:
    """Return what stands under each heading; what stands under none is an answer."""
    held: dict[str, list[_Piece]] = {}
    for piece in _pieces(back):
        if piece.text:
            held.setdefault(piece.heading, []).append(piece)
    points: dict[Language, list[str]] = {}
    references: dict[Language, list[str]] = {one: [] for one in LANGUAGES}
    explanation: dict[Language, str] = {}
    for language, names in LABELS.items():
        point, answer, why = ([one.text for one in held.get(name, ())] for name in names)
        points |= {language: point} if point else {}
        references[language] += ["\n\n".join(answer)] if answer else []
        explanation |= {language: "\n\n".join(why)} if why else {}
    for piece in held.get("", ()):
        references[language_of(piece.text)].append(piece.text)
    pairs = zip_longest(*points.values())
    return {
        "key_points": [
            {"id": f"point-{number}", "text": _both(dict(zip(points, pair, strict=True)))}
            for number, pair in enumerate(pairs, 1)
        ],
        "references": references,
        "explanation": _both(explanation) if explanation else None,
        "sources": [
            {"title": one.text, "url": one.url}
            for name in SOURCES.values()
            for one in held.get(name, ())
        ],
    }


def _both(texts: dict[Language, str]) -> dict[Language, str]:
    some = next(text for text in texts.values() if text)
    return {one: texts.get(one) or some for one in LANGUAGES}


@dataclass
class _Piece:
    """What stands between two rules, items or headings of a field."""

    heading: str = ""
    url: str | None = None
    runs: list[tuple[str, str]] = field(default_factory=list)
    """Texts, each plain or inside `code` or `pre`."""

    def add(self, style: str, text: str) -> None:
        if not text:
            return
        if self.runs and self.runs[-1][0] == style:
            text = self.runs.pop()[1] + text
        self.runs.append((style, text))

    @property
    def text(self) -> str:
        text = above = ""
        for style, run in self.runs:
            typed = _typed(style, html.unescape(run))
            if "pre" in (style, above) and text and "\n" not in (text[-1], typed[:1]):
                text += "\n"
            text, above = text + typed, style
        return text.strip()


def _typed(style: str, text: str) -> str:
    """Return code between backticks and math between dollar signs."""
    if not style:
        return _MATH.sub(_dollars, text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    if style == "code":
        ticks = "`" * (longest + 1)
        return f"{ticks}{text}{ticks}"
    ticks = "`" * max(longest + 1, 3)
    return "\n".join([ticks, text.removesuffix("\n"), ticks])


def _dollars(found: re.Match[str]) -> str:
    return f"${found['math']}$" if found["math"] else f"$${found['display']}$$"


def plain(cell: str) -> str:
    """Return a field of a note as text."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(one.text for one in _pieces(cell) if one.text))


def _pieces(cell: str) -> Iterator[_Piece]:
    """Yield the pieces of a field, in one pass over its tags."""
    piece, style = _Piece(), ""
    text, *rest = _TAG.split(_SOUND.sub("", cell))
    piece.add(style, text)
    for tag, text in zip(rest[::2], rest[1::2], strict=True):
        name = _NAME.match(tag.casefold())
        match name and name[0]:
            case "hr" | "li" | "/li" | "h4":
                yield piece
                piece = _Piece(piece.heading)
            case "/h4":
                piece = _Piece(piece.text)
            case "div" | "p" if piece.runs and not piece.runs[-1][1].endswith("\n"):
                piece.add(style, "\n")
            case "br" | "/div" | "/p":
                piece.add(style, "\n")
            case "details" | "/details" | "summary" | "/summary":
                piece.add(style, f"<{tag}>")
            case "pre":
                style = "pre"
            case "/pre":
                style = ""
            case "code" if not style:
                style = "code"
            case "/code" if style == "code":
                style = ""
            case "a" if link := _ADDRESS.search(tag):
                piece.url = html.unescape(link[1])
        piece.add(style, text)
    yield piece
