"""Lists in JSON: objects with named fields, or questions in our own form."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from content.importers.fields import links_of
from content.importers.item import Item, SourceLine
from content.importers.records import Record, linked
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.schema import Question

QUESTION = ("question", "text", "q", "front", "질문", "문제")
ANSWER = ("answer", "answers", "reference", "references", "a", "back", "답", "답변", "정답")
KEYWORDS = ("keywords", "keyword", "key_points", "키워드")
NOTES = ("notes", "explanation", "해설", "설명")
PARENT = ("parent", "상위", "상위질문", "부모")
LINKS = ("links", "sources", "출처", "참고")
FOLLOW_UPS = ("follow_ups", "followups", "children", "꼬리질문")
_LIST = re.compile(r"\s*\[")
_NAMED_LIST = re.compile(r'"questions"\s*:\s*\[')


def read(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the questions of a JSON list, or of one under the name "questions".

    Raises:
        BadInput: it is no JSON, no list of objects, nested too deeply, or a parent is unknown.
    """
    records: list[Record] = []
    for line, value in _values(source):
        records += _records(source, value, line, None, report)
    return linked(source, records, report)


def _values(source: ImportSource) -> Iterator[tuple[int, Any]]:
    """Yield each element of the list with the line it starts on."""
    text, decoder = source.text, json.JSONDecoder()
    try:
        whole = json.loads(text)
        start = _NAMED_LIST.search(text) if isinstance(whole, dict) else _LIST.match(text)
        if start is None:
            raise source.refusal("is not a list of questions", 1)
        at, line, counted = start.end(), 1, 0
        while match := re.compile(r"[\s,]*(?=[^\s,\]])").match(text, at):
            line += text.count("\n", counted, match.end())
            counted = match.end()
            value, at = decoder.raw_decode(text, match.end())
            yield line, value
    except json.JSONDecodeError as exc:
        raise source.refusal(f"is not JSON: {exc.msg}", exc.lineno) from exc
    except RecursionError:
        raise source.refusal("is nested too deeply") from None
    except ValueError as exc:
        raise source.refusal("holds a number too long to read") from exc


def _records(
    source: ImportSource, value: Any, line: int, parent: Item | None, report: ImportReport
) -> Iterator[Record]:
    if not isinstance(value, dict):
        raise source.refusal("a question must be an object of named fields", line)
    if isinstance(value.get("text"), dict):
        yield from _ours(source, value, line)
        return
    texts = _texts(value, QUESTION)
    if not texts:
        report.skipped(SourceLine(source.name, line), json.dumps(value)[:200], "has no question")
        return
    item = Item(
        texts[0],
        SourceLine(source.name, line),
        parent,
        id="".join(_texts(value, ("id",))),
        answers=_texts(value, ANSWER),
        keywords=_texts(value, KEYWORDS),
        notes=_texts(value, NOTES),
        links=links_of(" ".join(_texts(value, LINKS))),
    )
    yield Record(item, "" if parent else "".join(_texts(value, PARENT)))
    for name in FOLLOW_UPS:
        children = value.get(name) or []
        for child in children if isinstance(children, list) else [children]:
            child = {"question": child} if isinstance(child, str) else child
            yield from _records(source, child, line, item, report)


def _ours(source: ImportSource, value: dict[str, Any], line: int) -> Iterator[Record]:
    try:
        main = Question.model_validate(value)
    except (ValidationError, RecursionError) as exc:
        detail = exc.errors(include_url=False)[0] if isinstance(exc, ValidationError) else None
        where = ".".join(map(str, detail["loc"])) if detail else "follow_ups"
        what = detail["msg"] if detail else "nested too deeply"
        raise source.refusal(f"{where}: {what}", line) from exc
    parent: Item | None = None
    for one in main.walk():
        item = Item(one.text.ko, SourceLine(source.name, line), parent, id=one.id, given=one)
        parent = parent or item
        yield Record(item)


def _texts(value: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    held: Any = next((value[name] for name in names if value.get(name)), [])
    held = held if isinstance(held, list) else [held]
    return [str(one).strip() for one in held if isinstance(one, str | int | float) and str(one)]
