"""Limits of messages and modals that Discord's OpenAPI file does not know."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from tests.discord_fake.spec_commands import twice

V2_FLAG = 1 << 15
ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = {3, 5, 6, 7, 8}
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
V2_TYPES = {SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
LINK, PREMIUM = 5, 6
MOST_CONTENT = 2000
MOST_EMBED_TEXT = 6000
MOST_V2_TEXT = 4000
MOST_V2_COMPONENTS = 40
MOST_ROWS = 5
ATTACHMENT = re.compile(r"attachment://(.*)")
FILE_NAME = re.compile(r"[A-Za-z0-9_.-]+")

Component = dict[str, Any]


def is_create(method: str) -> bool:
    """Tell whether a request makes a new message."""
    return method == "POST"


def message_faults(
    body: dict[str, Any], files: Collection[str] | None, is_v2: bool, is_new: bool
) -> list[str]:
    """Judge a message that is sent, or an edit of one."""
    components = body.get("components") or []
    wrong = list(_content(body))
    wrong += _component_set(components)
    wrong += _mentions(body.get("allowed_mentions") or {})
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
    if any(one.get("disabled") for one in walk(components)):
        wrong.append("a disabled component in a modal")
    return wrong


def walk(components: list[Component]) -> Iterator[Component]:
    """Yield components and all inside them."""
    for one in components:
        yield one
        yield from walk(one.get("components") or [])
        yield from walk([one[key] for key in ("accessory", "component") if one.get(key)])


def _content(body: dict[str, Any]) -> Iterator[str]:
    size = len(body.get("content") or "")
    if size > MOST_CONTENT:
        yield f"content of {size} characters: at most {MOST_CONTENT}"
    size = sum(_embed_text(embed) for embed in body.get("embeds") or [])
    if size > MOST_EMBED_TEXT:
        yield f"embeds of {size} characters together: at most {MOST_EMBED_TEXT}"


def _embed_text(embed: dict[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [field[key] for field in embed.get("fields") or [] for key in ("name", "value")]
    return sum(len(text or "") for text in texts)


def _mentions(allowed: dict[str, Any]) -> Iterator[str]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            yield f"allowed_mentions: parse {kind} and a list of {kind} exclude each other"


def _is_empty(body: dict[str, Any], files: Collection[str] | None) -> bool:
    if (body.get("content") or "").strip() or files or body.get("attachments"):
        return False
    return not any(body.get(key) for key in ("embeds", "components", "poll", "sticker_ids"))


def _component_set(components: list[Component]) -> Iterator[str]:
    everyone = list(walk(components))
    for custom_id in twice(one["custom_id"] for one in everyone if one.get("custom_id")):
        yield f"custom_id {custom_id!r} given twice"
    for id in twice(one["id"] for one in everyone if one.get("id")):
        yield f"component id {id} given twice"
    for one in everyone:
        yield from _component(one)


def _component(one: Component) -> Iterator[str]:
    if one["type"] == ROW:
        yield from _row(one)
    elif one["type"] == BUTTON:
        yield from _button(one)
    elif one["type"] == TEXT_INPUT:
        yield from _text_input(one)
    elif one["type"] in SELECTS:
        yield from _select(one)


def _row(row: Component) -> Iterator[str]:
    inside = [one["type"] for one in row["components"]]
    if len(inside) > 1 and any(type != BUTTON for type in inside):
        yield "a row of more than buttons: one select or text input fills it"


def _button(button: Component) -> Iterator[str]:
    label = button.get("label")
    if label is not None and not 1 <= len(label) <= 80:
        yield f"button label of {len(label)} characters: 1 to 80"
    if not label and not button.get("emoji") and button["style"] != PREMIUM:
        yield "a button without label and emoji"
    if button["style"] == LINK:
        if not button.get("url") or button.get("custom_id"):
            yield "a link button has a url and no custom_id"
    elif button["style"] != PREMIUM and (button.get("url") or not button.get("custom_id")):
        yield "a button has a custom_id and no url"


def _select(select: Component) -> Iterator[str]:
    fewest, most = select.get("min_values"), select.get("max_values")
    fewest, most = 1 if fewest is None else fewest, 1 if most is None else most
    if fewest > most:
        yield f"select: min_values {fewest} over max_values {most}"
    if select["type"] != STRING_SELECT:
        return
    options = select["options"]
    if not 1 <= len(options) <= 25:
        yield f"select of {len(options)} options: 1 to 25"
    for value in twice(option["value"] for option in options):
        yield f"select: two options with the value {value!r}"
    if most > len(options):
        yield f"select: max_values {most} of {len(options)} options"
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
    for key in ("content", "embeds", "poll", "sticker_ids"):
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
    for url in sorted(set(_urls([body.get("embeds"), body.get("components")]))):
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
        for key, one in value.items():
            if key in ("url", "icon_url") and isinstance(one, str):
                yield one
            else:
                yield from _urls(one)
