"""Lists in Markdown or plain text, our own export among them.

The parser finds the blocks; what they hold is taken from the lines of the file, so that code and
formulas stay as they were typed.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from content.importers import (
    adverts,
    answer_key,
    asked,
    glossary,
    numbering,
    opening,
    printed,
    translations,
)
from content.importers.chat import cleaned
from content.importers.fields import Field, follow_up, is_labelled, split_fields
from content.importers.html import decoded
from content.importers.item import Item, SourceLine
from content.importers.outline import Outline
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.style import survey
from content.importers.title import MAX_DEPTH
from content.importers.why import Why
from content.importers.wording import asks, parts

MAX_LINES = 200_000

_MARKUP = "".join(set(string.punctuation) - set("\"'"))
_PROPERTY = re.compile(r"[\w-][\w -]*:(?:\s|$)|#")
_CARD = (Field.QUESTION, Field.FOLLOW_UP, Field.ANSWER)
_ENDLESS = re.compile(r"(?is)\s*<(?:!--(?!.*-->)|(pre|script|style|textarea)\b(?!.*</\1))")
_BLOCKS = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH + 2}).enable("table").disable("inline")
_BLOCKS.use(front_matter_plugin)


def _labelled(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Let a label of a question end a list that Markdown would go on with, where labels ask."""
    if not (silent and state.env["is_labelled"] and state.sCount[line] < state.blkIndent):
        return False
    text = state.getLines(line, line + 1, 0, False)
    if not is_labelled(text) and follow_up(text) is None:
        return False
    last = min(line, state.line + opening.MAX_WRAPPED)
    entry = state.getLines(state.line, last, state.blkIndent, False)
    return not asks(entry) and not is_labelled(entry)


_BLOCKS.block.ruler.before("paragraph", "labelled", _labelled, {"alt": ["paragraph"]})


def read(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the questions of a Markdown or plain text list, in order.

    Raises:
        BadInput: it is nested too deeply or too long.
    """
    if source.text.count("\n") > MAX_LINES:
        raise source.refusal(Why("too-many-lines", limit=MAX_LINES))
    text = decoded(_unruled(source.text), kept=_MARKUP)
    text, key = answer_key.cut(cleaned(numbering.plain(text)))
    source = replace(source, text=text)
    tokens = _parsed(source)
    _tell_endless(source, tokens, report)
    nodes = SyntaxTreeNode(tokens).children
    if printed.is_ours(nodes):
        return printed.read(source, nodes, report)
    text, translated = translations.cut(adverts.cut(source, report).text)
    if text != source.text:
        source = replace(source, text=text)
        nodes = SyntaxTreeNode(_parsed(source)).children
    told = ImportReport()
    outline = Outline(source, survey(nodes, source.text), told)
    outline.read(nodes)
    asks_nothing = not any(asks(item.text) for item in outline.items)
    if asks_nothing and (terms := glossary.read(source, report)):
        return terms
    report.entries += told.entries
    answer_key.answer(outline.items, key, source, report)
    translations.give(outline.items, translated, report)
    opening.state(outline.items)
    for item in outline.items:
        asked.pose(item)
        _decode(item)
    return list(_separated(outline.items, report))


def _parsed(source: ImportSource) -> list[Token]:
    asks_by_label = any(map(is_labelled, source.text.split("\n")))
    tokens = _BLOCKS.parse(source.text, {"is_labelled": asks_by_label})
    for token in tokens:
        if token.level >= MAX_DEPTH:
            raise source.refusal(Why("too-deep"), _line(token))
    return tokens


def _decode(item: Item) -> None:
    """Put in the signs that would have been markup before the list was read."""
    item.text, item.translation = decoded(item.text), decoded(item.translation)
    for texts in (item.answers, item.notes, item.keywords, item.hints):
        texts[:] = map(decoded, texts)
    item.links = [(decoded(title), decoded(url)) for title, url in item.links]


def _unruled(text: str) -> str:
    """Drop a rule on the first line, which would begin properties, where it begins none."""
    first, _, rest = text.partition("\n")
    second, *_ = rest.split("\n", 1)
    is_rule = first.rstrip() == "---" and not (
        _PROPERTY.match(second) and split_fields(second)[0][0] not in _CARD
    )
    return f"\n{rest}" if is_rule else text


def _tell_endless(source: ImportSource, tokens: list[Token], report: ImportReport) -> None:
    """Tell of code and comments that never end: what stands below them is read as a part."""
    lines = source.text.split("\n")
    for token in tokens:
        first, end = token.map or (0, 0)
        if token.type == "fence":
            last = lines[end - 1].strip(" \t>")
            ends = end - first > 1 and last.startswith(token.markup) and not last.strip(last[0])
        else:
            ends = token.type != "html_block" or not _ENDLESS.match(token.content)
        if not ends:
            report.doubt(SourceLine(source.name, first + 1), lines[first], Why("endless-block"))


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
        elif item.is_answered or item.hints or id(item) in last:
            report.doubt(item.place, item.text, Why("asks-several"))
            yield item
        else:
            report.doubt(item.place, item.text, Why("split", count=len(several)))
            for text in several:
                yield Item(text, item.place, item.parent, item.bare)
