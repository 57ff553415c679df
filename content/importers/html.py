"""HTML inside a list: what unfolds, asides and tables, as Markdown."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from html import unescape
from itertools import groupby
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Comment, PageElement, Tag
from markdownify import MarkdownConverter

from content.importers.fields import reveals

MAX_SPAN = 100
MAX_DEPTH = 320


class PartKind(Enum):
    SUMMARY = auto()
    TEXT = auto()
    CLOSE = auto()


class Part(NamedTuple):
    """A caption that unfolds, text in Markdown, or the end of what unfolds."""

    kind: PartKind
    text: str = ""


class _Converter(MarkdownConverter):
    """Keeps line breaks as typed, lets images go, and captions that only hide an answer."""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ""

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        typed = _tidy(text).replace("|", "\\|").replace("\n", "<br>")
        return f" {typed} |{' |' * (_span(el, 'colspan') - 1)}"

    convert_th = convert_td

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "" if reveals(text) else f"\n\n{text}\n\n"


def _span(cell: Tag, name: str) -> int:
    """Return over how many columns or rows a cell goes."""
    said = str(cell.get(name, ""))
    return min(int(said), MAX_SPAN) if re.fullmatch(r"[1-9]\d{0,3}", said) else 1


_CONVERTER = _Converter(
    bullets="-", heading_style="ATX", escape_asterisks=False, escape_underscores=False
)


_SPOILER = re.compile(r"(?<!\s)\s+\|\|(?=[^|]*?[^\W\d_]{2}[^|])([^|]++)\|\|\s*$")
"""What Discord hides until it is clicked: more than the name in a norm."""
_DETAILS = re.compile(r"<details\b", re.IGNORECASE)
_CODE_OR_ENTITY = re.compile(
    r"(?ms)^[ \t>]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]{1,500}?(?<!`)(?P=ticks)(?!`)"
    r"|(?<!\\)(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
)
_ADVERTS = re.compile(r"^(?:ads?|adverts?|advertisements?|sponsored)$", re.IGNORECASE)
_FORMATS = re.compile(
    r"</(?:b|strong|i|em|u|p|div|span|font|ul|ol|li|sub|sup)>|<br ?/?>", re.IGNORECASE
)
_NESTED = re.compile(r" {4}| {2,3}(?:[-*+]|\d+[.)]) ")


def markdown(html: str) -> str:
    """Return HTML, or text with tags in it, as Markdown."""
    return _tidy(_CONVERTER.convert(_closed(html)))


def hides(text: str) -> bool:
    """Tell a text in which something unfolds."""
    return _DETAILS.search(text) is not None


def unfolded(text: str) -> tuple[str, str]:
    """Split a text at the first thing that unfolds, and return what is under it as Markdown."""
    found = _DETAILS.search(text)
    if found is None and (spoiler := _SPOILER.search(text)):
        return text[: spoiler.start()], spoiler[1].strip()
    if found is None:
        return text, ""
    return text[: found.start()].strip(), markdown(text[found.start() :])


def opened(text: str) -> str:
    """Return the text as Markdown with what unfolds in it, or as it is."""
    return markdown(text) if hides(text) else text


def formatted(text: str) -> str:
    """Return a cell whose tags set words off or break lines as Markdown, another decoded."""
    read = markdown(text) if _FORMATS.search(text) else decoded(text)
    return read.replace("\xa0", " ")


def decoded(text: str, kept: str = "") -> str:
    """Return the text with the signs that its entities stand for, but in code or `kept`."""

    def sign(found: re.Match[str]) -> str:
        meant = unescape(found[0]) if found["entity"] else found[0]
        shows = meant.isprintable() or meant == "\xa0"
        return meant if shows and meant not in kept else found[0]

    return _CODE_OR_ENTITY.sub(sign, text) if "&" in text else text


def page(html: str) -> str:
    """Return what a web page says as Markdown, without advertisements and what leads elsewhere."""
    soup = BeautifulSoup(_closed(html), "html.parser")
    _refuse_deep(soup)
    for element in soup(["head", "script", "style", "nav", "footer"]):
        element.decompose()
    for element in soup(class_=_ADVERTS):
        element.decompose()
    tables: dict[int, list[Tag]] = {}
    for row in soup("tr"):
        if (table := row.find_parent("table")) is not None:
            tables.setdefault(id(table), []).append(row)
    for own in tables.values():
        _unspan(own)
    return _tidy(_CONVERTER.convert_soup(soup))


def _refuse_deep(soup: BeautifulSoup) -> None:
    """Raise `RecursionError`, as converting would, before the depth has cost anything."""
    depths = {id(soup): 0}
    for element in soup.descendants:
        depth = depths[id(element)] = depths[id(element.parent)] + 1
        if depth > MAX_DEPTH:
            raise RecursionError


def _unspan(own: list[Tag]) -> None:
    """Give each row of a table a cell of its own where one goes over several; the first keeps the
    text.
    """
    rows = [(row, list(row(["td", "th"], recursive=False))) for row in own]
    width = max((len(cells) for _, cells in rows), default=0)
    for at, (_, cells) in enumerate(rows):
        for column, cell in enumerate(cells):
            for _, below in rows[at + 1 : at + _span(cell, "rowspan")]:
                if column <= len(below) < width:
                    below.insert(column, Tag(name="td"))
    for row, cells in rows:
        row.clear()
        row.extend(cells)


def parts(html: str) -> Iterator[Part]:
    """Yield what a block of HTML holds; what it opens may be closed by a later block."""
    soup = BeautifulSoup(_closed(html), "html.parser")
    closed = len(re.findall(r"</details\s*>", html, re.IGNORECASE))
    opened = len(soup.find_all("details"))
    unclosed = max(opened - closed, 0)
    found = [part for element in soup.contents for part in _parts(element, unclosed)]
    for kind, run in groupby(found, key=lambda part: part.kind):
        if kind is PartKind.TEXT:
            yield Part(kind, "\n".join(part.text for part in run))
        else:
            yield from run
    yield from (Part(PartKind.CLOSE) for _ in range(closed - opened))


def _closed(html: str) -> str:
    """Let no comment or tag begin that never ends: the parser would look for each one's end."""
    ended, comment_end, rest = html.rpartition("-->")
    whole, tag_end, text = rest.replace("<!--", "").rpartition(">")
    return f"{ended}{comment_end}{whole}{tag_end}{text.replace('<', '&lt;')}"


def _parts(element: PageElement, unclosed: int) -> Iterator[Part]:
    if not isinstance(element, Tag) or element.find(["summary", "details"]) is None:
        if text := _text(element):
            yield Part(PartKind.TEXT, text)
        return
    for child in element.children:
        if isinstance(child, Tag) and child.name == "summary":
            yield Part(PartKind.SUMMARY, markdown(child.decode_contents()))
        else:
            yield from _parts(child, unclosed)
    if element.name == "details" and not unclosed:
        yield Part(PartKind.CLOSE)


def _text(element: PageElement) -> str:
    if isinstance(element, Comment):
        return ""
    return _tidy(_CONVERTER.convert(str(element)) if isinstance(element, Tag) else str(element))


def _tidy(text: str) -> str:
    lines = (line.rstrip() if _NESTED.match(line) else line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
