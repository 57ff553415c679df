"""What a member enters in a view, as their client tells of it and after it has checked it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.slack_fake import blocks
from tests.slack_fake.basics import Json, Refused
from tests.slack_fake.files import StoredFile

TEXTS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
MOST_TEXT = 3000
ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
ONE_ID = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}
FILES, MOST_FILES = "file_input", 10
IDS = {f"multi_{kind}": f"{key}s" for kind, key in ONE_ID.items()}
ONE_TEXT = {
    "datepicker": ("selected_date", r"\d{4}-\d\d-\d\d"),
    "timepicker": ("selected_time", r"\d\d:\d\d"),
}
SILENT = {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}

Offered = Callable[[Json], list[Json]]


def state(
    shown: list[Json],
    typed: Json,
    offered: Offered,
    values: dict[str, Any] | None = None,
    anyway: bool = True,
) -> Json:
    """Return what the elements hold, with new values by block_id or action_id.

    `typed` is what was entered before; `offered` finds the options that the bot has offered.
    """
    values = values or {}
    found: Json = {}
    named: set[str] = set()
    for block, one in blocks.elements(shown):
        block_id, action_id = block["block_id"], one["action_id"]
        if one["type"] in SILENT:
            continue
        name = block_id if block_id in values else action_id
        named.add(name)
        if name in values:
            made = entered(one, values[name], offered(one), anyway)
        else:
            made = typed.get(block_id, {}).get(action_id) or initial(one)
        made = {"type": one["type"]} | made
        if _is_missing(block, made) and not anyway:
            raise Refused(f"{name} is required")
        found.setdefault(block_id, {})[action_id] = made
    if unknown := set(values) - named:
        raise Refused(f"the modal has no {sorted(unknown)}, only {sorted(found)}")
    return found


def _is_missing(block: Json, made: Json) -> bool:
    is_required = block["type"] == "input" and not block.get("optional")
    return is_required and not any(value for key, value in made.items() if key != "type")


def initial(one: Json) -> Json:
    """Return what an element holds before anybody touches it."""
    kind = one["type"]
    if kind in TEXTS:
        return {"value": one.get("initial_value")}
    if kind in ONE_OPTION:
        return {"selected_option": one.get("initial_option")}
    if kind == FILES:
        return {"files": []}
    if kind in OPTIONS:
        return {"selected_options": one.get("initial_options") or []}
    key = ONE_ID.get(kind) or IDS.get(kind) or ONE_TEXT[kind][0]
    start = key.replace("selected_", "initial_")
    return {key: one.get(start) or ([] if kind in IDS else None)}


def entered(one: Json, value: Any, offered: list[Json], anyway: bool = False) -> Json:
    """Return what an element holds after a value was entered."""
    kind = one["type"]
    several = value if isinstance(value, list | tuple) else [] if value is None else [value]
    if kind in TEXTS:
        return {"value": _text(one, value, anyway)}
    if kind in ONE_OPTION:
        chosen = [_option(one, each, offered, anyway) for each in several if each != ""]
        if len(chosen) > 1:
            raise Refused(f"{one['action_id']} takes one option, not {value}")
        return {"selected_option": chosen[0] if chosen else None}
    if kind in OPTIONS:
        if len(several) > (one.get("max_selected_items") or len(several)):
            raise Refused(f"{len(several)} are too many for {one['action_id']}")
        return {"selected_options": [_option(one, each, offered, anyway) for each in several]}
    if kind == FILES:
        return {"files": _files(one, several, anyway)}
    if kind in ONE_ID:
        return {ONE_ID[kind]: _id(several[0]) if several else None}
    if kind in IDS:
        return {IDS[kind]: [_id(each) for each in several]}
    key, pattern = ONE_TEXT[kind]
    if not anyway and value and not re.fullmatch(pattern, value):
        raise Refused(f"{value!r} cannot be chosen in {one['action_id']}")
    return {key: value or None}


def _text(one: Json, value: Any, anyway: bool) -> str | None:
    text = "" if value is None else str(value)
    most = one.get("max_length") or MOST_TEXT
    if text and not anyway and not (one.get("min_length") or 0) <= len(text) <= most:
        raise Refused(f"{one['action_id']}: {len(text)} characters do not fit")
    if "\n" in text and not one.get("multiline") and not anyway:
        raise Refused(f"{one['action_id']} is one line")
    return text or None


def _option(one: Json, value: Any, offered: list[Json], anyway: bool) -> Json:
    groups = one.get("option_groups") or [one]
    known = [option for group in groups for option in group.get("options") or []]
    known += offered + (one.get("initial_options") or [])
    known += [one["initial_option"]] if one.get("initial_option") else []
    for option in known:
        if option["value"] == value:
            return dict(option)
    if anyway:
        return {"text": {"type": "plain_text", "text": str(value)}, "value": value}
    raise Refused(f"{value!r} is not among {[option['value'] for option in known]}")


def _files(one: Json, chosen: Sequence[StoredFile], anyway: bool) -> list[Json]:
    if len(chosen) > (one.get("max_files") or MOST_FILES) and not anyway:
        raise Refused(f"{len(chosen)} files are too many for {one['action_id']}")
    return [stored.payload for stored in chosen]


def _id(value: Any) -> str:
    return value if isinstance(value, str) else str(value.id)
