"""The wording of a heading, an entry or a caption, without numbers, labels, marks and markup."""

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from content.importers.difficulty import is_lone_star, level_of
from content.importers.fields import ICON, Field, split_fields, unbulleted
from content.importers.html import unfolded
from content.importers.item import MAX_TEXT

MAX_DEPTH = 20

_INLINE = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH})
_BRACKETED = re.compile(r"\[(.+)\]\s*$", re.DOTALL)
_NUMBER = re.compile(
    r"(?:[(（\[]?\d{1,4}(?:[.-]\d{1,3}){0,3}[)）\].]|[①-⑳]|#\d{1,4}[.:)]?|\d{1,4}\s?[-–—:]|[Qq]\.?\s?\d{1,4}(?:[.-]\d{1,3})?\s?[.:)\-]?"
    r"|[Qq][.:)]|(?:[Ss]lide|슬라이드)\s?\d{1,4}\s?[.:–-]|(?:질문|문제?|[Qq]uestion)\s?\d{1,4}\s?[.:)]?)\s+(?=\S)"
)
_ICONS = re.compile(rf"(?:(?:{ICON})\s*)+")
_BOX = re.compile(r"\[[ xX]\]\s+")
_TASK = re.compile(r"(?:TODO|DOING|DONE|LATER|NOW|WAITING)\s+")
_TAGS = re.compile(
    r"(?<!\s)(?:\s+(?:#(?:flash)?cards?\b\S*|\[\[card\]\]|#easy|#medium|#hard))+", re.IGNORECASE
)
_TAG_RUN = re.compile(r"(?<!\s)(?:\s+#(?:[^\W\d_][\w/-]*|\[\[[^\[\]\n]{1,100}\]\]))++\s*")
_WIKI_LINK = re.compile(
    r"(?P<code>(`+)[^`]*\2)|(?<![A-Za-z0-9_!#\[])(?<![A-Za-z0-9_]\()"
    r"\[\[(?!(?i:card)\])(?P<page>[^\W\d_][^\[\]|,\n]*)(?:\|(?P<shown>[^\[\]\n]+))?\]\]"
)
_BLOCK_ID = re.compile(r"(?<!\s)\s+\^[a-z][\w-]{3,}\s*$", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?<!\s)\s*[(\[（](?:easy|medium|hard|beginner|intermediate|advanced|쉬움|보통|중간|어려움|초급|중급|고급|[상중하]"
    r"|난이도.{0,8}|\d{1,3} ?(?:점|points?|pts?)|(?:lv|level)\.? ?\d|[★☆⭐\s]+)[)\]）]\s*$",
    re.IGNORECASE,
)
_MARKS = r"[\s\u200d\ufe0f\u20e3\u2b50\u2600-\u27bf\U0001f000-\U0001faff]"
_EMOJI = re.compile(rf"(?<!{_MARKS}){_MARKS}+$")
_CONTENTS = re.compile(r"\W*(table of contents|contents|toc|index|목차|차례)\W*", re.IGNORECASE)
_ANCHOR = re.compile(r"\[.+\]\(#[^)]*\)", re.DOTALL)


def content_of(node: SyntaxTreeNode) -> str:
    """Return the source of a paragraph or heading, or of the first one of an entry."""
    inner = node.children[0] if node.type == "list_item" and node.children else node
    if inner.type not in ("paragraph", "heading") or not inner.children:
        return ""
    return inner.children[0].content


def title_of(node: SyntaxTreeNode) -> str:
    """Return the wording of a heading or entry, or nothing where it only holds an answer."""
    for name, text, _ in split_fields(content_of(node)):
        if name in (None, Field.QUESTION, Field.FOLLOW_UP):
            return plain(unlinked(unfolded(text)[0]))
    return ""


def is_contents(title: str) -> bool:
    return _CONTENTS.fullmatch(title) is not None


def is_anchor(text: str) -> bool:
    """Tell an entry of a table of contents: a link within the page, or one yet to be made."""
    text = text.strip()
    if not _BRACKETED.fullmatch(text):
        return leads_within(text)
    return not re.match(r"\[[ xX]\]", text)


def leads_within(text: str) -> bool:
    """Tell a link to another place of the page, such as one back to its top."""
    return _ANCHOR.fullmatch(text.strip().strip("*_")) is not None


def unlinked(text: str) -> str:
    """Return the text with links of a wiki, such as `[[GIL]]`, by what they show."""
    if len(text) > MAX_TEXT:
        return text
    return _WIKI_LINK.sub(lambda one: one["code"] or one["shown"] or one["page"], text)


def plain(text: str) -> str:
    """Return the wording of a title: links by their text, no emphasis, code and math kept."""
    text = unbulleted(text)
    if len(text) > MAX_TEXT:
        return text
    text = _TASK.sub("", _BOX.sub("", text, count=1), count=1)
    text = _TAGS.sub("", _untagged(text))
    if match := _BRACKETED.fullmatch(text):
        text = match[1]
    if "](" in text:
        children = _INLINE.parseInline(text)[0].children or []
        text = "".join(
            f"`{one.content}`" if one.type == "code_inline" else one.content for one in children
        )
    text = re.sub(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", text).strip()
    return _unadorned(_unnumbered(text))


def level_behind(text: str, is_starred: bool = False) -> int | None:
    """Return how hard the marks behind a question say it is; None where they don't.

    A single star says so only in a list that `is_starred`, one where others have more.
    """
    if tail := _EMOJI.search(text):
        text = text[: tail.start()]
    mark = _LEVEL.search(text)
    said = mark[0].strip("()[]（） ") if mark else tail[0] if tail else ""
    return None if is_lone_star(said) and not is_starred else level_of(said)


def _untagged(text: str) -> str:
    """Drop the tags at the end, but no lone word that may be code, such as `#define`."""
    runs = list(_TAG_RUN.finditer(text))
    if not runs or runs[-1].end() < len(text):
        return text
    begin, tags = runs[-1].start(), runs[-1][0]
    if card := _TAGS.search(tags):
        return text[: begin + card.start()]
    is_behind = text[begin - 1 : begin] in (".", "!", "?", "？")
    return text[:begin] if is_behind or "/" in tags else text


def _unnumbered(text: str) -> str:
    """Drop icons, a number or `Q1.` in front, and one more behind it."""
    for _ in range(3):
        found = _NUMBER.match(text) or _ICONS.match(text)
        if found is None or found.end() == len(text):
            break
        text = text[found.end() :].lstrip()
    return text


def _unadorned(text: str) -> str:
    """Drop the marks behind a question, such as those of its difficulty."""
    return _LEVEL.sub("", _EMOJI.sub("", _BLOCK_ID.sub("", text))) or text
