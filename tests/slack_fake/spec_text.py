"""Texts that must not be sent: pings nobody allowed, secrets, and none at all."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from tests.slack_fake.basics import Json
from tests.slack_fake.blocks import walk

MOST_FALLBACK = 4000
PING = re.compile(r"<!(channel|here|everyone|subteam\^\w+)[|>]|<@([A-Z]\w+)[|>]")
SECRET = re.compile(r"xox[a-z]-|xapp-|hooks[./]|https?:", re.IGNORECASE)
PARSED = ("mrkdwn", "markdown")
RICH = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


def fallback_faults(method: str, args: Json) -> Iterator[str]:
    """Judge the text that notifications and old clients show."""
    text = args.get("text") or ""
    if not text.strip():
        if not args.get("blocks") and method != "chat.update":
            yield "no_text: neither text nor blocks"
        yield "rule: no text for notifications"
    if len(text) > MOST_FALLBACK:
        yield f"msg_too_long: text of {len(text)} characters: at most {MOST_FALLBACK}"
    if args.get("parse") == "full" or args.get("link_names"):
        yield "rule: Slack is asked to find mentions in the text"


def mention_faults(text: str, blocks: Any, may_mention: Collection[str]) -> Iterator[str]:
    """Find whoever would be pinged without leave."""
    for name in _pinged(text, blocks):
        if name not in may_mention:
            yield f"rule: mentions {name}"


def secret_faults(text: str) -> Iterator[str]:
    """Find URLs and tokens in what every member's client can read."""
    if match := SECRET.search(text):
        yield f"rule: private_metadata holds {match[0]!r}"


def _pinged(text: str, blocks: Any) -> Iterator[str]:
    texts = [text]
    for one in walk(blocks):
        kind = one.get("type")
        if kind in PARSED:
            texts.append(str(one.get("text")))
        elif kind in RICH and RICH[kind] in one:
            yield str(one[RICH[kind]])
    for match in PING.finditer("\n".join(texts)):
        yield match[1] or match[2]
