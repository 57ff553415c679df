"""What a member enters in a view, as their client tells of it and after it has checked it."""

from collections.abc import Callable
from typing import Any

from tests.slack_fake import blocks
from tests.slack_fake.basics import Json, Refused

TEXT, FILES, CHANNEL = "plain_text_input", "file_input", "conversations_select"
ONE_OPTION = {"static_select", "external_select", "radio_buttons"}
MOST_TEXT = 3000

Offered = Callable[[Json], list[Json]]


def state(
    shown: list[Json],
    typed: Json,
    offered: Offered,
    values: dict[str, Any] | None = None,
    anyway: bool = True,
) -> Json:
    """Return what the elements hold, with new values by action_id.

    `typed` is what was entered before; `offered` finds the options that the bot has offered.
    """
    values = values or {}
    found: Json = {}
    named: set[str] = set()
    for block, one in blocks.elements(shown):
        block_id, name = block["block_id"], one["action_id"]
        if one["type"] == "button":
            continue
        named.add(name)
        if name in values:
            made = entered(one, values[name], offered(one), anyway)
        else:
            made = typed.get(block_id, {}).get(name) or initial(one)
        if _is_missing(block, made) and not anyway:
            raise Refused(f"{name} is required")
        found.setdefault(block_id, {})[name] = made
    if unknown := set(values) - named:
        raise Refused(f"the modal has no {sorted(unknown)}, only {sorted(found)}")
    return found


def _is_missing(block: Json, made: Json) -> bool:
    is_required = block["type"] == "input" and not block.get("optional")
    return is_required and not any(value for key, value in made.items() if key != "type")


def initial(one: Json) -> Json:
    """Return what an element holds before anybody touches it."""
    kind = one["type"]
    if kind == TEXT:
        return {"type": kind, "value": one.get("initial_value")}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": one.get("initial_option")}
    if kind == FILES:
        return {"type": kind, "files": []}
    if kind == CHANNEL:
        return {"type": kind, "selected_conversation": None}
    return {"type": kind, "selected_options": one.get("initial_options") or []}


def entered(one: Json, value: Any, offered: list[Json], anyway: bool = False) -> Json:
    """Return what an element holds after a value was entered."""
    kind = one["type"]
    several = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if kind == TEXT:
        return {"type": kind, "value": _text(one, value or "", anyway)}
    if kind == FILES:
        if len(several) > one["max_files"] and not anyway:
            raise Refused(f"{len(several)} files are too many for {one['action_id']}")
        return {"type": kind, "files": [stored.payload for stored in several]}
    if kind == CHANNEL:
        return {"type": kind, "selected_conversation": value.id if value else None}
    chosen = [_option(one, each, offered, anyway) for each in several]
    if kind not in ONE_OPTION:
        return {"type": kind, "selected_options": chosen}
    if len(chosen) > 1:
        raise Refused(f"{one['action_id']} takes one option, not {value}")
    return {"type": kind, "selected_option": chosen[0] if chosen else None}


def _text(one: Json, text: str, anyway: bool) -> str | None:
    most = one.get("max_length") or MOST_TEXT
    if text and not anyway and not (one.get("min_length") or 0) <= len(text) <= most:
        raise Refused(f"{one['action_id']}: {len(text)} characters do not fit")
    if "\n" in text and not one.get("multiline") and not anyway:
        raise Refused(f"{one['action_id']} is one line")
    return text or None


def _option(one: Json, value: Any, offered: list[Json], anyway: bool) -> Json:
    known = [*one.get("options", ()), *offered, *one.get("initial_options", ())]
    known += [one["initial_option"]] if one.get("initial_option") else []
    for option in known:
        if option["value"] == value:
            return dict(option)
    if anyway:
        return {"text": {"type": "plain_text", "text": str(value)}, "value": value}
    raise Refused(f"{value!r} is not among {[option['value'] for option in known]}")
