"""A text in parts: what is code, what is math, and the plain rest.

Code stands between backticks, a block of it between lines of three or more; math between dollar
signs. A mark without its partner is plain text.
"""

import re
from collections.abc import Iterator
from typing import Literal

Style = Literal["plain", "code", "block", "math", "display"]

_MARKED = re.compile(
    r"""
    ^(?P<fence>`{3,})[^`\n]*\n(?P<block>(?:.*\n)*?)[ ]{0,3}(?P=fence)`*[ \t]*$
    | (?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | \$\$(?P<display>[^$`]+)(?<!\\)\$\$
    | \$(?=\S)(?P<math>[^$`\n]+)(?<![\s\\])\$(?!\d)
    """,
    re.VERBOSE | re.MULTILINE,
)


def spans(text: str) -> Iterator[tuple[Style, str]]:
    """Yield each part without its marks; lines end with a newline alone."""
    text = _tidy(text)
    end = 0
    for found in _MARKED.finditer(text):
        if found.start() > end:
            yield "plain", text[end : found.start()]
        for style in ("block", "code", "display", "math"):
            if found[style] is not None:
                yield style, found[style]
        end = found.end()
    if end < len(text):
        yield "plain", text[end:]


def _tidy(text: str) -> str:
    lines = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", lines)
