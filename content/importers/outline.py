"""Reads the blocks of a list in order: what asks, what follows from it, what answers it."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import zip_longest

from markdown_it.tree import SyntaxTreeNode

from content.importers import asked, flashcards
from content.importers.columns import questions_of, worded
from content.importers.difficulty import level_of
from content.importers.fields import (
    Field,
    Piece,
    bare_text,
    field_of_heading,
    follow_up,
    keywords_of,
    links_of,
    reveals,
    split_fields,
)
from content.importers.flashcards import Card
from content.importers.html import PartKind, markdown, parts
from content.importers.item import Item, SourceLine
from content.importers.records import linked
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.style import Style
from content.importers.title import (
    content_of,
    is_anchor,
    is_contents,
    leads_within,
    level_behind,
    plain,
    title_of,
)
from content.importers.why import Why
from content.importers.wording import asks, asks_last, asks_only, ends_with, is_placeholder, key


class Opener(Enum):
    """What the open question was found by; a heading's reach ends only at the next heading."""

    HEADING = auto()
    SUMMARY = auto()
    BOLD = auto()
    LABEL = auto()
    ENTRY = auto()
    BARE = auto()


MAX_WRAPPED = 4
_SECTIONS = {Opener.HEADING, Opener.SUMMARY, Opener.BOLD, Opener.LABEL}
_BOLD = re.compile(r"(\*\*|__)(?P<text>(?:(?!\1)[^\n])+)\1\W*+")
_SECTION_TITLE = re.compile(r"(?:[Ⅰ-Ⅻ]+|[IVX]{1,4})[.)]\s[^\n?？]{1,60}|\[[^\n\[\]]{1,60}\]")
_HEADERS = re.compile(
    r"(?:(?:From|To|Cc|Date|Subject|보낸 사람|받는 사람|날짜|제목):.*(?:\n|$)){2}"
)
_TRANSLATED = re.compile(r"(?<=[?？])\s*[/|]\s*")
_BEHIND = re.compile(r"(.{1,400}?[?？]\W{0,4}?)\s+(?:[-–—:=→⇒]|[-=]>)\s+(\S.*)", re.DOTALL)
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?%?|[①-⑳]")
_PROPERTY = re.compile(r"[\w-]+:: .*")


