"""Limits of messages and modals that Discord's OpenAPI file does not know."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from tests.discord_fake.spec_commands import twice

V2_FLAG = 1 << 15
ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
V2_TYPES = {SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
LINK = 5
MOST_CONTENT = 2000
MOST_V2_TEXT = 4000
MOST_V2_COMPONENTS = 40
MOST_ROWS = 5
ATTACHMENT = re.compile(r"attachment://(.*)")
FILE_NAME = re.compile(r"[A-Za-z0-9_.-]+")

Component = dict[str, Any]


def message_faults(
    body: dict[str, Any], files: Collection[str] | None, is_v2: bool, is_new: bool
) -> list[str]:
    """Judge a message that is sent, or an edit of one."""
    components = body.get("components") or []
    wrong = list(_component_set(components))
    wrong += _mentions(body.get("allowed_mentions") or {})
    if (size := len(body.get("content") or "")) > MOST_CONTENT:
        wrong.append(f"content of {size} characters: at most {MOST_CONTENT}")
    if is_v2 or (body.get("flags") or 0) & V2_FLAG:
        wrong += _v2(body, components)
    else:
        wrong += _legacy(components)
    if is_new and _is_empty(body, files):
        wrong.append("an empty message")
    if files is not None:
        wrong += _attachment_urls(body, files)
    return wrong


def modal_faults(modal: dict[str, Any]) -> list[str]:
    """Judge a modal."""
    components = modal["components"]
    wrong = list(_component_set(components))
    if not 1 <= len(components) <= 5:
        wrong.append(f"a modal of {len(components)} components: 1 to 5")
    return wrong


def walk(components: list[Component]) -> Iterator[Component]:
    """Yield components and all inside them."""
    for one in components:
        yield one
        yield from walk(one.get("components") or [])
        yield from walk([one[key] for key in ("accessory", "component") if one.get(key)])


def _mentions(allowed: dict[str, Any]) -> Iterator[str]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            yield f"allowed_mentions: parse {kind} and a list of {kind} exclude each other"


def _is_empty(body: dict[str, Any], files: Collection[str] | None) -> bool:
    if (body.get("content") or "").strip() or files:
        return False
    return not any(body.get(key) for key in ("attachments", "embeds", "components"))


def _component_set(components: list[Component]) -> Iterator[str]:
    everyone = list(walk(components))
    for key in ("custom_id", "id"):
        for id in twice(one[key] for one in everyone if one.get(key)):
            yield f"{key} {id!r} given twice"
    for one in everyone:
        yield from _component(one)


def _component(one: Component) -> Iterator[str]:
    if one["type"] == ROW:
        inside = [inner["type"] for inner in one["components"]]
        if len(inside) > 1 and set(inside) != {BUTTON}:
            yield "a row of more than buttons: one select or text input fills it"
    elif one["type"] == BUTTON:
        yield from _button(one)
    elif one["type"] == TEXT_INPUT:
        yield from _text_input(one)
    elif one["type"] == STRING_SELECT:
        yield from _select(one)


def _button(button: Component) -> Iterator[str]:
    if not button.get("label") and not button.get("emoji"):
        yield "a button without label and emoji"
    has_url, has_id = bool(button.get("url")), bool(button.get("custom_id"))
    if button["style"] == LINK and (has_id or not has_url):
        yield "a link button has a url and no custom_id"
    elif button["style"] != LINK and (has_url or not has_id):
        yield "a button has a custom_id and no url"


def _select(select: Component) -> Iterator[str]:
    fewest, most = select.get("min_values"), select.get("max_values")
    fewest, most = 1 if fewest is None else fewest, 1 if most is None else most
    options = select["options"]
    for value in twice(option["value"] for option in options):
        yield f"select: two options with the value {value!r}"
    if not fewest <= most <= len(options):
        yield f"select: {fewest} to {most} of {len(options)} options"
    if sum(bool(option.get("default")) for option in options) > most:
        yield "select: more defaults than max_values"


def _text_input(field: Component) -> Iterator[str]:
    most = field.get("max_length") or 4000
    size = len(field.get("value") or "")
    if size > most:
        yield f"text input: value of {size} characters, max_length {most}"
    if most > 4000 or (field.get("min_length") or 0) > most:
        yield f"text input: max_length {most}, min_length {field.get('min_length')}"


def _legacy(components: list[Component]) -> Iterator[str]:
    if len(components) > MOST_ROWS:
        yield f"{len(components)} rows: at most {MOST_ROWS}"
    for type in sorted({one["type"] for one in walk(components)} & V2_TYPES):
        yield f"component type {type} without the Components V2 flag"


def _v2(body: dict[str, Any], components: list[Component]) -> Iterator[str]:
    for key in ("content", "embeds"):
        if body.get(key):
            yield f"{key} in a Components V2 message"
    everyone = list(walk(components))
    if len(everyone) > MOST_V2_COMPONENTS:
        yield f"{len(everyone)} components: at most {MOST_V2_COMPONENTS}"
    size = sum(len(one["content"]) for one in everyone if one["type"] == TEXT_DISPLAY)
    if size > MOST_V2_TEXT:
        yield f"text displays of {size} characters together: at most {MOST_V2_TEXT}"


def _attachment_urls(body: dict[str, Any], files: Collection[str]) -> Iterator[str]:
    kept = {one.get("filename") for one in body.get("attachments") or []}
    for url in sorted(set(_urls(body.get("components")))):
        if match := ATTACHMENT.fullmatch(url):
            if match[1] not in kept and match[1] not in files:
                yield f"{url}: no such file in the message"
            elif not FILE_NAME.fullmatch(match[1]):
                yield f"{url}: only letters, digits, dots, dashes and underscores work"


def _urls(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _urls(one)
    elif isinstance(value, dict):
        yield from (one for key, one in value.items() if key == "url" and isinstance(one, str))
        for one in value.values():
            yield from _urls(one)
