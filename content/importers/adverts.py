"""Advertisements in a list: they may ask, but are no questions."""

import re
from dataclasses import replace

from content.importers.item import SourceLine
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.why import Why

_ADVERT = re.compile(
    r" {0,3}(?:> ?)*(?:\*\*|[_*[(])?(?:sponsor(?:ed)?|(?-i:[Aa]d)|advert(?:isement)?|광고|협찬)"
    r"[\])]?(?:\*\*|[_*])? ?[:：]",
    re.IGNORECASE,
)
_FENCE = re.compile(r"[ \t>]*(```|~~~)(?!.*\1)")


def is_advert(text: str) -> bool:
    """Tell a text that says that it is paid for, such as `Sponsored: …`."""
    return _ADVERT.match(text) is not None


def cut(source: ImportSource, report: ImportReport) -> ImportSource:
    """Return the list with its lines but without advertisements, which are told; code is kept."""
    lines, is_code = source.text.split("\n"), False
    for at, line in enumerate(lines):
        is_code ^= _FENCE.match(line) is not None
        if not is_code and is_advert(line):
            report.skipped(SourceLine(source.name, at + 1), line, Why("advertisement"))
            lines[at] = ""
    return replace(source, text="\n".join(lines))