class Outline:
    """Keeps track of what a follow-up or an answer belongs to, block after block."""

    def __init__(self, source: ImportSource, style: Style, report: ImportReport) -> None:
        self.items: list[Item] = []
        self._source = source
        self._style = style
        self._lines = source.text.split("\n")
        self._report = report
        self._sections: list[tuple[int, Item]] = []
        self._unfolded: list[Item | None] = []
        self._numbered: Item | None = None
        self._current: Item | None = None
        self._main: Item | None = None
        self._opener: Opener | None = None
        self._field = Field.NOTES
        self._begins = False
        self._is_first = True
        self._following: SyntaxTreeNode | None = None

    @property
    def _in_section(self) -> bool:
        return self._opener in _SECTIONS

    def read(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Take the blocks of a list. A node would look for its own neighbours among all."""
        for node, following in zip_longest(nodes, nodes[1:]):
            self._following = following
            self._add(node)
            self._is_first = False

    def _add(self, node: SyntaxTreeNode) -> None:
        match node.type:
            case "heading":
                self._heading(node)
            case "hr":
                self._close()
            case "paragraph":
                self._paragraph(node)
            case "ordered_list" | "bullet_list":
                self._list(node)
            case "table":
                self._table(node)
            case "html_block":
                self._html(node)
            case "front_matter":
                pass
            case "blockquote" if self._asks_in_quotes(node):
                self.read(node.children)
            case "fence" if self._is_asked_about(node):
                self._ask_about(self._raw(node))
            case _:
                self._keep(node)

    def _close(self) -> None:
        self._current, self._opener = None, None

    def _asks_in_quotes(self, node: SyntaxTreeNode) -> bool:
        text = content_of(node.children[0]) if node.children else ""
        return split_fields(text)[0][0] is Field.QUESTION

    def _is_asked_about(self, node: SyntaxTreeNode) -> bool:
        """Tell code right below the question that it is about."""
        item = self._current
        return item is not None and not item.is_answered and asked.is_about_code(item.text)

    def _ask_about(self, shown: str) -> None:
        if self._current is not None:
            self._current.text += f"\n\n{shown}"

    # Headings

    def _heading(self, node: SyntaxTreeNode) -> None:
        text, level = title_of(node), int(node.tag[1])
        label = split_fields(content_of(node))[0][0]
        if (named := field_of_heading(text)) is not None:
            self._begin(named)
        elif self._is_question_heading(node, text, level, label):
            self._sections = [one for one in self._sections if one[0] < level]
            parent = self._sections[-1][1] if self._sections else None
            if label is Field.FOLLOW_UP:
                parent = parent or self._main
            item = self._open(text, node, parent, Opener.HEADING)
            item.difficulty = level_behind(content_of(node), self._style.is_starred)
            if not asks(text):
                self._doubt_wording(item)
            self._sections.append((level, item))
        elif self._in_section and self._sections and level > self._sections[-1][0]:
            self._store(self._raw(node))
        else:
            self._sections = [one for one in self._sections if one[0] < level]
            self._close()
            self._numbered = None
            if is_placeholder(text):
                self._skip(node, text, Why("placeholder"))

    def _is_question_heading(
        self, node: SyntaxTreeNode, text: str, level: int, label: Field | None
    ) -> bool:
        if not text or is_contents(text) or self._is_title(level):
            return False
        if label in (Field.QUESTION, Field.FOLLOW_UP) or asks(text) or self._has_fields():
            return True
        return level in self._style.levels and not is_placeholder(text)

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
        return bool(named) and named[0] in _ANSWERING

    # Paragraphs

    def _begin(self, named: Field) -> None:
        self._field, self._begins = named, True

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        text = content_of(node)
        if leads_within(text):
            return
        if cards := flashcards.read(text, self._style.is_flashcards):
            self._cards(cards, node)
            return
        if self._opener is not Opener.HEADING and self._open_bold(text, node):
            return
        for piece in split_fields(text):
            self._piece(piece, node)

    def _cards(self, cards: Sequence[Card], node: SyntaxTreeNode) -> None:
        """Open flashcards; the answer of a last one without any stands below it."""
        for card in cards:
            asked = follow_up(card.question)
            parent = self._main if asked is not None else None
            item = self._open(asked or card.question, node, parent, Opener.LABEL, card.offset)
            if card.answer and not (is_placeholder(card.answer) and not card.answer[0].isdigit()):
                item.answers.append(card.answer)
            if card.answer:
                self._close()

    def _open_bold(self, text: str, node: SyntaxTreeNode) -> bool:
        first, _, rest = text.strip().partition("\n")
        bold = _BOLD.fullmatch(first.strip())
        if bold is None or not asks(plain(bold["text"])):
            return False
        label = split_fields(first)[0][0]
        if label in (Field.ANSWER, Field.NOTES, Field.FOLLOW_UP):
            return False
        self._open(bold["text"], node, None, Opener.BOLD, bare=not self._sections)
        if rest:
            for name, piece, offset in split_fields(rest):
                self._piece((name, piece, offset + 1), node)
        return True

    def _piece(self, piece: Piece, node: SyntaxTreeNode) -> None:
        name, text, offset = piece
        if name in (Field.QUESTION, Field.FOLLOW_UP):
            self._labelled(name, text, node, offset)
        elif name is not None:
            self._fill(name, text, node, offset)
        elif not self._sections and _SECTION_TITLE.fullmatch(text):
            self._close()
            self._numbered = None
            self._skip(node, text, Why("no-question-read"), offset)
        elif self._goes_on(text):
            self._keep_text(text, node, offset)
        else:
            self._bare(text, node, offset)

    def _fill(self, name: Field, text: str, node: SyntaxTreeNode, offset: int) -> None:
        """Keep what stands behind a label; how hard a question is says nothing of what follows."""
        if name is not Field.LEVEL:
            self._begin(name)
            self._keep_text(text, node, offset)
        elif self._current is not None:
            self._current.difficulty = self._current.difficulty or level_of(text)

    def _labelled(self, name: Field, text: str, node: SyntaxTreeNode, offset: int) -> None:
        parent = self._main if name is Field.FOLLOW_UP else None
        question, answer = _asked(text)
        if question and is_placeholder(question):
            self._close()
            self._skip(node, text, Why("placeholder"), offset)
            return
        self._open(question, node, parent, Opener.LABEL, offset)
        if answer:
            self._keep_text(answer, node, offset + question.count("\n") + 1)

    def _goes_on(self, text: str) -> bool:
        """Tell whether a paragraph goes on with what is above it."""
        item = self._current
        if self._opener is Opener.LABEL and item and item.is_answered and not self._style.is_marked:
            return not asks_only(text)
        return self._in_section or (item is not None and self._belongs(text))

    def _belongs(self, text: str) -> bool:
        """Tell whether a paragraph goes with the question above it, rather than asking another."""
        item = self._current
        if item is None or _first_asks(text):
            return False
        if self._opener is Opener.BARE:
            return item.is_answered or self._style.answers_below
        return item.is_answered or self._is_answered_so_far(item)

    def _is_answered_so_far(self, last: Item) -> bool:
        """Tell a list with answers from one of mere questions, which a paragraph below ends."""
        answered = [item.is_answered for item in self.items if item is not last]
        return 2 * sum(answered) >= len(answered)

    def _bare(self, text: str, node: SyntaxTreeNode, offset: int) -> None:
        lines = [(at, bare_text(line)) for at, line in enumerate(text.split("\n"), offset)]
        lines = [(at, line) for at, line in lines if line]
        if _HEADERS.match(text):
            self._skip(node, text, Why("no-question-read"), offset)
            return
        if self._style.is_marked and not asks_only(" ".join(line for _, line in lines)):
            self._close()
            self._skip(node, text, Why("no-question-read"), offset)
            return
        if not all(asks(line, plainly=True) for _, line in lines):
            question, answer = _asked("\n".join(line for _, line in lines))
            if asks(question):
                self._open(question, node, None, Opener.BARE, offset, bare=True)
                self._keep_text(answer, node, offset + question.count("\n") + 1)
                return
            lines = [(offset, " ".join(line for _, line in lines))]
        for at, line in lines:
            self._current, self._numbered = None, None
            if asks(line):
                question, answer = _asked(line)
                self._open(question, node, None, Opener.BARE, at, bare=True)
                self._keep_text(answer, node, at)
            elif line:
                self._skip(node, line, Why("no-question-read"), at)

    # HTML and tables

    def _html(self, node: SyntaxTreeNode) -> None:
        for part in parts(self._raw(node)):
            if part.kind is PartKind.SUMMARY:
                self._summary(part.text, node)
            elif part.kind is PartKind.CLOSE:
                if self._unfolded and self._unfolded.pop() is not None:
                    self._close()
            elif self._current is not None:
                self._keep_text(part.text, node)
            elif self._in_section or bare_text(part.text):
                self._skip(node, part.text, Why("of-no-question"))

    def _summary(self, text: str, node: SyntaxTreeNode) -> None:
        asked = follow_up(text)
        if asked is not None:
            self._unfolded.append(self._open(asked, node, self._main, Opener.SUMMARY))
            return
        if reveals(text) or (
            self._current and not asks(plain(text)) and self._opener is Opener.HEADING
        ):
            self._unfolded.append(None)
            self._begin(Field.ANSWER)
            return
        parent = next((one for one in reversed(self._unfolded) if one), None)
        if not parent and self._opener is Opener.HEADING and self._sections:
            parent = self._sections[-1][1]
        item = self._open(text, node, parent, Opener.SUMMARY)
        if not asks(item.text):
            self._doubt_wording(item)
        self._unfolded.append(item)

    def _table(self, node: SyntaxTreeNode) -> None:
        """Take a table with a column of questions for a list, any other for a part of an answer."""
        rows = [(_at(row), _cells(row)) for part in node.children for row in part.children]
        found = questions_of(self._source.name, rows, self._report)
        if found:
            self.items += linked(found, self._report)
            self._close()
        else:
            self._keep(node)

    # Lists

    def _list(self, node: SyntaxTreeNode) -> None:
        if self._is_contents(node):
            self._skip(node, title_of(node.children[0]), Why("contents"))
        elif self._in_section:
            if self._field is not Field.LINKS and self._is_questions(node):
                self._listed_in_section(node)
            else:
                self._listed_notes(node)
        elif node.type == "ordered_list":
            for child in node.children:
                self._numbered = self._entry(child, None) or self._numbered
        elif self._numbered and (node.markup == "+" or self._is_questions(node)):
            for child in node.children:
                self._entry(child, self._numbered)
        elif self._answers(node):
            self._keep(node)
        else:
            self._bulleted(node)

    def _answers(self, node: SyntaxTreeNode) -> bool:
        """Tell a list below a question, outside of sections, that goes on with its answer."""
        if self._current is None:
            return False
        below_number = self._numbered is not None and not self._is_links(node)
        return below_number or (self._opener is Opener.BARE and not self._is_questions(node))

    def _bulleted(self, node: SyntaxTreeNode) -> None:
        """Take the entries that ask, where at least half of them do."""
        asking = [self._is_question(child) for child in node.children]
        for child, is_question in zip(node.children, asking, strict=True):
            if is_question and 2 * sum(asking) >= len(asking):
                self._entry(child, None)
            elif lists := _lists(child):
                self._close()
                for one in lists:
                    self._list(one)
            else:
                self._skip(child, title_of(child), Why("no-question-read"))

    def _is_contents(self, node: SyntaxTreeNode) -> bool:
        """Tell a table of contents: links within the page that repeat its headings."""
        entries = [content_of(child) for child in node.children]
        repeated = [
            leads_within(one) and key(plain(one)) in self._style.headings for one in entries
        ]
        return 2 * sum(repeated) >= len(entries)

    def _listed_in_section(self, node: SyntaxTreeNode) -> None:
        """Take questions under an answer for new ones when they have follow-ups of their own."""
        nested = any(_lists(child) for child in node.children)
        parent = None if nested else self._sections[-1][1] if self._sections else self._current
        why = Why("listed-as-own") if nested else Why("listed-as-follow-ups")
        self._report.doubt(self._place(node), title_of(node.children[0]), why)
        for child in node.children:
            self._entry(child, parent)
        self._close()

    def _listed_notes(self, node: SyntaxTreeNode) -> None:
        """Keep a list under an answer as notes, but what it names as a reference as a link."""
        item = self._current
        if self._field is Field.ANSWER and item and item.answers:
            self._field = Field.ANSWER if item.answers[-1].endswith(":") else Field.NOTES
        kept: list[str] = []
        for child in node.children:
            text = self._raw(child)
            if item and (links := _referred(_unbulleted(text))):
                item.links += links
            else:
                kept.append(text)
        if kept:
            self._keep_text("\n".join(kept), node)

    def _entry(self, node: SyntaxTreeNode, parent: Item | None) -> Item | None:
        """Open the question of a list entry and read what stands under it."""
        content = "\n".join(
            line for line in content_of(node).split("\n") if not _PROPERTY.fullmatch(line.strip())
        )
        if not content:
            self._skip(node, self._raw(node), Why("no-question-read"))
            return None
        cards = flashcards.read(content, self._style.is_flashcards)
        pieces = split_fields(content) if not cards else []
        text = cards[0].question if cards else _first_asked(pieces)
        if is_placeholder(text):
            self._skip(node, text, Why("placeholder"))
            return None
        question, answer = _asked(text)
        if pieces and pieces[0][0] is Field.FOLLOW_UP:
            parent = parent or self._main
        item = self._open(question, node, parent, Opener.ENTRY)
        if cards:
            item.answers.append(cards[0].answer)
        elif not asks(item.text):
            self._doubt_wording(item)
        if answer:
            self._keep_text(answer, node, question.count("\n") + 1)
        self._under(node, item, [piece for piece in pieces if piece[1] != text])
        return item

    def _under(self, node: SyntaxTreeNode, item: Item, pieces: list[Piece]) -> None:
        answering = self._pieces(pieces, node, item)
        for child in node.children[1:]:
            if child.type.endswith("_list") and not answering and self._is_questions(child):
                for entry in child.children:
                    self._entry(entry, item)
                self._current = item
            elif child.type == "paragraph":
                answering |= self._pieces(split_fields(content_of(child)), child, item)
            elif child.type == "html_block":
                self._html(child)
            elif _is_single(child) and not item.is_answered:
                self._keep_text(_unbulleted(self._raw(child)), child)
            elif child.type == "fence" and self._is_asked_about(child):
                self._ask_about(self._raw(child))
            else:
                self._keep(child)

    def _pieces(self, pieces: list[Piece], node: SyntaxTreeNode, item: Item) -> bool:
        """Take what a paragraph of an entry holds, and tell whether a label is among it."""
        for name, piece, offset in pieces:
            if name is Field.FOLLOW_UP:
                question, answer = _asked(piece)
                self._open(question, node, item.parent or item, Opener.ENTRY, offset)
                self._keep_text(answer, node, offset + question.count("\n") + 1)
            elif name is None or name is Field.QUESTION:
                self._keep_text(piece, node, offset)
            else:
                self._fill(name, piece, node, offset)
        return any(name in _ANSWERING for name, _, _ in pieces)

    def _is_questions(self, node: SyntaxTreeNode) -> bool:
        return all(self._is_question(child, plainly=True) for child in node.children)

    def _is_question(self, entry: SyntaxTreeNode, plainly: bool = False) -> bool:
        text = content_of(entry)
        if not text:
            return False
        if flashcards.read(text, self._style.is_flashcards):
            return True
        question, _ = _asked(_first_asked(split_fields(text)))
        reads = asks_last if plainly else asks
        return reads(plain(question), plainly) or (is_anchor(text) and not is_placeholder(text))

    def _is_links(self, node: SyntaxTreeNode) -> bool:
        return any(is_anchor(content_of(entry)) for entry in node.children)

    # What is opened, kept and skipped

    def _open(
        self,
        text: str,
        node: SyntaxTreeNode,
        parent: Item | None,
        opener: Opener,
        offset: int = 0,
        bare: bool = False,
    ) -> Item:
        if parent is not None and parent.parent is not None:
            self._report.doubt(self._place(node, offset), text, Why("nested-twice"))
        wording = re.sub(r"(?<!\n)\n(?!\n|```|\$\$)", " ", plain(text))
        level = level_behind(text, self._style.is_starred)
        item = Item(wording, self._place(node, offset), parent, bare, difficulty=level)
        own, translation = worded(_TRANSLATED.split(wording))
        if translation:
            item.text, item.translation = own, translation
        self.items.append(item)
        self._current, self._field, self._begins = item, Field.NOTES, False
        self._opener = opener
        if parent is None:
            self._main = item
        return item

    def _doubt_wording(self, item: Item) -> None:
        self._report.doubt(item.place, item.text, Why("no-question-read"))

    def _keep(self, node: SyntaxTreeNode) -> None:
        """Keep a block as it was typed, but what it names as a reference as a link."""
        text = self._raw(node)
        if self._current is not None and (links := _referred(text.lstrip("> "))):
            self._current.links += links
        else:
            self._keep_text(text, node)

    def _keep_text(self, text: str, node: SyntaxTreeNode, offset: int = 0) -> None:
        if self._current is None:
            if self._field is not Field.LINKS or not self._in_section:
                self._skip(node, text, Why("of-no-question"), offset)
            return
        text, images = re.subn(r"!\[[^\[\]]*\]\([^()]*\)|<img\b[^<>]*>", "", text)
        if images:
            place = self._place(node, offset)
            self._report.doubt(place, self._current.text, Why("image-left-out"))
        self._store(text, node, offset)

    def _store(self, text: str, node: SyntaxTreeNode | None = None, offset: int = 0) -> None:
        item = self._current
        text = re.sub(r"(?im)(?<![ \t])[ \t]*<br\s*/?>[ \t]*$", "", text).strip("\n").rstrip()
        text = re.sub(r"(?m)(?<![ \t])[ \t]+$", "", text)
        if item is None or not text.strip():
            return
        if self._field is Field.ANSWER:
            text = self._choice(item, text)
        is_figure = self._field is Field.ANSWER and _FIGURE.fullmatch(text) is not None
        if is_placeholder(bare_text(text)) and not is_figure:
            if node is not None and re.search(r"[^\W\d_]", bare_text(text)):
                self._skip(node, text, Why("placeholder"), offset)
            return
        if self._field is Field.LINKS:
            item.links += links_of(text)
        elif self._field is Field.KEYWORDS:
            item.keywords += keywords_of(text)
        elif self._field is Field.ANSWER and item.answers and not self._begins:
            item.answers[-1] += f"\n\n{text}"
        elif self._field is Field.ANSWER:
            item.answers.append(text)
        else:
            item.notes.append(text)
        self._begins = False

    def _choice(self, item: Item, answer: str) -> str:
        """Return the choice that an answer names, with all of them put to the question."""
        choice = asked.chosen(answer, "\n".join(item.notes))
        if choice is None:
            return answer
        item.text = "\n".join([item.text, *item.notes])
        item.notes.clear()
        return choice

    def _skip(self, node: SyntaxTreeNode, text: str, why: Why, offset: int = 0) -> None:
        if shown := bare_text(text):
            self._report.skipped(self._place(node, offset), shown, why)

    def _place(self, node: SyntaxTreeNode, offset: int = 0) -> SourceLine:
        return SourceLine(self._source.name, _at(node) + offset)

    def _raw(self, node: SyntaxTreeNode) -> str:
        first, last = node.map or (0, 0)
        return textwrap.dedent("\n".join(self._lines[first:last])).rstrip()


_ANSWERING = set(Field) - {Field.QUESTION, Field.FOLLOW_UP}


def _at(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1


def _cells(row: SyntaxTreeNode) -> list[str]:
    return [markdown(cell.children[0].content) if cell.children else "" for cell in row.children]


def _lists(entry: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [child for child in entry.children if child.type.endswith("_list")]


def _wrapped(lines: Sequence[str]) -> int | None:
    """Return on which line a question ends that begins on the first, by its mark."""
    for at, line in enumerate(lines[:MAX_WRAPPED], 1):
        if asks(plain(line), plainly=True):
            return at
        if ends_with(line, ".!:"):
            return None
    return None


def _is_single(node: SyntaxTreeNode) -> bool:
    return node.type.endswith("_list") and len(node.children) == 1


def _unbulleted(text: str) -> str:
    """Return a list's only entry without its mark."""
    return textwrap.dedent(re.sub(r"^(\s*)([-*+]|\d+[.)])(\s+)", _blank, text)).strip()


def _referred(text: str) -> list[tuple[str, str]]:
    """Return the links of a text that is labelled as naming nothing else."""
    pieces = split_fields(text)
    return links_of(text) if len(pieces) == 1 and pieces[0][0] is Field.LINKS else []


def _blank(mark: re.Match[str]) -> str:
    return " " * len(mark[0])


def _first_asked(pieces: Iterable[Piece]) -> str:
    return next(
        (text for name, text, _ in pieces if name in (None, Field.QUESTION, Field.FOLLOW_UP)), ""
    )


def _first_asks(text: str) -> bool:
    return asks_last(_asked(text)[0])


def _asked(text: str) -> tuple[str, str]:
    """Split lines into a question, which may be wrapped, and what stands right below it."""
    if (behind := _BEHIND.fullmatch(text)) and not asks(behind[2], plainly=True):
        return behind[1], behind[2]
    lines = text.split("\n")
    end = _wrapped(lines) or next(
        (at for at, line in enumerate(lines, 1) if asks(plain(line))), None
    )
    if end is None:
        return text, ""
    while end < len(lines) and asks(lines[end], plainly=True):
        end += 1
    return "\n".join(lines[:end]).strip(), "\n".join(lines[end:]).strip()
