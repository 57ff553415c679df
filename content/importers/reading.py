"""What has been read of a list so far, and the question that what comes next belongs to."""

import re
import textwrap
from enum import Enum, auto

from markdown_it.tree import SyntaxTreeNode

from content.importers import asked, beside, opening
from content.importers.columns import worded
from content.importers.difficulty import level_of
from content.importers.fields import BESIDE, Field, bare_text, keywords_of, links_of, referred
from content.importers.item import Item, SourceLine
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.style import Style
from content.importers.title import level_behind, plain, unlinked
from content.importers.why import Why
from content.importers.wording import is_placeholder


class Opener(Enum):
    """What the open question was found by; a heading's reach ends only at the next heading."""

    HEADING = auto()
    SUMMARY = auto()
    BOLD = auto()
    LABEL = auto()
    ENTRY = auto()
    BARE = auto()


_SECTIONS = {Opener.HEADING, Opener.SUMMARY, Opener.BOLD, Opener.LABEL}
_TRANSLATED = re.compile(r"(?<=[?？])\s*[/|]\s*")
_QUOTED = re.compile(r"(?:[ \t]*>)+ ?")
_FIGURE = re.compile(r"[(（]?(?:\d(?:[\d.,]*\d)?%?|[①-⑳])[)）]?번?")


