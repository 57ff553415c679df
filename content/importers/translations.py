"""Translations in italics below the questions of a list that is in one language otherwise."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from content.importers.fields import follow_up
from content.importers.item import Item, SourceLine
from content.importers.opening import MAX_WRAPPED
from content.importers.report import ImportReport
from content.importers.title import plain
from content.importers.why import Why
from content.importers.wording import asks, language_of

_ITALIC = re.compile(
    r"[ \t>]*(?:\*(?P<starred>[^\s*][^*\n]*)\*|_(?P<lined>[^\s_](?:[^_\n]|(?<=\w)_(?=\w))*)_)\s*"
)


def cut(text: str) -> tuple[str, dict[int, str]]:
    """Return the text with its lines but without translations, and those by the line above."""
    lines, found = text.split("\n"), dict[int, str]()
    for at, line in enumerate(lines):
        above = next((one for one in (at - 1, at - 2) if one >= 0 and lines[one].strip()), None)
        if above is None or not (italic := _ITALIC.fullmatch(line)):
            continue
        said = plain(italic["starred"] or italic["lined"])
        said = follow_up(said) or said
        if language_of(said) != language_of(lines[above]) and asks(said) and _asks(lines[above]):
            found[above + 1], lines[at] = said, ""
    return "\n".join(lines), found


def _asks(line: str) -> bool:
    return asks(plain(line.strip("#*_>- \t")))


def give(items: Sequence[Item], found: Mapping[int, str], report: ImportReport) -> None:
    """Give each question the translation below it; one of no question is told."""
    items = sorted(items, key=lambda item: item.place.line)
    starts = [item.place.line for item in items]
    for line, said in found.items():
        at = bisect_right(starts, line) - 1
        item = items[at] if at >= 0 and line - starts[at] < MAX_WRAPPED else None
        if item and not item.translation and language_of(item.text) != language_of(said):
            item.translation = said
        elif items:
            report.skipped(SourceLine(items[0].place.file, line + 1), said, Why("of-no-question"))
