"""The blocks of messages and views: their ids, what one reads in them, what one can use."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from tests.slack_fake.basics import Json, new_id

INTERACTIVE = {
    "button",
    "checkboxes",
    "channels_select",
    "conversations_select",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "external_select",
    "feedback_buttons",
    "file_input",
    "icon_button",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "number_input",
    "overflow",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "static_select",
    "timepicker",
    "url_text_input",
    "users_select",
    "workflow_button",
}
BESIDE_TEXT = ("type", "url", "value", "block_id", "action_id", "style", "column_settings")
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
    """Return the element with an action_id, or the one in the block with a block_id."""
    found = list(elements(blocks))
    for block, one in found:
        if one["action_id"] == id:
            return block, one
    for block, one in found:
        if block["block_id"] == id:
            return block, one
    known = [(block["block_id"], one["action_id"]) for block, one in found]
    raise LookupError(f"nothing to use named {id!r}, only {known}")


def text_of(blocks: list[Json]) -> str:
    """Return all that one reads, from top to bottom; what one can use is no part of it."""
    return "\n".join(line for block in blocks if (line := _readable(block)))


def _readable(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(text for one in value if (text := _readable(one)))
    if not isinstance(value, dict):
        return ""
    kind = value.get("type")
    if kind in INTERACTIVE:
        return ""
    if kind in ("mrkdwn", "markdown"):
        return unescaped(value.get("text", ""))
    if kind in ("plain_text", "raw_text", "text") and isinstance(value.get("text"), str):
        return str(value["text"])
    if kind == "table":
        return "\n".join(" | ".join(map(_readable, row)) for row in value.get("rows", []))
    if kind in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
        return "".join(map(_span, value.get("elements", [])))
    inner = [_readable(one) for key, one in value.items() if key not in BESIDE_TEXT]
    if kind == "image" or "alt_text" in value:
        inner.append(str(value.get("alt_text", "")))
    return "\n".join(text for text in inner if text)


def _span(one: Json) -> str:
    match one.get("type"):
        case "user":
            return f"<@{one['user_id']}>"
        case "broadcast":
            return f"<!{one['range']}>"
        case "emoji":
            return f":{one['name']}:"
        case "link":
            return str(one.get("text") or one["url"])
    return str(one.get("text") or one.get("fallback") or "")


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
