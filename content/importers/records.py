"""Questions that name the one they follow from, by its id or its wording."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from content.importers.item import Item
from content.importers.report import ImportReport
from content.importers.why import Why
from content.importers.wording import key
from content.schema import Slug

_ID = TypeAdapter(Slug)


class Record(NamedTuple):
    item: Item
    parent: str = ""
    """The id or the wording of the question it follows from."""


def linked(records: Iterable[Record], report: ImportReport) -> list[Item]:
    """Return the questions with their parents found; what cannot be used of them is told."""
    records = list(records)
    by_id: dict[str, Item] = {}
    by_key: dict[str, Item] = {}
    given: dict[str, Item] = {}
    for item, _ in records:
        given.setdefault(item.id, item)
        if item.id and not _is_usable(item, by_id, report):
            item.id = ""
        if item.id:
            by_id[item.id] = item
        by_key.setdefault(key(item.text), item)
    for item, name in records:
        if not name:
            continue
        item.parent = by_id.get(name) or given.get(name) or by_key.get(key(name))
        if item.parent is None:
            why = Why("follows-unknown", name=repr(name[:60]))
            report.doubt(item.place, item.text, why)
    return [_flat(item, report) for item, _ in records]


def _is_usable(item: Item, taken: dict[str, Item], report: ImportReport) -> bool:
    """Tell an id that a deck can keep; a mere number is none, and nothing to tell of."""
    if item.id.isdigit():
        return False
    try:
        _ID.validate_python(item.id)
    except ValidationError:
        report.doubt(item.place, item.text, Why("bad-id", id=repr(item.id[:60])))
        return False
    if item.id in taken:
        where = taken[item.id].place.seen_from(item.place)
        report.doubt(item.place, item.text, Why("taken-id", id=repr(item.id), where=where))
        return False
    return True


def _flat(item: Item, report: ImportReport) -> Item:
    """Hang a follow-up of a follow-up on the question both come from."""
    seen = {id(item)}
    top = item.parent
    while top is not None and top.parent is not None:
        if id(top) in seen:
            report.doubt(item.place, item.text, Why("follows-itself"))
            item.parent = None
            return item
        seen.add(id(top))
        top = top.parent
    if top is item:
        report.doubt(item.place, item.text, Why("follows-itself"))
        item.parent = None
    elif top is not item.parent:
        report.doubt(item.place, item.text, Why("follows-follow-up"))
        item.parent = top
    return item
