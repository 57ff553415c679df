r"""A text as Markdown that shows it and nothing else, and the text of such Markdown.

Whatever a text holds stays text: only code between backticks and math between dollar signs keep
their meaning. Line for line the two are the same, but that Markdown puts two spaces before a line
break, backslashes before its own signs, `{}` where math would be read as HTML or as a link, and
no-break and em spaces for the spaces and tabs that a line begins with.
"""

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from content.exporters.labels import UNMARKED
from content.exporters.spans import INLINE, Span, spans

_BREAK = "  "
_ACTIVE = re.compile(
    r"""
    \\(?=[!-/:-@\[-`{-~]|$)       # a backslash that would escape
    | [`~|$]
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis, unless inside a word
    | (?<!\s)\* | \*(?!\s)
    | \](?=[(\[:])                # a link or its definition
    | <(?=[A-Za-z/!?])            # HTML
    | &(?=\#?\w+;)
    | (?<=\s)\#(?=\#*\s*$)        # the end of a heading
    """,
    re.VERBOSE,
)
_LEADING = re.compile(
    rf"""
    \d{{1,9}}(?=[.)](?:\s|$))                # an ordered list
    | (?=[\#>\[]|[-+*](?:\s|$)|[-=*_: \t]+$)  # a heading, quote, checkbox, list or rule
    | {UNMARKED}(?=:)                        # a label
    """,
    re.VERBOSE,
)
_HIDDEN = re.compile(r"(?<=<)(?=(?:\{\})*[A-Za-z/!?])|(?<=\])(?=(?:\{\})*\()")
_APART = re.compile(r"(?<=<)\{\}(?=(?:\{\})*[A-Za-z/!?])|(?<=\])\{\}(?=(?:\{\})*\()")
_HARMLESS = re.compile(r" *[A-Za-z\\{}()&$=]")
_WITHIN = "\0"  # a line break that needs no mark, until the whole is put together
_INDENT = str.maketrans(" \t", "\u00a0\u2003")
_INDENTED = str.maketrans("\u00a0\u2003", " \t")


def shown(text: str) -> str:
    """Return Markdown that shows the text, its line breaks, code and math, and nothing else."""
    done = paragraphs = ""
    for span in spans(text):
        if span.style == "block":
            done += _broken(paragraphs) + span.typed
            paragraphs = ""
        else:
            paragraphs += _inline(span, starts=not paragraphs or paragraphs.endswith("\n"))
    return (done + _broken(paragraphs)).replace(_WITHIN, "\n")


def _inline(span: Span, starts: bool) -> str:
    if span.style == "code":
        return span.typed
    if span.style != "plain":
        return _HIDDEN.sub("{}", _formula(span.typed))
    first, *others = span.text.split("\n")
    return "\n".join([line(first, starts), *map(line, others)])


def _formula(math: str) -> str:
    """Keep its lines where Markdown would take none of them for more than text."""
    first, *others = math.split("\n")
    if all(_HARMLESS.match(one) and not _LEADING.match(one.lstrip()) for one in others):
        return _WITHIN.join([first, *others])
    return " ".join(one.strip() for one in [first, *others])


def line(text: str, starts: bool = True) -> str:
    """Return Markdown of one line, in which nothing is code or math."""
    bare = text.lstrip(" \t") if starts else text
    indent = text[: len(text) - len(bare)].translate(_INDENT)
    active = {found.start() for found in _ACTIVE.finditer(bare)}
    if starts and (leading := _LEADING.match(bare)):
        active.add(leading.end())
    return indent + "".join(f"\\{char}" if at in active else char for at, char in enumerate(bare))


def _broken(paragraphs: str) -> str:
    lines = [_blank(one) for one in paragraphs.split("\n")]
    for at, (one, following) in enumerate(pairwise(lines)):
        if one.strip(" \t") and following.strip(" \t"):
            lines[at] = one + _BREAK
    return "\n".join(lines)


def _blank(line: str) -> str:
    return line if line.strip("\u00a0\u2003") else line.translate(_INDENTED)


def typed(paragraph: str) -> str:
    """Undo `shown` for the lines of one paragraph; what else Markdown marks stays as it is."""
    lines = [_indented(one) for one in paragraph.split("\n")]
    lines[:-1] = [one.removesuffix(_BREAK) for one in lines[:-1]]
    (inline,) = _READER.parseInline("\n".join(lines))
    return "".join(_content(one.type, one.content) for one in inline.children or ())


def _indented(line: str) -> str:
    bare = line.lstrip("\u00a0\u2003")
    return line[: len(line) - len(bare)].translate(_INDENTED) + bare


def _content(kind: str, content: str) -> str:
    return "\n" if kind == "hardbreak" else content


def _span(state: StateInline, silent: bool) -> bool:
    """Keep code and math as they were typed."""
    found = INLINE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        kept = found[0] if found["code"] else _APART.sub("", found[0])
        state.push("span", "", 0).content = kept
    state.pos = found.end()
    return True


_READER = MarkdownIt("zero").enable("escape")
_READER.inline.ruler.before("escape", "span", _span)
