"""Questions that name the one they follow from, by its id or its wording."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from content.importers.item import BadInput, Item
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.wording import key
from content.schema import Slug

_ID = TypeAdapter(Slug)


class Record(NamedTuple):
    item: Item
    parent: str = ""
    """The id or the wording of the question it follows from."""


def linked(source: ImportSource, records: Iterable[Record], report: ImportReport) -> list[Item]:
    """Return the questions with their parents found.

    Raises:
        BadInput: an id is no slug or used twice, or a parent is unknown or follows from itself.
    """
    records = list(records)
    by_id: dict[str, Item] = {}
    by_key: dict[str, Item] = {}
    for item, _ in records:
        if item.id:
            _check_id(item, by_id)
            by_id[item.id] = item
        by_key.setdefault(key(item.text), item)
    for item, name in records:
        if name:
            item.parent = by_id.get(name) or by_key.get(key(name))
            if item.parent is None:
                raise source.refusal(
                    f"a follow-up of a question that is not here: {name[:60]!r}", item.place.line
                )
    return [_flat(item, report) for item, _ in records]


def _check_id(item: Item, taken: dict[str, Item]) -> None:
    try:
        _ID.validate_python(item.id)
    except ValidationError as exc:
        message = f"the id {item.id[:60]!r} is not of lower-case letters, digits and hyphens"
        raise BadInput(message, *item.place) from exc
    if item.id in taken:
        message = f"the id {item.id!r} is already on line {taken[item.id].place.line}"
        raise BadInput(message, *item.place)


def _flat(item: Item, report: ImportReport) -> Item:
    """Hang a follow-up of a follow-up on the question both come from."""
    seen = {id(item)}
    top = item.parent
    while top is not None and top.parent is not None:
        if id(top) in seen:
            raise BadInput("follows from itself", *item.place)
        seen.add(id(top))
        top = top.parent
    if top is not item.parent:
        why = "follows from a follow-up, taken as one of the question itself"
        report.doubt(item.place, item.text, why)
        item.parent = top
    return item
