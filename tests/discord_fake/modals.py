"""Builds a modal's submission as a member's client would, and checks what it would check."""

from typing import TYPE_CHECKING, Any

from tests.discord_fake.basics import Json
from tests.discord_fake.options import Refused, resolve
from tests.discord_fake.parts import with_ids
from tests.discord_fake.spec_messages import ROW, STRING_SELECT, TEXT_DISPLAY, walk

if TYPE_CHECKING:
    from tests.discord_fake.people import Member

LABEL, CHECKBOX_GROUP = 18, 22


def submission(member: "Member", modal: Json, values: dict[str, Any], anyway: bool) -> Json:
    """Build the data of a modal-submit interaction."""
    components = with_ids(modal["components"])
    inputs = {one["custom_id"] for one in walk(components) if one.get("custom_id")}
    if unknown := set(values) - inputs:
        raise Refused(f"the modal has no {sorted(unknown)}, only {sorted(inputs)}")
    data: Json = {"custom_id": modal["custom_id"]}
    made = [_submitted(member, one, values, data, anyway) for one in components]
    return data | {"components": made}


def _submitted(
    member: "Member", one: Json, values: dict[str, Any], data: Json, anyway: bool
) -> Json:
    base = {"type": one["type"], "id": one["id"]}
    if one["type"] == ROW:
        inner = [_submitted(member, field, values, data, anyway) for field in one["components"]]
        return base | {"components": inner}
    if one["type"] == LABEL:
        return base | {"component": _submitted(member, one["component"], values, data, anyway)}
    if one["type"] == TEXT_DISPLAY:
        return base
    base["custom_id"] = one["custom_id"]
    return base | _value(member, one, values.get(one["custom_id"]), data, anyway)


def _value(member: "Member", one: Json, given: Any, data: Json, anyway: bool) -> Json:
    match one["type"]:
        case 4:
            return {"value": _text(one, given, anyway)}
        case 21:
            return {"value": given if given is not None else next(iter(_defaults(one)), None)}
        case 23:
            return {"value": bool(one.get("default") if given is None else given)}
        case 3 | 22:
            return {"values": _several(one, _defaults(one) if given is None else given, anyway)}
    chosen = [resolve(member, value, data) for value in given or []]
    return {"values": _several(one, chosen, anyway)}


def _text(field: Json, given: Any, anyway: bool) -> str:
    text = field.get("value") or "" if given is None else str(given)
    if anyway:
        return text
    is_required = field.get("required") is not False
    least = field.get("min_length") or int(is_required)
    if not text and not is_required:
        return text
    if not least <= len(text) <= (field.get("max_length") or 4000):
        raise Refused(f"{field['custom_id']}: {len(text)} characters do not fit")
    return text


def _several(one: Json, chosen: list[str], anyway: bool) -> list[str]:
    if anyway:
        return chosen
    is_required = one.get("required") is not False
    least = one.get("min_values", 1) if is_required or chosen else 0
    most = one.get("max_values") or (1 if one["type"] != CHECKBOX_GROUP else 10)
    if not least <= len(chosen) <= most:
        raise Refused(f"{one['custom_id']}: {len(chosen)} chosen, {least} to {most}")
    known = [option["value"] for option in one.get("options") or []]
    if one["type"] in (STRING_SELECT, CHECKBOX_GROUP) and not set(chosen) <= set(known):
        raise Refused(f"{one['custom_id']}: {chosen} are not among {known}")
    return chosen


def _defaults(one: Json) -> list[str]:
    return [option["value"] for option in one.get("options") or [] if option.get("default")]
