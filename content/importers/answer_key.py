"""The answers of an exam sheet, together below its questions: known by their numbers."""

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from textwrap import dedent
from typing import NamedTuple

from content.importers.item import Item, SourceLine
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.why import Why
from content.importers.wording import asks_last

MIN_ENTRIES = 2
MOSTLY = 0.7

_WORDS = (
    r"(?:answer (?:key|sheet)|answers|solutions|정답 ?(?:표|지|및 ?(?:해설|풀이))|답안지)\W*"
    r"|(?:answer|key|정답|해답|답안|모범 ?답안)[^\w:：]*"
)
_TITLE = re.compile(rf"\W*(?:{_WORDS})", re.IGNORECASE)
_MARK = r"[(（]?(?:[①-⑳]|[A-Ea-e1-9])[)）]?"
_PAIR = re.compile(rf"(\d{{1,3}})\s?[-–.:)번]\s?({_MARK})(?:[\s,;/|]+|$)")
_LABEL = r"(?:\W*(?:answers?|key|정답|답)\s*[:：])?\s*"
_ROW = re.compile(rf"{_LABEL}((?:{_PAIR.pattern}){{2,}})", re.IGNORECASE)
_ENTRY = re.compile(
    r"\s*[-*]?\s*(?:Q|문제?|정답|답)?\s?(\d{1,3})\s?(?:번|[.):])[.):]?\s+(\S.*)", re.IGNORECASE
)
_SECTION = re.compile(r"#.*|\W*(?:Part|[IVX]+[.)]|제? ?\d+ ?[장부]).*", re.IGNORECASE)
_LABELLED = re.compile(
    r"\W*(?:answer|정답|답변?|A)\s?\d*\s?[:：].*|\s*(?:→|->|=>).*", re.IGNORECASE
)
_WRAPPED = re.compile(r"(?<=\S)\n(?![\s*+-]|\d+[.)])")
_NUMBER = re.compile(r"\W*(?:Q|문제?|질문|Question)?\s?(\d{1,3})\s?(?:번|[.):])", re.IGNORECASE)


class Entry(NamedTuple):
    number: str
    answer: str
    line: int


def cut(text: str) -> tuple[str, list[Entry]]:
    """Return the text with its lines but without its keys, and what those answer."""
    lines, keys, begin = text.split("\n"), list[Entry](), 0
    for at, line in enumerate(lines):
        is_row = _ROW.fullmatch(line) is not None
        if at < begin or not (is_row or _TITLE.fullmatch(line)):
            continue
        key, end = _entries(lines, at if is_row else at + 1)
        above, begin = lines[begin:at], end
        if _answers(key, above):
            lines[at:end] = [""] * (end - at)
            keys += key
    return "\n".join(lines), keys


def _answers(key: Sequence[Entry], above: Sequence[str]) -> bool:
    """Tell a key to the questions above it from the last one's answer in numbered lines."""
    asked = {found[1] for line in above if (found := _NUMBER.match(line))}
    known = [entry for entry in key if entry.number in asked]
    is_most = len(known) >= MOSTLY * max(len(key), len(asked))
    return len(key) >= MIN_ENTRIES and is_most and not any(map(_LABELLED.fullmatch, above))


def _entries(lines: Sequence[str], first: int) -> tuple[list[Entry], int]:
    """Return a key's answers, by lines or several in one, and where the first other line stands.

    An answer goes on up to a blank line, and below it in what is indented.
    """
    entries, end, is_open = list[Entry](), first, False
    below: list[list[str]] = []
    for at in range(first, len(lines)):
        line = lines[at].strip()
        row, found = _ROW.fullmatch(line), _ENTRY.fullmatch(line)
        margin = _indent(lines[entries[0].line - 1]) if entries else 0
        is_below = bool(entries and line) and _indent(lines[at]) > margin
        if is_below or (is_open and line and not found):
            below[-1].append(lines[at].rstrip())
        elif row:
            entries += (Entry(asked, mark, at + 1) for asked, mark in _PAIR.findall(row[1]))
        elif found and not asks_last(found[2], plainly=True):
            entries.append(Entry(found[1], found[2], at + 1))
        elif line and (found or _TITLE.fullmatch(line) or not _SECTION.fullmatch(line)):
            break
        elif entries and not line:
            below[-1].append("")
        below += ([] for _ in entries[len(below) :])
        is_open = bool(found or (is_open and line)) or is_below
        end = at + 1 if row or is_open else end
    pairs = zip(entries, below, strict=True)
    return [one._replace(answer=_flowing(one.answer, rest)) for one, rest in pairs], end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _flowing(answer: str, below: Sequence[str]) -> str:
    """Return an answer without the indentation of its later lines, those of a paragraph in one."""
    text = "\n".join([answer, dedent("\n".join(below))]).strip()
    return text if "```" in text or "~~~" in text else _WRAPPED.sub(" ", text)


def answer(
    items: Sequence[Item], key: Sequence[Entry], source: ImportSource, report: ImportReport
) -> None:
    """Give each numbered question its answer; what answers none is told."""
    lines = source.text.split("\n")
    unanswered: defaultdict[str, deque[Item]] = defaultdict(deque)
    for item in items:
        if not item.answers and (found := _NUMBER.match(lines[item.place.line - 1])):
            unanswered[found[1]].append(item)
    for entry in key:
        if unanswered[entry.number]:
            unanswered[entry.number].popleft().answers.append(entry.answer)
        else:
            where = SourceLine(source.name, entry.line)
            report.skipped(where, entry.answer, Why("of-no-question"))
