"""Texts as Slack takes them, which shows every character of them as it is.

Cards speak in rich text and plain text, where nothing is markup but the names of emoji. The one
place for markup is the line that notifications show.
"""

import re
from typing import Any

from bot.platforms.shared.text import UNSEEN, clean, clip, flat

Json = dict[str, Any]

_CALLS = re.compile(r"<(?=[!@#])")
_EMOJI_NAMES = re.compile(r":(?=[^\s:]+:)")
_WORDS = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def literal(text: str) -> str:
    """Return a text for rich text; what would call somebody elsewhere does not even look so."""
    return _CALLS.sub(f"<{UNSEEN}", clean(text))


def escape(text: str) -> str:
    """Return markup in which nothing is a mention, a link or an entity."""
    hushed = _WORDS.sub(f"@{UNSEEN}", literal(text))
    return re.sub("[&<>]", lambda sign: _ENTITIES[sign[0]], hushed)


def line(text: str, limit: int) -> str:
    """Return a text on one line, for rich text."""
    return clip(flat(literal(text)), limit)


def words(text: str, **style: bool) -> Json:
    """Return an element of rich text; `text` must be literal and not empty."""
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def plain(text: str, limit: int) -> Json:
    """Return a text object in which no emoji stands for its name."""
    named = _EMOJI_NAMES.sub(f":{UNSEEN}", literal(text))
    return {"type": "plain_text", "text": clip(named, limit), "emoji": True}
