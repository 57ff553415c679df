"""Lists in Markdown or plain text: headings, numbered questions, nested links, bare paragraphs.

The parser finds the blocks; what they hold is taken from the lines of the file, so that code and
formulas stay as they were typed.
"""

import re
import textwrap
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from content.importers import printed
from content.importers.fields import Field, bare_text, field_of_heading, links_of, split_fields
from content.importers.item import MAX_TEXT, Item, SourceLine
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.wording import asks, is_placeholder, parts

MAX_DEPTH = 20
MAX_LINES = 200_000

_BLOCKS = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH + 2}).enable("table").disable("inline")
_INLINE = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH})
_BRACKETED = re.compile(r"\[(.+)\]\s*$", re.DOTALL)


def read(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the questions of a Markdown or plain text list, in order.

    Raises:
        BadInput: it is nested too deeply, too long, or a follow-up follows from nothing.
    """
    if source.text.count("\n") > MAX_LINES:
        raise source.refusal(f"has more than {MAX_LINES:,} lines")
    tokens = _BLOCKS.parse(source.text)
    for token in tokens:
        if token.level >= MAX_DEPTH:
            raise source.refusal("is nested too deeply", _line(token))
    nodes = SyntaxTreeNode(tokens).children
    if printed.is_ours(nodes):
        return printed.read(source, nodes, report)
    outline = _Outline(source, report)
    for node in nodes:
        outline.add(node)
    return list(_separated(outline.items, report))


def _line(token: Token) -> int | None:
    return None if token.map is None else token.map[0] + 1


def _separated(items: list[Item], report: ImportReport) -> Iterator[Item]:
    last = {id(item.parent): item for item in items if item.parent is not None}
    for item in last.values():
        if item.parent and not item.parent.is_answered and item.answers and item.notes:
            report.doubt(item.place, item.text, "its notes may answer the question above it")
    for item in items:
        several = parts(item.text)
        if len(several) == 1:
            yield item
        elif item.is_answered or id(item) in last:
            report.doubt(item.place, item.text, "asks several things at once")
            yield item
        else:
            report.doubt(item.place, item.text, f"split into {len(several)} questions")
            for text in several:
                yield Item(text, item.place, item.parent, item.bare)


class _Outline:
    """Reads block after block and keeps track of what a follow-up or an answer belongs to."""

    def __init__(self, source: ImportSource, report: ImportReport) -> None:
        self.items: list[Item] = []
        self._source = source
        self._lines = source.text.split("\n")
        self._report = report
        self._sections: list[tuple[int, Item]] = []
        self._numbered: Item | None = None
        self._current: Item | None = None
        self._in_section = False
        self._field = Field.NOTES
        self._begins = False

    def add(self, node: SyntaxTreeNode) -> None:
        match node.type:
            case "heading":
                self._heading(node)
            case "hr":
                self._current, self._in_section = None, False
            case "paragraph":
                self._paragraph(node)
            case "ordered_list" | "bullet_list":
                self._list(node)
            case "html_block" if not bare_text(self._raw(node)):
                pass
            case _:
                self._keep(node)

    def _heading(self, node: SyntaxTreeNode) -> None:
        text, level = self._title(node), int(node.tag[1])
        if (named := field_of_heading(text)) is not None:
            self._begin(named)
        elif asks(text) or self._has_fields(node):
            self._sections = [one for one in self._sections if one[0] < level]
            parent = self._sections[-1][1] if self._sections else None
            item = self._open(text, node, parent)
            self._sections.append((level, item))
            self._in_section = True
        elif self._in_section and self._sections and level > self._sections[-1][0]:
            self._store(self._raw(node))
        else:
            self._sections = [one for one in self._sections if one[0] < level]
            self._current, self._numbered, self._in_section = None, None, False
            if is_placeholder(text):
                self._skip(node, text, "is a placeholder")

    def _begin(self, named: Field) -> None:
        self._field, self._begins = named, True

    def _has_fields(self, node: SyntaxTreeNode) -> bool:
        following = node.next_sibling
        if following is None or following.type != "paragraph":
            return False
        return any(name is not None for name, _, _ in split_fields(_content(following)))

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        text = _content(node)
        bold = re.fullmatch(r"(\*\*|__)(?P<text>[^\n]+)\1", text.strip())
        if bold and asks(bold["text"]) and not self._in_section:
            self._open(bold["text"], node, None, bare=not self._sections)
            self._in_section = True
            return
        for name, piece, offset in split_fields(text):
            if name is not None:
                self._begin(name)
                self._keep_text(piece, node, offset)
            elif self._in_section:
                self._keep_text(piece, node, offset)
            else:
                self._bare(piece, node, offset)

    def _bare(self, text: str, node: SyntaxTreeNode, offset: int) -> None:
        lines = [(at, bare_text(line)) for at, line in enumerate(text.split("\n"), offset)]
        lines = [(at, line) for at, line in lines if line]
        if not all(asks(line) for _, line in lines):
            lines = [(offset, " ".join(line for _, line in lines))]
        for at, line in lines:
            self._current, self._numbered = None, None
            if asks(line):
                self._open(line, node, None, at, bare=True)
            elif line:
                self._skip(node, line, "does not read like a question", at)

    def _list(self, node: SyntaxTreeNode) -> None:
        if self._in_section:
            if self._field is not Field.LINKS and self._is_questions(node):
                self._listed_in_section(node)
            else:
                self._listed_notes(node)
        elif node.type == "ordered_list":
            for child in node.children:
                self._numbered = self._entry(child, None) or self._numbered
        elif node.markup == "+" or (self._numbered and self._is_questions(node)):
            if self._numbered is None:
                raise self._source.refusal("a follow-up without a question above it", _at(node))
            for child in node.children:
                self._entry(child, self._numbered)
        elif self._numbered and self._current and not self._is_links(node):
            self._keep(node)
        else:
            for child in node.children:
                if self._is_question(child):
                    self._entry(child, None)
                else:
                    self._skip(child, self._title(child), "does not read like a question")

    def _listed_in_section(self, node: SyntaxTreeNode) -> None:
        """Take questions under an answer for new ones when they have follow-ups of their own."""
        nested = any(_lists(child) for child in node.children)
        parent = None if nested else self._sections[-1][1] if self._sections else self._current
        why = "questions listed under another are taken as "
        why += "questions of their own" if nested else "its follow-ups"
        self._report.doubt(self._place(node), self._title(node.children[0]), why)
        for child in node.children:
            self._entry(child, parent)
        self._current, self._in_section = None, False

    def _listed_notes(self, node: SyntaxTreeNode) -> None:
        """Keep a list under an answer as notes, but what it names as a reference as a link."""
        item = self._current
        if self._field is Field.ANSWER and item and item.answers:
            self._field = Field.ANSWER if item.answers[-1].endswith(":") else Field.NOTES
        kept: list[str] = []
        for child in node.children:
            text = self._raw(child)
            first = re.sub(r"^\s*([-*+]|\d+[.)])\s+", "", text)
            if item and split_fields(first)[0][0] is Field.LINKS and links_of(first):
                item.links += links_of(first)
            else:
                kept.append(text)
        if kept:
            self._keep_text("\n".join(kept), node)

    def _entry(self, node: SyntaxTreeNode, parent: Item | None) -> Item | None:
        """Open the question of a list entry and read what stands under it."""
        if not node.children or node.children[0].type != "paragraph":
            self._skip(node, self._raw(node), "does not read like a question")
            return None
        pieces = split_fields(_content(node.children[0]))
        text = self._title(node) if pieces[0][0] is None else ""
        if is_placeholder(text):
            self._skip(node, text, "is a placeholder")
            return None
        item = self._open(text, node, parent)
        if not asks(text):
            self._report.doubt(item.place, text, "does not read like a question")
        answering = False
        for name, piece, offset in pieces:
            if name is not None:
                self._begin(name)
                answering = True
                self._keep_text(piece, node, offset)
        for child in node.children[1:]:
            if child.type.endswith("_list") and not answering and self._is_questions(child):
                for entry in child.children:
                    self._entry(entry, item)
                self._current = item
            elif child.type == "paragraph":
                for name, piece, offset in split_fields(_content(child)):
                    if name is not None:
                        self._begin(name)
                        answering = True
                    self._keep_text(piece, child, offset)
            else:
                self._keep(child)
        return item

    def _is_questions(self, node: SyntaxTreeNode) -> bool:
        return all(self._is_question(child, plainly=True) for child in node.children)

    def _is_question(self, entry: SyntaxTreeNode, plainly: bool = False) -> bool:
        if not entry.children or entry.children[0].type != "paragraph":
            return False
        text = _content(entry.children[0])
        return asks(self._title(entry), plainly) or (_is_anchor(text) and not is_placeholder(text))

    def _is_links(self, node: SyntaxTreeNode) -> bool:
        return any(
            entry.children and _is_anchor(_content(entry.children[0])) for entry in node.children
        )

    def _title(self, node: SyntaxTreeNode) -> str:
        """Return the wording of a heading or list entry, without its markup."""
        inner = node.children[0] if node.type == "list_item" and node.children else node
        if inner.type not in ("paragraph", "heading"):
            return bare_text(self._raw(node))
        pieces = split_fields(_content(inner))
        return _plain(next((text for name, text, _ in pieces if name is None), ""))

    def _open(
        self,
        text: str,
        node: SyntaxTreeNode,
        parent: Item | None,
        offset: int = 0,
        bare: bool = False,
    ) -> Item:
        if parent is not None and parent.parent is not None:
            self._report.doubt(
                self._place(node, offset), text, "is nested twice, taken as a plain follow-up"
            )
        item = Item(_plain(text), self._place(node, offset), parent, bare)
        self.items.append(item)
        self._current, self._field = item, Field.NOTES
        return item

    def _keep(self, node: SyntaxTreeNode) -> None:
        """Keep a block as it was typed."""
        self._keep_text(self._raw(node), node)

    def _keep_text(self, text: str, node: SyntaxTreeNode, offset: int = 0) -> None:
        if self._current is None:
            if self._field is not Field.LINKS or not self._in_section:
                self._skip(node, text, "belongs to no question", offset)
            return
        text, images = re.subn(r"!\[[^\]]*\]\([^)]*\)", "", text)
        if images:
            self._report.doubt(
                self._place(node, offset), self._current.text, "an image is left out"
            )
        self._store(text, node, offset)

    def _store(self, text: str, node: SyntaxTreeNode | None = None, offset: int = 0) -> None:
        item = self._current
        text = re.sub(r"(?im)[ \t]*<br\s*/?>[ \t]*$", "", text).strip("\n").rstrip()
        text = re.sub(r"(?m)[ \t]+$", "", text)
        if item is None or not text.strip():
            return
        if is_placeholder(bare_text(text)):
            if node is not None and re.search(r"[^\W\d_]", bare_text(text)):
                self._skip(node, text, "is a placeholder", offset)
            return
        if self._field is Field.LINKS:
            item.links += links_of(text)
        elif self._field is Field.KEYWORDS:
            item.keywords += [one.strip() for one in re.split(r"[,;\n]", text) if one.strip()]
        elif self._field is Field.ANSWER and item.answers and not self._begins:
            item.answers[-1] += f"\n\n{text}"
        elif self._field is Field.ANSWER:
            item.answers.append(text)
        else:
            item.notes.append(text)
        self._begins = False

    def _skip(self, node: SyntaxTreeNode, text: str, why: str, offset: int = 0) -> None:
        if shown := bare_text(text):
            self._report.skipped(self._place(node, offset), shown, why)

    def _place(self, node: SyntaxTreeNode, offset: int = 0) -> SourceLine:
        return SourceLine(self._source.name, _at(node) + offset)

    def _raw(self, node: SyntaxTreeNode) -> str:
        first, last = node.map or (0, 0)
        return textwrap.dedent("\n".join(self._lines[first:last])).rstrip()


def _content(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def _at(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1


def _lists(entry: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [child for child in entry.children if child.type.endswith("_list")]


def _is_anchor(text: str) -> bool:
    """Tell an entry of a table of contents: a link within the page, or one yet to be made."""
    text = text.strip()
    if not _BRACKETED.fullmatch(text):
        return re.fullmatch(r"\[.+\]\(#[^)]*\)", text, re.DOTALL) is not None
    return not re.match(r"\[[ xX]\]", text)


def _plain(text: str) -> str:
    """Return the wording of a title: links by their text, no emphasis, code and math kept."""
    text = bare_text(text)
    if len(text) > MAX_TEXT:
        return text
    if match := _BRACKETED.fullmatch(text):
        text = match[1]
    if "](" in text:
        children = _INLINE.parseInline(text)[0].children or []
        text = "".join(
            f"`{one.content}`" if one.type == "code_inline" else one.content for one in children
        )
    return re.sub(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", text).strip()
