"""Lists inside a list: whether their entries ask, and what stands under each."""

import itertools
import re
import textwrap
from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from content.importers import asked, flashcards, opening
from content.importers.fields import (
    ANSWERING,
    BESIDE,
    Field,
    Piece,
    field_of_heading,
    follow_up,
    is_labelled,
    links_of,
    referred,
    reveals,
    split_fields,
)
from content.importers.html import hides
from content.importers.item import Item
from content.importers.reading import Opener, Reading
from content.importers.title import (
    content_of,
    is_anchor,
    is_contents,
    leads_within,
    plain,
    title_of,
)
from content.importers.unfolding import Unfolding
from content.importers.why import Why
from content.importers.wording import asks, asks_last, ends_with, is_placeholder, key

MAX_TOPIC_WORDS = 10
_PROPERTY = re.compile(r"[\w-]+:: .*")


class Entries:
    """Reads lists of Markdown for questions, follow-ups, or a part of an answer."""

    def __init__(self, reading: Reading, unfolding: Unfolding) -> None:
        self._reading = reading
        self._unfolding = unfolding
        self._mark, self._next = "", 1

    def read(self, node: SyntaxTreeNode, above: SyntaxTreeNode | None = None) -> None:
        """Read a list; what stands above it may say that it is a table of contents."""
        if self._is_contents(node) or _is_named_contents(node, above):
            self._reading.skip(node, title_of(node.children[0]), Why("contents"))
        elif _hides_answer(node, self._reading.current):
            self._show(node)
        elif self._reading.current and _is_labelled_answer(node):
            self._labelled(node, self._reading.current)
        elif self._reading.opener is Opener.LABEL and self._counts_on(node):
            self._numbered(node)
        elif self._reading.in_section:
            is_follow_ups = self._reading.field is Field.FOLLOW_UP
            if is_follow_ups or (
                self._reading.field is not Field.LINKS and self._is_questions(node)
            ):
                self._listed_in_section(node)
            else:
                self._listed_notes(node)
        elif self._is_below(node):
            self._reading.keep(node)
        elif node.type == "ordered_list":
            self._numbered(node)
        elif self._reading.numbered and (node.markup == "+" or self._is_questions(node)):
            for child in node.children:
                self._entry(child, self._reading.numbered)
        elif self._answers(node):
            self._keep(node)
        else:
            self._bulleted(node)

    def _numbered(self, node: SyntaxTreeNode) -> None:
        self._mark, self._next = node.markup, _first_number(node) + len(node.children)
        for child in node.children:
            self._reading.numbered = self._entry(child, None) or self._reading.numbered

    def _counts_on(self, node: SyntaxTreeNode) -> bool:
        """Tell a list that goes on with the numbers of the questions above a labelled follow-up."""
        is_next = node.type == "ordered_list" and _first_number(node) == self._next
        return self._reading.numbered is not None and is_next and node.markup == self._mark

    def _is_below(self, node: SyntaxTreeNode) -> bool:
        """Tell choices, or an answer in points: numbered otherwise than the question above."""
        item, asking = self._reading.numbered, list(map(self._is_question, node.children))
        if node.type != "ordered_list" or item is None or item.is_answered:
            return False
        is_other = item is self._reading.current and node.markup != self._mark
        return is_other and (asked.chooses(item.text) or 2 * sum(asking) < len(asking))

    def _answers(self, node: SyntaxTreeNode) -> bool:
        """Tell a list below a question, outside of sections, that goes on with its answer."""
        if self._reading.current is None:
            return False
        below_number = self._reading.numbered is not None and not self._is_links(node)
        return below_number or (
            self._reading.opener is Opener.BARE and not self._is_questions(node)
        )

    def _bulleted(self, node: SyntaxTreeNode) -> None:
        """Take the entries that ask, plainly unless half of them do, and what answers those."""
        asking = [self._is_question(child) for child in node.children]
        answering = [_answers_only(split_fields(content_of(child))) for child in node.children]
        is_list = 2 * sum(asking) >= len(asking) - sum(answering)
        topics = self._topics(node, asking)
        kinds = zip(node.children, asking, answering, topics, strict=True)
        for child, is_question, is_answer, is_topic in kinds:
            is_asked = is_question and (is_list or self._is_question(child, plainly=True))
            if is_asked or is_topic or (is_answer and self._reading.current):
                self._entry(child, None)
            elif lists := _lists(child):
                self._reading.close()
                known = len(self._reading.items)
                for one in lists:
                    self.read(one)
                if len(self._reading.items) == known:
                    self._reading.skip(child, title_of(child), Why("no-question-read"))
            else:
                self._reading.close()
                self._reading.skip(child, title_of(child), Why("no-question-read"))

    def _topics(self, node: SyntaxTreeNode, asking: Sequence[bool]) -> list[bool]:
        """Tell which entries name what to tell of, beside as many questions answered below."""
        is_nested = any(map(_lists, itertools.compress(node.children, asking)))
        topics = [
            is_nested and not is_question and self._is_topic(child)
            for child, is_question in zip(node.children, asking, strict=True)
        ]
        return topics if sum(topics) <= sum(asking) else [False] * len(topics)

    def _is_topic(self, entry: SyntaxTreeNode) -> bool:
        """Tell a few words, such as "A and B", with entries below that neither ask nor link."""
        text, below = content_of(entry), [one for node in _lists(entry) for one in node.children]
        is_title = 1 < len(text.split()) <= MAX_TOPIC_WORDS and not ends_with(text, ".!:")
        is_label = split_fields(text)[0][0] or field_of_heading(plain(text))
        links = [bool(links_of(content_of(one))) for one in below]
        return (
            is_title and not is_label and not all(links) and not any(map(self._is_question, below))
        )

    def _is_contents(self, node: SyntaxTreeNode) -> bool:
        """Tell a table of contents: links within the page that repeat its headings."""
        entries = [content_of(child) for child in node.children]
        repeated = [
            leads_within(one) and key(plain(one)) in self._reading.style.headings for one in entries
        ]
        return 2 * sum(repeated) >= len(entries)

    def _listed_in_section(self, node: SyntaxTreeNode) -> None:
        """Take questions under an answer for new ones when they have follow-ups of their own."""
        reading = self._reading
        is_nested = any(_lists(child) for child in node.children)
        parent = reading.sections[-1][1] if reading.sections else reading.current
        if reading.field is not Field.FOLLOW_UP:
            parent = None if is_nested else parent
            why = Why("listed-as-own") if is_nested else Why("listed-as-follow-ups")
            reading.report.doubt(reading.place(node), title_of(node.children[0]), why)
        opener = reading.opener
        for child in node.children:
            self._entry(child, parent)
        if node.markup == "+" and len(node.children) == len(node.children[0].children) == 1:
            reading.opener = opener
        else:
            reading.close()

    def _listed_notes(self, node: SyntaxTreeNode) -> None:
        """Keep a list under an answer as notes, but what it names as a reference as a link."""
        item = self._reading.current
        if self._reading.field is Field.ANSWER and item and item.answers:
            self._reading.field = Field.ANSWER if item.answers[-1].endswith(":") else Field.NOTES
        kept: list[str] = []
        for child in self._without_follow_ups(node):
            text = self._reading.raw(child)
            if item and (links := referred(_unbulleted(text))):
                item.links += links
            else:
                kept.append(text)
        if kept:
            self._reading.keep_text("\n".join(kept), node)

    def _show(self, node: SyntaxTreeNode) -> None:
        """Keep what a list's only entry hides as an answer, without its caption."""
        (entry,) = node.children
        self._reading.begin(Field.ANSWER)
        for child in entry.children[1:]:
            self._keep(child)

    def _keep(self, node: SyntaxTreeNode) -> None:
        """Keep a block in the answer above it, but no follow-up that it lists."""
        if self._without_follow_ups(node) or not node.children:
            self._reading.keep(node)

    def _without_follow_ups(self, node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
        """Return what stands in a block without labelled follow-ups of its lists, now opened."""
        reading, item = self._reading, self._reading.current
        if item is None or not node.type.endswith("_list"):
            return node.children
        kept, above = list[SyntaxTreeNode](), (item, reading.opener, reading.field)
        for child in node.children:
            if follow_up(content_of(child)) is None:
                kept.append(child)
                for below in _lists(child):
                    self._without_follow_ups(below)
                continue
            self._entry(child, item.parent or item)
            reading.leave_out(child)
            reading.current, reading.opener, reading.field = above
        return kept

    def _entry(self, node: SyntaxTreeNode, parent: Item | None) -> Item | None:
        """Open the question of a list entry and read what stands under it."""
        content = "\n".join(
            line for line in content_of(node).split("\n") if not _PROPERTY.fullmatch(line.strip())
        )
        if not content:
            self._reading.skip(node, self._reading.raw(node), Why("no-question-read"))
            return None
        cards = flashcards.read(content, self._reading.style.is_flashcards)
        pieces = split_fields(content) if not cards else []
        text = cards[0].question if cards else opening.first(pieces)
        if _answers_only(pieces):
            self._answer(node, pieces, content)
            return None
        if is_placeholder(text):
            self._reading.skip(node, text, Why("placeholder"))
            return None
        question, answer = opening.split(text)
        if pieces and pieces[0][0] is Field.FOLLOW_UP:
            parent = parent or self._reading.main
        item = self._reading.open(question, node, parent, Opener.ENTRY)
        if cards:
            item.answers.append(cards[0].answer)
        elif not asks(item.text):
            self._reading.doubt_wording(item)
        if answer:
            self._reading.keep_text(answer, node, question.count("\n") + 1)
        self._under(node, item, [piece for piece in pieces if piece[1] != text])
        return item

    def _answer(self, node: SyntaxTreeNode, pieces: list[Piece], content: str) -> None:
        """Take an entry for the answer to the one above it."""
        if self._reading.current is None:
            self._reading.skip(node, content, Why("of-no-question"))
        else:
            self._under(node, self._reading.current, pieces)

    def _under(self, node: SyntaxTreeNode, item: Item, pieces: list[Piece]) -> None:
        answering = self._pieces(pieces, node, item)
        for child in node.children[1:]:
            if _hides_answer(child, item):
                self._show(child)
            elif child.type.endswith("_list") and not answering and self._is_questions(child):
                for entry in child.children:
                    self._entry(entry, item)
                self._reading.current = item
            elif _is_labelled_answer(child):
                self._labelled(child, item)
                answering = True
            elif child.type == "paragraph":
                answering |= self._pieces(split_fields(content_of(child)), child, item)
            elif child.type == "html_block":
                self._unfolding.read(child)
            elif _is_single(child) and not item.is_answered and self._without_follow_ups(child):
                self._reading.keep_text(_unbulleted(self._reading.raw(child)), child)
            elif child.type == "fence" and self._reading.is_asked_about(child):
                self._reading.ask_about(self._reading.raw(child))
            else:
                self._keep(child)

    def _labelled(self, node: SyntaxTreeNode, item: Item) -> None:
        """Take a list whose entries say what they hold: an answer, keywords, links."""
        for entry in node.children:
            self._pieces(split_fields(content_of(entry)), entry, item)
            for below in entry.children[1:]:
                self._keep(below)

    def _pieces(self, pieces: list[Piece], node: SyntaxTreeNode, item: Item) -> bool:
        """Take what a paragraph of an entry holds, and tell whether a label is among it."""
        for name, piece, offset in pieces:
            if name is Field.FOLLOW_UP:
                question, answer = opening.split(piece)
                self._reading.open(question, node, item.parent or item, Opener.ENTRY, offset)
                self._reading.keep_text(answer, node, offset + question.count("\n") + 1)
            elif name is Field.QUESTION and asks(item.text):
                self._beside(item, piece, node, offset)
            elif name is None or name is Field.QUESTION:
                self._reading.keep_text(piece, node, offset)
            else:
                self._reading.fill(name, piece, node, offset)
        return any(name in ANSWERING for name, _, _ in pieces)

    def _beside(self, item: Item, text: str, node: SyntaxTreeNode, offset: int) -> None:
        """Open a question on a line right below that of another one."""
        question, answer = opening.split(text)
        self._reading.open(question, node, item.parent, Opener.ENTRY, offset)
        self._reading.keep_text(answer, node, offset + question.count("\n") + 1)

    def _is_questions(self, node: SyntaxTreeNode) -> bool:
        return all(self._is_question(child, plainly=True) for child in node.children)

    def _is_question(self, entry: SyntaxTreeNode, plainly: bool = False) -> bool:
        text = content_of(entry)
        if not text:
            return False
        if flashcards.read(text, self._reading.style.is_flashcards) or hides(text):
            return True
        question, _ = opening.split(opening.first(split_fields(text)))
        if is_labelled(text):
            return not is_placeholder(question)
        reads = asks_last if plainly else asks
        return reads(plain(question), plainly) or (is_anchor(text) and not is_placeholder(text))

    def _is_links(self, node: SyntaxTreeNode) -> bool:
        return any(is_anchor(content_of(entry)) for entry in node.children)


def _is_named_contents(node: SyntaxTreeNode, above: SyntaxTreeNode | None) -> bool:
    """Tell a list below the title "Contents" that only leads within the page and asks nothing."""
    if above is None or not is_contents(title_of(above)):
        return False
    entries = [content_of(one) for one in node.walk() if one.type == "list_item"]
    return all(leads_within(one) and not asks(plain(one)) for one in entries)


def _answers_only(pieces: Sequence[Piece]) -> bool:
    """Tell the pieces of an entry that says nothing but the answer of the one above it."""
    return bool(pieces) and all(name in ANSWERING | BESIDE for name, _, _ in pieces)


def _is_labelled_answer(node: SyntaxTreeNode) -> bool:
    """Tell a list that says what it holds, an answer first or each by a label of its own."""
    if not node.type.endswith("_list"):
        return False
    entries = "\n".join(plain(content_of(entry)) for entry in node.children)
    (name, *_), *_ = split_fields(entries)
    held = (split_fields(content_of(entry)) for entry in node.children)
    return name is Field.ANSWER or all(map(_answers_only, held))


def _first_number(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1))


def _lists(entry: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [child for child in entry.children if child.type.endswith("_list")]


def _is_single(node: SyntaxTreeNode) -> bool:
    return node.type.endswith("_list") and len(node.children) == 1


def _hides_answer(node: SyntaxTreeNode, item: Item | None) -> bool:
    """Tell a toggle: below a question, a lone entry such as "Show answer" that has more."""
    if item is None or item.is_answered or not _is_single(node):
        return False
    (entry,) = node.children
    return len(entry.children) > 1 and reveals(content_of(entry))


def _unbulleted(text: str) -> str:
    """Return a list's only entry without its mark."""
    return textwrap.dedent(re.sub(r"^(\s*)([-*+]|\d+[.)])(\s+)", _blank, text)).strip()


def _blank(mark: re.Match[str]) -> str:
    return " " * len(mark[0])