class Reading:
    """Opens questions, and keeps what stands below one in the field that it is for."""

    def __init__(self, source: ImportSource, style: Style, report: ImportReport) -> None:
        self.items: list[Item] = []
        self.style = style
        self.report = report
        self.source = source
        self.sections: list[tuple[int, Item]] = []
        self.numbered: Item | None = None
        self.current: Item | None = None
        self.main: Item | None = None
        self.opener: Opener | None = None
        self.field = Field.NOTES
        self.begins = False
        self._lines = source.text.split("\n")
        self._left_out = set[int]()

    @property
    def in_section(self) -> bool:
        return self.opener in _SECTIONS

    def close(self) -> None:
        self.current, self.opener = None, None

    def begin(self, named: Field) -> None:
        self.field, self.begins = named, True

    def fill(self, name: Field, text: str, node: SyntaxTreeNode, offset: int) -> None:
        """Keep what stands behind a label; one of a line says nothing of what follows."""
        if name is Field.LINKS and text and not links_of(text):
            name = Field.ASIDE
        if name in BESIDE:
            self._put_beside(name, text, node, offset)
        elif name is not Field.LEVEL:
            self.begin(name)
            self.keep_text(text, node, offset)
        elif self.current is not None:
            self.current.difficulty = self.current.difficulty or level_of(text)

    def _put_beside(self, name: Field, text: str, node: SyntaxTreeNode, offset: int) -> None:
        """Give the question a hint; an aside is told."""
        if self.current is None:
            self.skip(node, text, Why("of-no-question"), offset)
        elif name is Field.ASIDE:
            self.skip(node, text, Why("aside"), offset)
        elif is_placeholder(text):
            self.skip(node, text, Why("placeholder"), offset)
        else:
            self.current.hints.append(text)

    def open(
        self,
        text: str,
        node: SyntaxTreeNode,
        parent: Item | None,
        opener: Opener,
        offset: int = 0,
        bare: bool = False,
    ) -> Item:
        if parent is not None and parent.parent is not None:
            self.report.doubt(self.place(node, offset), text, Why("nested-twice"))
        text, answer = opening.answered(text)
        wording = re.sub(r"(?<!\n)\n(?!\n|```|\$\$)", " ", plain(unlinked(text)))
        level = level_behind(text, self.style.is_starred)
        item = Item(wording, self.place(node, offset), parent, bare, difficulty=level)
        own, translation = worded(_TRANSLATED.split(wording))
        if translation:
            item.text, item.translation = own, translation
        self.items.append(item)
        self.current, self.field, self.begins = item, Field.NOTES, False
        self.opener = opener
        if parent is None:
            self.main = item
        if answer:
            self.fill(Field.ANSWER, answer, node, offset)
        return item

    def doubt_wording(self, item: Item) -> None:
        self.report.doubt(item.place, item.text, Why("no-question-read"))

    def ask_about(self, shown: str) -> None:
        if self.current is not None:
            self.current.text += f"\n\n{shown}"

    def is_asked_about(self, node: SyntaxTreeNode) -> bool:
        """Tell code right below the question that it is about."""
        item = self.current
        return item is not None and not item.is_answered and asked.is_about_code(item.text)

    def keep(self, node: SyntaxTreeNode) -> None:
        """Keep a block as it was typed, but what it names as a reference as a link."""
        text = self.raw(node)
        if self.current is not None and (links := referred(text.lstrip("> "))):
            self.current.links += links
        else:
            self.keep_text(text, node)

    def keep_text(self, text: str, node: SyntaxTreeNode, offset: int = 0) -> None:
        if self.current is None:
            if self.field is not Field.LINKS or not self.in_section:
                self.skip(node, text, Why("of-no-question"), offset)
            return
        text, images = re.subn(r"!\[[^\[\]]*\]\([^()]*\)|!\[\[[^\[\]]*\]\]|<img\b[^<>]*>", "", text)
        if images:
            place = self.place(node, offset)
            self.report.doubt(place, self.current.text, Why("image-left-out"))
        self.store(text, node, offset)

    def store(self, text: str, node: SyntaxTreeNode, offset: int = 0) -> None:
        item = self.current
        text, found = beside.cut(text)
        for name, said, at in found:
            self.fill(name, said, node, offset + at)
        text = re.sub(r"(?im)(?<![ \t])[ \t]*<br\s*/?>[ \t]*$", "", text).strip("\n").rstrip()
        text = re.sub(r"(?m)(?<![ \t])[ \t]+$", "", text)
        if item is None or not text.strip():
            return
        is_figure = self.field is Field.ANSWER and _FIGURE.fullmatch(text) is not None
        if is_placeholder(bare_text(text)) and not is_figure:
            if _FIGURE.fullmatch(text.strip("-*+ ")):
                self.skip(node, text, Why("bare-number"), offset)
            elif re.search(r"[^\W\d_]", bare_text(text)):
                self.skip(node, text, Why("placeholder"), offset)
            return
        if self.field is Field.LEVEL:
            item.difficulty = item.difficulty or level_of(text)
        elif self.field is Field.LINKS:
            item.links += (links := links_of(text))
            if not links:
                self.skip(node, text, Why("aside"), offset)
        elif self.field is Field.HINT:
            item.hints.append(text)
        elif self.field is Field.KEYWORDS:
            item.keywords += keywords_of(text)
        elif self.field is Field.ANSWER and item.answers and not self.begins:
            item.answers[-1] += f"\n\n{text}"
        elif self.field is Field.ANSWER:
            item.answers.append(text)
        else:
            item.notes.append(text)
        self.begins = False

    def skip(self, node: SyntaxTreeNode, text: str, why: Why, offset: int = 0) -> None:
        if shown := bare_text(text):
            self.report.skipped(self.place(node, offset), shown, why)

    def place(self, node: SyntaxTreeNode, offset: int = 0) -> SourceLine:
        return SourceLine(self.source.name, line_of(node) + offset)

    def leave_out(self, node: SyntaxTreeNode) -> None:
        """Take a block that was read for itself out of those around it."""
        self._left_out.update(range(*(node.map or (0, 0))))

    def raw(self, node: SyntaxTreeNode) -> str:
        first, last = node.map or (0, 0)
        lines = [self._lines[at] for at in range(first, last) if at not in self._left_out]
        if node.type != "blockquote" and lines and _QUOTED.match(lines[0]):
            lines = [_QUOTED.sub("", line) for line in lines]
        return textwrap.dedent("\n".join(lines)).rstrip()


def line_of(node: SyntaxTreeNode) -> int:
    """Return the line a block begins on, from 1."""
    return node.map[0] + 1 if node.map else 1
