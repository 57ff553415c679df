"""Reads the blocks of a list in order: what asks, what follows from it, what answers it."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from markdown_it.tree import SyntaxTreeNode

from content.importers import flashcards, opening
from content.importers.columns import names_questions, questions_of
from content.importers.entries import Entries
from content.importers.fields import (
    ANSWERING,
    Field,
    Piece,
    field_of_heading,
    follow_up,
    reveals,
    split_fields,
    unbulleted,
)
from content.importers.flashcards import Card
from content.importers.html import hides, markdown, unfolded
from content.importers.item import Item
from content.importers.reading import Opener, Reading, line_of
from content.importers.records import linked
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.style import Style
from content.importers.title import (
    content_of,
    is_contents,
    leads_within,
    level_behind,
    plain,
    title_of,
)
from content.importers.unfolding import Unfolding
from content.importers.why import Why
from content.importers.wording import asks, asks_only, is_placeholder, key

_BOLD = re.compile(r"(\*\*|__)(?P<text>(?:(?!\1)[^\n])+)\1\W*+")
_SECTION_TITLE = re.compile(
    r"(?:[Ⅰ-Ⅻ]+|[IVX]{1,4})[.)]\s[^\n?？]{1,60}|\[[^\n\[\]]{1,60}\]"
    r"|(?:제? ?\d{1,2} ?[장부]|(?:Part|Chapter|Unit) (?:\d{1,2}|[IVX]{1,4}))\b[^\n?？]{0,60}"
)
_CALLOUT = re.compile(
    r"\[!(?P<kind>[\w-]+)\][-+]?[ \t]*(?P<caption>[^\n]*)\n?(?P<body>.*)", re.DOTALL
)
_ASKING_CALLOUTS = ("question", "faq", "help", "질문")
_HEADERS = re.compile(
    r"(?:(?:From|To|Cc|Date|Subject|보낸 사람|받는 사람|날짜|제목):.*(?:\n|$)){2}"
)


class Outline:
    """Reads headings, paragraphs and tables, and hands lists and HTML on."""

    def __init__(self, source: ImportSource, style: Style, report: ImportReport) -> None:
        self._reading = Reading(source, style, report)
        self._unfolding = Unfolding(self._reading)
        self._entries = Entries(self._reading, self._unfolding)
        self._is_first = True
        self._above: SyntaxTreeNode | None = None
        self._following: SyntaxTreeNode | None = None

    @property
    def items(self) -> list[Item]:
        return self._reading.items

    def read(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Take the blocks of a list. A node would look for its own neighbours among all."""
        for node, following in zip_longest(nodes, nodes[1:]):
            self._following = following
            self._add(node)
            self._is_first, self._above = False, node

    def _add(self, node: SyntaxTreeNode) -> None:
        match node.type:
            case "heading":
                self._heading(node)
            case "hr":
                self._reading.close()
            case "paragraph":
                self._paragraph(node)
            case "ordered_list" | "bullet_list":
                self._entries.read(node, self._above)
            case "table":
                self._table(node)
            case "html_block":
                self._unfolding.read(node)
            case "front_matter":
                pass
            case "blockquote" if callout := self._callout(node):
                self._unfold(*callout, node)
            case "blockquote" if self._is_labelled_in_quotes(node):
                self.read(node.children)
            case "fence" if self._reading.is_asked_about(node):
                self._reading.ask_about(self._reading.raw(node))
            case _:
                self._reading.keep(node)

    def _callout(self, node: SyntaxTreeNode) -> tuple[str, str] | None:
        """Return the caption and body of a callout that asks, or hides the answer of a question."""
        found = _CALLOUT.fullmatch(content_of(node.children[0])) if node.children else None
        if found is None:
            return None
        caption, body = found["caption"], found["body"]
        first, _, rest = body.partition("\n")
        is_named = found["kind"].casefold() in _ASKING_CALLOUTS
        if is_named and not asks(plain(caption)) and asks(plain(first)):
            caption, body = first, rest
        is_question = asks(plain(caption)) or (is_named and caption)
        is_answer = self._reading.current and reveals(caption or found["kind"])
        return (caption, body) if is_question or is_answer else None

    def _unfold(self, caption: str, body: str, node: SyntaxTreeNode) -> None:
        first, *others = node.children
        begin = content_of(first).count("\n") - body.count("\n")
        self._unfolding.begin(caption, node)
        for name, piece, offset in split_fields(body):
            self._piece((name, piece, begin + offset), first)
        self.read(others)
        self._unfolding.end()

    def _is_labelled_in_quotes(self, node: SyntaxTreeNode) -> bool:
        """Tell a quote that begins with a question or a hint; others are part of an answer."""
        text = content_of(node.children[0]) if node.children else ""
        return split_fields(text)[0][0] in (Field.QUESTION, Field.HINT, Field.ASIDE)

    def _heading(self, node: SyntaxTreeNode) -> None:
        text, level, reading = title_of(node), int(node.tag[1]), self._reading
        label = split_fields(content_of(node))[0][0]
        above = [one for one in reading.sections if one[0] < level]
        named = field_of_heading(text)
        if label in ANSWERING or label is Field.HINT:
            for name, piece, offset in split_fields(content_of(node)):
                self._piece((name, piece, offset), node)
        elif named is not None and (above or named is not Field.FOLLOW_UP):
            reading.begin(named)
        elif key(text) in reading.style.blanks:
            reading.close()
        elif self._is_question_heading(node, text, level, label):
            parent = above[-1][1] if above else None
            if label is Field.FOLLOW_UP:
                parent = parent or reading.main
            item = reading.open(text, node, parent, Opener.HEADING)
            item.difficulty = level_behind(content_of(node), reading.style.is_starred)
            if not asks(text):
                reading.doubt_wording(item)
            reading.sections = [*above, (level, item)]
            if hidden := unfolded(content_of(node))[1]:
                reading.fill(Field.ANSWER, hidden, node, 0)
        elif reading.in_section and reading.sections and level > reading.sections[-1][0]:
            reading.store(reading.raw(node), node)
        else:
            reading.sections, reading.numbered = above, None
            reading.close()
            if is_placeholder(text):
                reading.skip(node, text, Why("placeholder"))

    def _is_question_heading(
        self, node: SyntaxTreeNode, text: str, level: int, label: Field | None
    ) -> bool:
        if not text or is_contents(text) or self._is_title(level):
            return False
        is_marked = label in (Field.QUESTION, Field.FOLLOW_UP) or hides(content_of(node))
        if is_marked or self._has_fields():
            return True
        is_asking = asks(text) or level in self._reading.style.levels
        return is_asking and not is_placeholder(text)

    def _is_title(self, level: int) -> bool:
        """Tell the title of the whole list: the first heading, right above another."""
        following = self._following
        is_first = level == 1 and self._is_first
        return is_first and following is not None and following.type == "heading"

    def _has_fields(self) -> bool:
        following = self._following
        if following is None or following.type != "paragraph":
            return False
        named = [name for name, _, _ in split_fields(content_of(following)) if name]
        return bool(named) and named[0] in ANSWERING

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        text = content_of(node)
        if leads_within(text):
            return
        if cards := flashcards.read(text, self._reading.style.is_flashcards):
            self._cards(cards, node)
            return
        if self._reading.in_section and field_of_heading(text) is Field.FOLLOW_UP:
            self._reading.begin(Field.FOLLOW_UP)
            return
        if self._reading.opener is not Opener.HEADING and self._open_bold(text, node):
            return
        for name, piece, offset in split_fields(text):
            shown, hidden = unfolded(piece)
            if name in ANSWERING or (name is None and not asks(shown)):
                shown, hidden = piece, ""
            self._piece((name, shown, offset), node)
            if hidden:
                self._reading.fill(Field.ANSWER, hidden, node, offset)

    def _cards(self, cards: Sequence[Card], node: SyntaxTreeNode) -> None:
        """Open flashcards; the answer of a last one without any stands below it."""
        for card in cards:
            asked = follow_up(card.question)
            parent = self._reading.main if asked is not None else None
            item = self._reading.open(
                asked or card.question, node, parent, Opener.LABEL, card.offset
            )
            if card.answer and not (is_placeholder(card.answer) and not card.answer[0].isdigit()):
                item.answers.append(card.answer)
            if card.answer:
                self._reading.close()

    def _open_bold(self, text: str, node: SyntaxTreeNode) -> bool:
        shown, hidden = unfolded(text.strip())
        first, _, rest = shown.partition("\n")
        bold = _BOLD.fullmatch(first.strip())
        if bold is None or not asks(plain(bold["text"])):
            return False
        label = split_fields(first)[0][0]
        if label in (Field.ANSWER, Field.NOTES, Field.FOLLOW_UP):
            return False
        self._reading.open(bold["text"], node, None, Opener.BOLD, bare=not self._reading.sections)
        if rest:
            for name, piece, offset in split_fields(rest):
                self._piece((name, piece, offset + 1), node)
        if hidden:
            self._reading.fill(Field.ANSWER, hidden, node, 0)
        return True

    def _piece(self, piece: Piece, node: SyntaxTreeNode) -> None:
        name, text, offset = piece
        follows = self._reading.current and self._reading.field is Field.FOLLOW_UP
        if name is None and follows and asks(text):
            name = Field.FOLLOW_UP
        if name in (Field.QUESTION, Field.FOLLOW_UP):
            self._labelled(name, text, node, offset)
        elif name is not None:
            self._reading.fill(name, text, node, offset)
        elif not self._reading.sections and _SECTION_TITLE.fullmatch(text):
            self._reading.close()
            self._reading.numbered = None
            self._reading.skip(node, text, Why("no-question-read"), offset)
        elif self._goes_on(text):
            self._reading.keep_text(text, node, offset)
        else:
            self._bare(text, node, offset)

    def _labelled(self, name: Field, text: str, node: SyntaxTreeNode, offset: int) -> None:
        parent = self._reading.main if name is Field.FOLLOW_UP else None
        question, answer = opening.split(text)
        if question and is_placeholder(question):
            self._reading.close()
            self._reading.skip(node, text, Why("placeholder"), offset)
            return
        self._reading.open(question, node, parent, Opener.LABEL, offset)
        if answer:
            self._reading.keep_text(answer, node, offset + question.count("\n") + 1)

    def _goes_on(self, text: str) -> bool:
        """Tell whether a paragraph goes on with what is above it."""
        item, style = self._reading.current, self._reading.style
        is_labelled = self._reading.opener is Opener.LABEL
        if is_labelled and item and item.is_answered and not style.is_marked:
            return not asks_only(text)
        return self._reading.in_section or (item is not None and self._belongs(text))

    def _belongs(self, text: str) -> bool:
        """Tell whether a paragraph goes with the question above it, rather than asking another."""
        item = self._reading.current
        if item is None or opening.asks(text):
            return False
        if self._reading.begins:
            return True
        if self._reading.opener is Opener.BARE:
            return item.is_answered or self._reading.style.answers_below
        return item.is_answered or self._is_answered_so_far(item)

    def _is_answered_so_far(self, last: Item) -> bool:
        """Tell a list with answers from one of mere questions, which a paragraph below ends."""
        answered = [item.is_answered for item in self._reading.items if item is not last]
        return 2 * sum(answered) >= len(answered)

    def _bare(self, text: str, node: SyntaxTreeNode, offset: int) -> None:
        lines = [(at, unbulleted(line)) for at, line in enumerate(text.split("\n"), offset)]
        lines = [(at, line) for at, line in lines if line]
        if _HEADERS.match(text):
            self._reading.skip(node, text, Why("no-question-read"), offset)
            return
        if self._reading.style.is_marked and not asks_only(" ".join(line for _, line in lines)):
            self._reading.close()
            self._reading.skip(node, text, Why("no-question-read"), offset)
            return
        if not all(asks(line, plainly=True) for _, line in lines):
            question, answer = opening.split("\n".join(line for _, line in lines))
            if asks(question):
                self._reading.open(question, node, None, Opener.BARE, offset, bare=True)
                self._reading.keep_text(answer, node, offset + question.count("\n") + 1)
                return
            lines = [(offset, " ".join(line for _, line in lines))]
        for at, line in lines:
            self._reading.current, self._reading.numbered = None, None
            if asks(line) and not is_placeholder(line):
                question, answer = opening.split(line)
                self._reading.open(question, node, None, Opener.BARE, at, bare=True)
                self._reading.keep_text(answer, node, at)
            elif line:
                self._reading.skip(node, line, Why("no-question-read"), at)

    def _table(self, node: SyntaxTreeNode) -> None:
        """Take a table with a column of questions for a list, any other for a part of an answer.

        Below a question, one that asks nothing and does not say that it does is part of its answer.
        """
        rows = [(line_of(row), _cells(row)) for part in node.children for row in part.children]
        reading, told = self._reading, ImportReport()
        found = questions_of(reading.source.name, rows, told)
        is_list = reading.current is None or names_questions(rows[0][1])
        if found and (is_list or any(asks(one.item.text) for one in found)):
            reading.report.entries += told.entries
            reading.items += linked(found, reading.report)
            reading.close()
        else:
            self._reading.keep(node)


def _cells(row: SyntaxTreeNode) -> list[str]:
    return [_cell(cell.children[0].content) if cell.children else "" for cell in row.children]


def _cell(content: str) -> str:
    """Return a cell as Markdown; what unfolds in it may answer a question, and stays apart."""
    shown, hidden = unfolded(content)
    return f"{markdown(shown)} <details>{hidden}</details>" if hidden else markdown(content)
