"""What stands in an answer and is none of it: hints, and lines such as `Tags: db`."""

import re
from typing import NamedTuple

from content.importers.fields import Field, goes_on, hint_or_aside
from content.importers.item import Item
from content.importers.report import ImportReport
from content.importers.why import Why
from content.importers.wording import is_placeholder

_MARKS = re.compile(r"(?:[\s>#]|[-*+•](?=\s))*+")
_FENCE = re.compile(r"[ \t>]*(?:[-*+]\s+)?(```|~~~)(?!.*\1)")


class Line(NamedTuple):
    """A hint or an aside, and on which line of the text it begins, from 0."""

    name: Field
    text: str
    at: int


def cut(text: str) -> tuple[str, list[Line]]:
    """Return a text without such lines, listed and quoted ones too, and those; code is kept."""
    kept, found = list[str](), list[Line]()
    is_code = is_open = False
    for at, line in enumerate(text.split("\n")):
        is_code ^= _FENCE.match(line) is not None
        if not is_code and (held := hint_or_aside(_MARKS.sub("", line, count=1))):
            found.append(Line(*held, at))
            is_open = True
        elif is_open and goes_on(found[-1].text, line):
            above = found.pop()
            found.append(above._replace(text=f"{above.text}\n{line.strip()}".strip()))
        else:
            kept.append(line)
            is_open = False
    return ("\n".join(kept).strip("\n"), found) if found else (text, [])


def take(item: Item, report: ImportReport) -> None:
    """Give a question the hints in its answers and notes, and tell what else is left out there."""
    for texts in (item.answers, item.notes):
        for at, text in enumerate(texts):
            texts[at], found = cut(text)
            for one in found:
                if one.name is Field.HINT:
                    item.hints.append(one.text)
                else:
                    report.skipped(item.place, one.text, Why("aside"))
        texts[:] = filter(str.strip, texts)
    item.hints[:] = (one for one in item.hints if not is_placeholder(one))


def hints_of(cell: str) -> list[str]:
    """Return the hints of a cell, which may label several of them."""
    text, found = cut(cell)
    return [one for one in (text.strip(), *(line.text for line in found)) if one]
