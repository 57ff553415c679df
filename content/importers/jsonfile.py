"""Lists in JSON or JSON lines: objects with named fields, or questions in our own form."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from content.importers import beside, flashcards
from content.importers.chosen import Chosen
from content.importers.columns import (
    answers_of,
    field_of,
    fields_of,
    header,
    parted,
    plain_name,
    worded,
)
from content.importers.difficulty import level_of
from content.importers.fields import links_of
from content.importers.item import Item, SourceLine
from content.importers.records import Record, linked
from content.importers.report import ImportReport, because
from content.importers.source import ImportSource
from content.importers.title import level_behind, plain
from content.importers.why import Why
from content.importers.wording import asks
from content.schema import Question

FOLLOW_UPS = {"followups", "children", "꼬리질문"}
CHOICES = {"choices", "options", "보기", "선택지"}
TURNS = {"messages", "conversations", "conversation"}
ASKING = {"user", "human"}
ANSWERING = {"assistant", "gpt", "model", "bot"}
MAX_LEVELS = 20
"""How deep in other objects a list of questions may lie."""


class _Value(NamedTuple):
    line: int
    value: Any


def read(source: ImportSource, chosen: Chosen, report: ImportReport) -> list[Item]:
    """Return the questions of the list that a JSON file holds, or of its lines.

    Raises:
        BadInput: it is no JSON or holds no list of objects.
    """
    try:
        values = list(_lines(source, report) if source.suffix != ".json" else _values(source))
        if "question" not in chosen.fields.values():
            values = _named(values)
        reader = _Reader(source, chosen, report)
        return linked([one for value in values for one in reader.records(value, None)], report)
    except json.JSONDecodeError as exc:
        raise source.refusal(Why("not-json", detail=exc.msg), exc.lineno) from exc


def _lines(source: ImportSource, report: ImportReport) -> Iterator[_Value]:
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _Value(number, json.loads(line))
        except ValueError as exc:
            why = Why("not-json", detail=getattr(exc, "msg", str(exc)))
            report.skipped(SourceLine(source.name, number), line, why)


def _values(source: ImportSource) -> Iterator[_Value]:
    """Yield each object of the lists with the line on which its first text stands."""
    try:
        whole = json.loads(source.text)
    except json.JSONDecodeError:
        raise
    except ValueError as exc:
        raise source.refusal(Why("number-too-long")) from exc
    if isinstance(whole, dict) and whole and all(map(asks, whole)):
        whole = [{"question": name, "answer": held} for name, held in whole.items()]
    found = list(_lists(whole, MAX_LEVELS))
    if not found:
        raise source.refusal(Why("no-list"), 1)
    asking = [one for one in found if any(map(_may_ask, one))]
    at, line = 0, 1
    for value in (value for one in asking or found[:1] for value in one):
        above, at = at, max(at, _position(source.text, value, at))
        line += source.text.count("\n", above, at)
        yield _Value(line, value)


def _named(values: list[_Value]) -> list[_Value]:
    """Return objects of whose names none is known under those that what they hold tells."""
    held = [one.value for one in values if isinstance(one.value, dict)]
    if any(map(_may_ask, held)):
        return values
    names = list(dict.fromkeys(name for one in held for name in one))
    cells = [
        [one[name] if isinstance(one.get(name), str) else "" for name in names] for one in held
    ]
    if not (found := header(list(enumerate([names, *cells])), {}, title_rows=1)):
        return values
    told = zip(names, found[1], strict=True)
    fields = {name: field for name, field in told if field and field != field_of(name)}
    return [_Value(line, _renamed(value, fields, MAX_LEVELS)) for line, value in values]


def _renamed(value: Any, fields: Mapping[str, str], levels: int) -> Any:
    if levels and isinstance(value, dict):
        return {
            fields.get(name, name): _renamed(one, fields, levels - 1) for name, one in value.items()
        }
    if levels and isinstance(value, list):
        return [_renamed(one, fields, levels - 1) for one in value]
    return value


def _lists(value: Any, levels: int) -> Iterator[list[Any]]:
    """Yield the lists of objects, the outer ones first; what is in a question stays there."""
    if isinstance(value, list) and (not value or any(isinstance(one, dict) for one in value)):
        yield value
    if levels and not _may_ask(value):
        inner = value.values() if isinstance(value, dict) else value
        for one in inner if isinstance(value, dict | list) else ():
            if not _may_ask(one):
                yield from _lists(one, levels - 1)


def _may_ask(value: Any) -> bool:
    """Tell an object with a question, in our own form or another."""
    if not isinstance(value, dict):
        return False
    asked = (held for name, held in value.items() if field_of(name) == "question")
    return any(not isinstance(held, list) for held in asked) or bool(TURNS & value.keys())


def _position(text: str, value: Any, after: int) -> int:
    """Return where an object's first text stands, or its first number."""
    first = next(_texts(value), "")
    for written in (json.dumps(first, ensure_ascii=False), json.dumps(first), first):
        if (at := text.find(written, after)) >= 0:
            return at
    return after


