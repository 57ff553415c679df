"""Lists in Markdown or plain text, our own export among them.

The parser finds the blocks; what they hold is taken from the lines of the file, so that code and
formulas stay as they were typed.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from content.importers import answer_key, asked, glossary, opening, printed
from content.importers.chat import cleaned
from content.importers.item import Item
from content.importers.outline import Outline
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.style import survey
from content.importers.title import MAX_DEPTH
from content.importers.why import Why
from content.importers.wording import asks, parts

MAX_LINES = 200_000

_LETTERED = re.compile(r"(?m)^[가나다라마바사아자차카타파하][.)][ \t]+(\S.*)$")
_TIGHT = re.compile(
    r"(?m)^([ \t]*(?:[-*+#>]+[ \t]*)?(?:\*\*)?(?:[QA]\.?\d{0,4}[.:：)]|\d{1,3}[.)]"
    r"|(?:질문|문제?|답변?|정답) ?\d{0,4}[.)])(?:\*\*)?)(?=[^\s\d.:)*/\\])(.*)$"
)
_BLOCKS = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH + 2}).enable("table").disable("inline")
_BLOCKS.use(front_matter_plugin)


def read(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the questions of a Markdown or plain text list, in order.

    Raises:
        BadInput: it is nested too deeply or too long.
    """
    if source.text.count("\n") > MAX_LINES:
        raise source.refusal(Why("too-many-lines", limit=MAX_LINES))
    text, key = answer_key.cut(_numbered(cleaned(_spaced(source.text))))
    source = replace(source, text=text)
    tokens = _BLOCKS.parse(source.text)
    for token in tokens:
        if token.level >= MAX_DEPTH:
            raise source.refusal(Why("too-deep"), _line(token))
    nodes = SyntaxTreeNode(tokens).children
    if printed.is_ours(nodes):
        return printed.read(source, nodes, report)
    told = ImportReport()
    outline = Outline(source, survey(nodes, source.text), told)
    outline.read(nodes)
    asks_nothing = not any(asks(item.text) for item in outline.items)
    if asks_nothing and (terms := glossary.read(source, report)):
        return terms
    report.entries += told.entries
    answer_key.answer(outline.items, key, source, report)
    opening.state(outline.items)
    for item in outline.items:
        asked.pose(item)
    return list(_separated(outline.items, report))


def _spaced(text: str) -> str:
    """Put a space behind numbers and labels that are typed without one, where some ask."""
    asking = [asks(line, plainly=True) for _, line in _TIGHT.findall(text)]
    return _TIGHT.sub(r"\1 \2", text) if sum(asking) > 1 else text


def _numbered(text: str) -> str:
    """Number with digits, as Markdown does, what 가. 나. 다. begin and mostly asks."""
    asking = [asks(line) for line in _LETTERED.findall(text)]
    is_list = len(asking) > 1 and 2 * sum(asking) >= len(asking)
    return _LETTERED.sub(r"1. \1", text) if is_list else text


def _line(token: Token) -> int | None:
    return None if token.map is None else token.map[0] + 1


def _separated(items: list[Item], report: ImportReport) -> Iterator[Item]:
    last = {id(item.parent): item for item in items if item.parent is not None}
    for item in last.values():
        if item.parent and not item.parent.is_answered and item.answers and item.notes:
            report.doubt(item.place, item.text, Why("notes-may-answer"))
    for item in items:
        several = parts(item.text)
        if len(several) == 1:
            yield item
        elif item.is_answered or id(item) in last:
            report.doubt(item.place, item.text, Why("asks-several"))
            yield item
        else:
            report.doubt(item.place, item.text, Why("split", count=len(several)))
            for text in several:
                yield Item(text, item.place, item.parent, item.bare)
