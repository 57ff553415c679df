"""Plain text made safe for Discord, which then shows every character as it is.

Discord takes a backslash before any punctuation as "not markup".
"""

import re

from bot.platforms.shared.text import UNSEEN, clean

# Emphasis, code, spoilers, masked links, everything in angle brackets; links and :emoji:.
_MARKUP = re.compile(r"[\\*_~|`\[<]|:(?=//|[^\s:]*:)")
# Headings, quotes, lists and subtext begin a line.
_LINE_MARKS = re.compile(r"^([^\S\n]*(?:\d+(?=[.)]))?)([#>+.)-])", re.MULTILINE)
_PINGS = re.compile(r"@(?=everyone|here|[!&]?\d)")


def escape(text: str) -> str:
    """Return markup that shows `text` literally: no mention, link, emoji name or formatting."""
    text = _MARKUP.sub(r"\\\g<0>", clean(text))
    return _hush(_LINE_MARKS.sub(r"\1\\\2", text))


def code(text: str) -> str:
    """Return inline code; a backtick in it becomes a letter that looks like one."""
    line = clean(text).replace("\n", " ").replace("\t", " ").replace("`", "ˋ")
    return f"`{_hush(line) or UNSEEN}`"


def _hush(text: str) -> str:
    """Keep words that call people from calling them, whatever a message allows."""
    return _PINGS.sub(f"@{UNSEEN}", text)
