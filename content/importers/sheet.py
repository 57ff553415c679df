"""Our own export as a sheet, edited or not: one row a question, a follow-up naming its parent."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from content.exporters.cells import split, unguard
from content.importers.columns import Row
from content.importers.item import Item, SourceLine
from content.importers.records import Record
from content.importers.report import ImportReport, because
from content.importers.why import Why
from content.schema import LANGUAGES, Question

Cells = Mapping[str, str]


def is_ours(names: list[str]) -> bool:
    """Tell the header of our own export."""
    return {"id", "parent", "topic"} < set(names) and any(f"text_{x}" in names for x in LANGUAGES)


def records(name: str, rows: Sequence[Row], report: ImportReport) -> Iterator[Record]:
    """Yield each row below the first as the question it was; a bad one is told."""
    names = [name.strip() for name in rows[0][1]]
    for line, cells in rows[1:]:
        place = SourceLine(name, line)
        row = dict(zip(names, map(unguard, cells), strict=False))
        try:
            question = Question.model_validate(_fields(row))
        except ValidationError as exc:
            report.skipped(place, " ".join(cells), because(exc))
            continue
        except ValueError as exc:
            report.skipped(place, " ".join(cells), Why("no-value", detail=str(exc)))
            continue
        item = Item(question.text.ko, place, id=question.id, given=question)
        yield Record(item, row.get("parent", ""))


def _fields(row: Cells) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "text": _text(row, "text") or {},
        "references": {one: split(row.get(f"references_{one}", "")) for one in LANGUAGES},
        "key_points": list(_key_points(row)),
        "hints": _texts(row, "hints"),
        "misconceptions": [
            {"text": text, "why": why}
            for text, why in zip(
                _texts(row, "misconceptions"), _texts(row, "misconception_reasons"), strict=False
            )
        ],
        "sources": [
            {"title": title, "url": url or None}
            for title, url in _columns(row, "source_titles", "source_urls")
        ],
    }
    for name in ("id", "kind", "topic", "difficulty", "enough", "figure"):
        if row.get(name):
            fields[name] = row[name]
    for name in ("lead", "explanation"):
        fields[name] = _text(row, name)
    if row.get("demo"):
        params = json.loads(row.get("demo_params") or "{}")
        fields["demo"] = {"name": row["demo"], "params": params}
    return fields


def _key_points(row: Cells) -> Iterator[dict[str, Any]]:
    texts = _texts(row, "key_points")
    names = ("key_point_ids", "key_point_weights", "key_points_needed", "key_point_terms")
    told = (f"key_point_{what}_{one}" for what in ("nudges", "contrasts") for one in LANGUAGES)
    columns = _columns(row, *names, *told)
    for text, (id_, weight, needed, terms, *told_of) in zip(texts, columns, strict=False):
        nudge, contrast = told_of[: len(LANGUAGES)], told_of[len(LANGUAGES) :]
        yield {
            "id": id_,
            "text": text,
            "weight": weight or 1,
            "needed": needed or "yes",
            "nudge": next(iter(_bilingual([[one] for one in nudge])), None) if any(nudge) else None,
            "terms": split(terms, ";"),
            "contrasts": _bilingual([split(one, ";") for one in contrast]),
        }


def _text(row: Cells, name: str) -> dict[str, str] | None:
    (text,) = _bilingual([[row.get(f"{name}_{one}", "")] for one in LANGUAGES])
    return text if any(text.values()) else None


def _texts(row: Cells, name: str) -> list[dict[str, str]]:
    return _bilingual([split(row.get(f"{name}_{one}", "")) for one in LANGUAGES])


def _bilingual(columns: list[list[str]]) -> list[dict[str, str]]:
    """Pair the texts of two languages; where one is missing, the other stands for both."""
    ko, en = columns
    return [
        {"ko": one or other, "en": other or one}
        for one, other in zip(ko or en, en or ko, strict=False)
    ]


def _columns(row: Cells, *names: str) -> list[tuple[str, ...]]:
    """Return the items of several cells side by side, short ones filled up."""
    columns = [split(row.get(name, "")) for name in names]
    length = max(map(len, columns))
    filled = [column + [""] * (length - len(column)) for column in columns]
    return list(zip(*filled, strict=True))
