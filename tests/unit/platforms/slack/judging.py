"""Judges blocks and views as the fake of Slack does, and by what this platform adds to that."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from slack_sdk.models.blocks import Block

from tests.slack_fake.blocks import walk
from tests.slack_fake.spec import faults

Json = dict[str, Any]

MAX_MESSAGE_CHARS = 13_000
MAX_RICH_TEXT = 3000
ROW_BUTTONS = 5
CALLS = re.compile(r"<[!@#]")
MARKUP = re.compile(r"[<>\n]|&(?!amp;|lt;|gt;)|@(?:channel|here|everyone)")
EMOJI = re.compile(r":[a-z0-9_+'-]+:")
TYPED = ("initial_value", "value", "private_metadata")


def message_faults(blocks: list[Json], text: str) -> list[str]:
    """Say what Slack would object to in a message, or show other than it was meant."""
    args = {"channel": "C1", "text": text, "blocks": blocks}
    found = [*faults("chat.postMessage", args), *_block_faults(blocks)]
    if not blocks or size(blocks) > MAX_MESSAGE_CHARS:
        found.append(f"{size(blocks)} characters in {len(blocks)} blocks")
    if MARKUP.search(text):
        found.append(f"markup in text: {text[:200]!r}")
    return found


def view_faults(view: Json) -> list[str]:
    """Say what Slack would object to in a modal or a Home tab."""
    method = "views.open" if view["type"] == "modal" else "views.publish"
    found = [*faults(method, {"view": view}), *_block_faults(view["blocks"])]
    if any(block["type"] == "table" for block in view["blocks"]):
        found.append("views take no table")
    return found


def size(blocks: list[Json]) -> int:
    """Return how many characters blocks take as JSON."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _block_faults(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        parsed = Block.parse(block)
        if parsed is None or parsed.to_dict() != block:
            yield f"{block['type']} is read as {parsed}"
        if block["type"] == "actions" and not 0 < len(block["elements"]) <= ROW_BUTTONS:
            yield f"a row of {len(block['elements'])} buttons"
        if block["type"] == "table":
            yield from _table_faults(block)
    for one in walk(blocks):
        yield from _text_faults(one)
        if one.get("type") == "rich_text":
            yield from _rich_text_faults(one)


def _text_faults(one: Json) -> Iterator[str]:
    for key, value in one.items():
        if isinstance(value, str) and key not in TYPED and CALLS.search(value):
            yield f"calls somebody: {value[:80]!r}"
    if one.get("type") == "text" and not one["text"]:
        yield "text of no character"
    if one.get("type") == "plain_text" and EMOJI.search(one["text"]):
        yield f"name of an emoji: {one['text'][:80]!r}"


def _rich_text_faults(block: Json) -> Iterator[str]:
    parts = block["elements"]
    if not parts or not all(part["elements"] for part in parts):
        yield "rich text without elements"
    kinds = [part["type"] for part in parts]
    if any(kind == after for kind, after in pairwise(kinds)):
        yield f"two parts of one kind follow each other: {kinds}"
    if (chars := sum(len(one.get("text", "")) for one in walk(parts))) > MAX_RICH_TEXT:
        yield f"rich text of {chars} characters"


def _table_faults(table: Json) -> Iterator[str]:
    widths = {len(row) for row in [*table["rows"], table["column_settings"]]}
    if len(table["rows"]) < 2 or len(widths) != 1:
        yield f"a table of {len(table['rows'])} rows, {widths} wide"
