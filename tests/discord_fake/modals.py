"""Builds a modal's submission as a member's client would, and checks what it would check."""

from typing import TYPE_CHECKING, Any

from tests.discord_fake.basics import Json
from tests.discord_fake.options import Refused
from tests.discord_fake.parts import with_ids
from tests.discord_fake.spec_messages import STRING_SELECT, TEXT_INPUT, walk

if TYPE_CHECKING:
    from tests.discord_fake.people import Member


def submission(member: "Member", modal: Json, values: dict[str, Any], anyway: bool) -> Json:
    """Build the data of a modal-submit interaction."""
    components = with_ids(modal["components"])
    inputs = {one["custom_id"] for one in walk(components) if one.get("custom_id")}
    if unknown := set(values) - inputs:
        raise Refused(f"the modal has no {sorted(unknown)}, only {sorted(inputs)}")
    files: Json = {}
    made = [_submitted(member, one, values, files, anyway) for one in components]
    resolved = {"resolved": {"attachments": files}} if files else {}
    return {"custom_id": modal["custom_id"], "components": made} | resolved


def _submitted(
    member: "Member", one: Json, values: dict[str, Any], files: Json, anyway: bool
) -> Json:
    """Return what a label holds; other things hold nothing."""
    base = {"type": one["type"], "id": one["id"]}
    if "component" not in one:
        return base
    field: Json = one["component"]
    name = field["custom_id"]
    held = {"type": field["type"], "id": field["id"], "custom_id": name}
    if field["type"] == TEXT_INPUT:
        held["value"] = _text(field, values.get(name), anyway)
    elif field["type"] == STRING_SELECT:
        held["values"] = _several(field, values.get(name, _defaults(field)), anyway)
    else:
        sent = [member.guild.world.store(member.guild.id, *one) for one in values.get(name, ())]
        files |= {stored["id"]: stored for stored in sent}
        held["values"] = _several(field, [stored["id"] for stored in sent], anyway)
    return base | {"component": held}


def _text(field: Json, given: str | None, anyway: bool) -> str:
    text: str = field.get("value") or "" if given is None else given
    is_required = field.get("required") is not False
    least = field.get("min_length") or int(is_required)
    is_left_out = not text and not is_required
    if not anyway and not is_left_out and not least <= len(text) <= field.get("max_length", 4000):
        raise Refused(f"{field['custom_id']}: {len(text)} characters do not fit")
    return text


def _several(field: Json, chosen: list[str], anyway: bool) -> list[str]:
    is_required = field.get("required") is not False
    least = field.get("min_values", 1) if is_required or chosen else 0
    most = field.get("max_values") or 1
    known = [option["value"] for option in field.get("options") or []]
    if not anyway and not least <= len(chosen) <= most:
        raise Refused(f"{field['custom_id']}: {len(chosen)} chosen, {least} to {most}")
    if not anyway and known and not set(chosen) <= set(known):
        raise Refused(f"{field['custom_id']}: {chosen} are not among {known}")
    return chosen


def _defaults(field: Json) -> list[str]:
    return [option["value"] for option in field["options"] if option.get("default")]
