"""A text in parts: what is code, what is math, and the plain rest.

Code stands between backticks, a block of it between lines of three or more; math between dollar
signs. A mark without its partner is plain text.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Style = Literal["plain", "code", "block", "math", "display"]


class Span(NamedTuple):
    """A part without its marks, and as it was typed."""

    style: Style
    text: str
    typed: str


_INLINE = r"""
    (?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | \$\$(?P<display>[^$`]+)(?<!\\)\$\$
    | \$(?=\S)(?P<math>[^$`\n]+)(?<![\s\\])\$(?!\d)
"""
_BLOCK = r"^(?P<fence>`{3,})[^`\n]*\n(?P<block>(?:.*\n)*?)[ ]{0,3}(?P=fence)`*[ \t]*$"
_MARKED = re.compile(f"{_BLOCK} | {_INLINE}", re.VERBOSE | re.MULTILINE)
INLINE = re.compile(_INLINE, re.VERBOSE)
"""Code or math within a line of text."""


def spans(text: str) -> Iterator[Span]:
    """Yield each part; lines end with a newline alone."""
    text = _tidy(text)
    end = 0
    for found in _MARKED.finditer(text):
        if found.start() > end:
            yield _plain(text[end : found.start()])
        for style in ("block", "code", "display", "math"):
            if found[style] is not None:
                yield Span(style, found[style], found[0])
        end = found.end()
    if end < len(text):
        yield _plain(text[end:])


def _plain(text: str) -> Span:
    return Span("plain", text, text)


def _tidy(text: str) -> str:
    lines = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", lines)
