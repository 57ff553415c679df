"""Members' words as Slack sends them, turned back into what the member typed or saw."""

import re

_REFERENCE = re.compile(
    r"<(?:(?P<mark>[@#])(?P<id>[A-Z][A-Z0-9]+)"
    r"|!(?P<call>here|channel|everyone|(?:subteam|date)\^[^<>|]+)"
    r"|(?P<link>(?:https?|mailto|tel):[^<>|]+))"
    r"(?:\|(?P<label>[^<>]*))?>"
)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


def plain(text: str) -> str:
    """Return a text without Slack's escapes: names, links and dates as they are read.

    What only resembles an escape, such as the "<x>" of a formula, stays.
    """
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], _REFERENCE.sub(_read, text))


def _read(found: re.Match[str]) -> str:
    if found["mark"]:
        return found["mark"] + (found["label"] or found["id"])
    if found["label"]:
        return found["label"]
    return found["link"] or f"@{found['call'].partition('^')[0]}"
