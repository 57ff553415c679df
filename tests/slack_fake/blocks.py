"""The blocks of messages and views: their ids, what one reads in them, what one can use."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from tests.slack_fake.basics import Json, new_id

INTERACTIVE = {
    "button",
    "checkboxes",
    "conversations_select",
    "external_select",
    "file_input",
    "multi_static_select",
    "plain_text_input",
    "radio_buttons",
    "static_select",
}
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy in which each block and each element has an id."""
    made = deepcopy(blocks)
    for block in made:
        block.setdefault("block_id", new_id("b"))
        for one in walk(block):
            if one.get("type") in INTERACTIVE:
                one.setdefault("action_id", new_id("a"))
    return made


def walk(value: Any) -> Iterator[Json]:
    """Yield every object inside a value, from the outside in."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield the elements that one can use, each with its block."""
    for block in blocks:
        for one in walk(block):
            if one.get("type") in INTERACTIVE:
                yield block, one


def buttons(blocks: list[Json]) -> list[tuple[Json, Json]]:
    return [(block, one) for block, one in elements(blocks) if one["type"] == "button"]


def labels(blocks: list[Json]) -> list[str]:
    """Return what the buttons say."""
    return [one["text"]["text"] for _, one in buttons(blocks)]


def button(blocks: list[Json], label: str) -> tuple[Json, Json]:
    """Return the button that says something, with its block."""
    for block, one in buttons(blocks):
        if one["text"]["text"] == label:
            return block, one
    raise LookupError(f"no button {label!r}, only {labels(blocks)}")


def element(blocks: list[Json], id: str) -> tuple[Json, Json]:
    """Return the element with an action_id, and its block."""
    for block, one in elements(blocks):
        if one["action_id"] == id:
            return block, one
    known = [one["action_id"] for _, one in elements(blocks)]
    raise LookupError(f"nothing to use named {id!r}, only {known}")


def text_of(blocks: list[Json]) -> str:
    """Return all that one reads, from top to bottom; what one can use is no part of it."""
    return "\n".join(line for block in blocks if (line := _readable(block)))


def _readable(value: Any) -> str:
    match value:
        case {"type": str(kind)} if kind in INTERACTIVE:
            return ""
        case {"type": "mrkdwn", "text": str(text)}:
            return unescaped(text)
        case {"type": "plain_text" | "raw_text" | "text" | "link", "text": str(text)}:
            return text
        case {"type": "table", "rows": list(rows)}:
            return "\n".join(" | ".join(map(_readable, row)) for row in rows)
        case {
            "type": "rich_text_section" | "rich_text_preformatted" | "rich_text_quote",
            "elements": list(spans),
        }:
            return "".join(map(_readable, spans))
        case dict() | list():
            inner = value.values() if isinstance(value, dict) else value
            return "\n".join(text for one in inner if (text := _readable(one)))
    return ""


def unescaped(text: str) -> str:
    """Return a text as Slack shows what was escaped in it."""
    for entity, sign in ENTITIES:
        text = text.replace(entity, sign)
    return text


def escaped(text: str) -> str:
    """Return a text as Slack escapes it."""
    for entity, sign in reversed(ENTITIES):
        text = text.replace(sign, entity)
    return text