class _Reader:
    def __init__(self, source: ImportSource, chosen: Chosen, report: ImportReport) -> None:
        self._name = source.name
        self._chosen = chosen
        self._report = report
        self._unused: set[str] = set()

    def records(self, found: _Value, parent: Item | None) -> Iterator[Record]:
        line, value = found
        place = SourceLine(self._name, line)
        if isinstance(value, dict) and isinstance(value.get("text"), dict):
            yield from self._ours(value, place)
            return
        fields = self._fields(value) if isinstance(value, dict) else {}
        question, translation = worded(fields.get("question", ()))
        if not question:
            text = json.dumps(value, ensure_ascii=False)
            self._report.skipped(place, text[:200], Why("no-question"))
            return
        item = self._item(question, fields, place, parent)
        item.translation = plain(translation)
        self._tell_unused(value, place)
        yield Record(item, "" if parent else "".join(fields.get("parent", ())))
        children = list(_children(value))
        answers = answers_of(children, fields, place, self._report)
        for child, answer in zip(children, answers, strict=True):
            own = child | {"answer": answer} if answer and isinstance(child, dict) else child
            yield from self.records(_Value(line, own), item)

    def _fields(self, value: Mapping[str, Any]) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        self._chosen.meet(value)
        for (name, held), field in zip(value.items(), self._names(value), strict=True):
            if name in TURNS and isinstance(held, list):
                fields = _turns(held) | fields
            elif field:
                fields.setdefault(field, []).extend(_texts(held))
        return parted(fields)

    def _names(self, value: Mapping[str, Any]) -> list[str]:
        """Return the field that each name of an object stands for, or nothing."""
        return fields_of(value, self._chosen.fields)

    def _tell_unused(self, value: Mapping[str, Any], place: SourceLine) -> None:
        """Tell the name of a field that is not read where it is first met."""
        for (name, held), field in zip(value.items(), self._names(value), strict=True):
            is_used = name in TURNS or field
            if not is_used and not list(_asked_after(name, held)) and name not in self._unused:
                self._unused.add(name)
                self._report.skipped(place, name, Why("unused-column"))

    def _item(
        self, question: str, fields: dict[str, list[str]], place: SourceLine, parent: Item | None
    ) -> Item:
        answers = fields.get("answer", [])
        if card := flashcards.cloze(question):
            question, answers = card.question, [card.answer]
        return Item(
            plain(question),
            place,
            parent,
            id="".join(fields.get("id", ())),
            answers=answers,
            keywords=fields.get("keywords", []),
            notes=fields.get("notes", []),
            hints=[one for held in fields.get("hints", ()) for one in beside.hints_of(held)],
            links=links_of(" ".join(fields.get("links", ()))),
            difficulty=level_of("".join(fields.get("difficulty", ()))) or level_behind(question),
        )

    def _ours(self, value: dict[str, Any], place: SourceLine) -> Iterator[Record]:
        try:
            main = Question.model_validate(value)
        except ValidationError as exc:
            text = json.dumps(value, ensure_ascii=False)
            self._report.skipped(place, text[:200], because(exc))
            return
        parent: Item | None = None
        for one in main.walk():
            item = Item(one.text.ko, place, parent, id=one.id, given=one)
            parent = parent or item
            yield Record(item)


def _children(value: Mapping[str, Any]) -> Iterator[Any]:
    """Yield what is asked after a question."""
    for name, held in value.items():
        if name in TURNS and isinstance(held, list):
            yield from _later_turns(held)
        else:
            yield from _asked_after(name, held)


def _asked_after(name: str, held: Any) -> Iterator[Any]:
    """Yield the questions in a field: under a name for such, or simply asking, but no choices."""
    several = held if isinstance(held, list) else [held] if held else []
    if plain_name(name) in FOLLOW_UPS or field_of(name) == "follow_up":
        yield from ({"question": one} if isinstance(one, str) else one for one in several)
    elif isinstance(held, list) and not field_of(name) and plain_name(name) not in CHOICES:
        yield from filter(_may_ask, held)


def _later_turns(turns: Sequence[Any]) -> Iterator[Any]:
    """Yield the questions asked later in a conversation, each with its answer."""
    spoken = [one for one in turns if isinstance(one, dict)]
    asked = [at for at, one in enumerate(spoken) if _speaker(one) in ASKING]
    for at in asked[1:]:
        if asks(" ".join(_texts(spoken[at].get("content") or spoken[at].get("value")))):
            yield {"messages": spoken[at : at + 2]}


def _speaker(turn: Mapping[str, Any]) -> Any:
    return turn.get("role") or turn.get("from")


def _turns(turns: Iterable[Any]) -> dict[str, list[str]]:
    """Return the first thing asked in a conversation, and the first answer to it."""
    said: dict[str, list[str]] = {}
    for turn in turns:
        if isinstance(turn, dict):
            who = _speaker(turn)
            text = list(_texts(turn.get("content") or turn.get("value")))
            if who in ASKING:
                said.setdefault("question", text)
            elif who in ANSWERING and "question" in said:
                said.setdefault("answer", text)
    return said


def _texts(held: Any) -> Iterator[str]:
    """Yield the texts that a field holds, by itself, in a list, or under a name of its own."""
    if isinstance(held, dict):
        held = held.get("text") or list(held.values())
    for one in held if isinstance(held, list) else [held]:
        if isinstance(one, list | dict):
            yield from _texts(one)
        elif isinstance(one, str | int | float) and str(one).strip():
            yield str(one).strip()
