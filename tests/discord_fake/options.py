"""Builds the options of a command as a member's client would, and checks what it would check."""

from typing import TYPE_CHECKING, Any

from tests.discord_fake.basics import Json
from tests.discord_fake.channels import Channel

if TYPE_CHECKING:
    from tests.discord_fake.people import Member

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = range(1, 9)
MENTIONABLE, NUMBER, ATTACHMENT = 9, 10, 11
INTO = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: float}


class Refused(ValueError):
    """The member's client would not send this."""


def command_data(
    member: "Member", command: Json, words: list[str], values: dict[str, Any], focused: str | None
) -> Json:
    """Build the data of a registered command."""
    path, known = _descend(command, words[1:])
    for name in set(values) - {option["name"] for option in known}:
        raise Refused(f"/{' '.join(words)} has no option {name}")
    data = _start(command["id"], words[0])
    leaves = []
    for option in known:
        if option["name"] in values:
            is_focused = option["name"] == focused
            leaves.append(_leaf(member, option, values[option["name"]], data, is_focused))
        elif option.get("required") and focused is None:
            raise Refused(f"/{' '.join(words)} needs {option['name']}")
    return _wrapped(data, path, leaves)


def guessed_data(
    member: "Member", words: list[str], values: dict[str, Any], focused: str | None
) -> Json:
    """Build the data of a command that is not registered."""
    data = _start("0", words[0])
    leaves = [
        _leaf(member, {"name": name, "type": _guess(value)}, value, data, name == focused)
        for name, value in values.items()
    ]
    kinds = [GROUP, SUBCOMMAND][-len(words[1:]) :] if words[1:] else []
    path = [{"name": name, "type": kind} for name, kind in zip(words[1:], kinds, strict=True)]
    return _wrapped(data, path, leaves)


def resolve(member: "Member", value: Any, data: Json) -> str:
    """Return the id of what is pointed at, and describe it in the data."""
    resolved = data.setdefault("resolved", {})
    if isinstance(value, Channel):
        resolved.setdefault("channels", {})[value.id] = value.for_member(member)
        return value.id
    if isinstance(value, tuple):
        stored = member.guild.world.store(member.guild.id, *value)
        resolved.setdefault("attachments", {})[stored["id"]] = stored
        return str(stored["id"])
    told = {key: part for key, part in value.payload.items() if key not in ("user", "deaf", "mute")}
    told["permissions"] = str(value.permissions.value)
    resolved.setdefault("users", {})[value.id] = value.user.payload
    resolved.setdefault("members", {})[value.id] = told
    return str(value.id)


def _start(id: str, name: str) -> Json:
    return {"id": id, "name": name, "type": 1}


def _descend(command: Json, words: list[str]) -> tuple[list[Json], list[Json]]:
    path: list[Json] = []
    known = command.get("options") or []
    for word in words:
        inner = [one for one in known if one["name"] == word and one["type"] in (SUBCOMMAND, GROUP)]
        if not inner:
            raise Refused(f"/{command['name']} has no subcommand {word}")
        path.append(inner[0])
        known = inner[0].get("options") or []
    if any(one["type"] in (SUBCOMMAND, GROUP) for one in known):
        raise Refused(f"/{command['name']} {' '.join(words)} needs a subcommand")
    return path, known


def _leaf(member: "Member", option: Json, value: Any, data: Json, is_focused: bool) -> Json:
    kind = option["type"]
    leaf = {"name": option["name"], "type": kind}
    if is_focused:
        return leaf | {"value": str(value), "focused": True}
    if kind not in INTO:
        return leaf | {"value": resolve(member, value, data)}
    value = INTO[kind](value)
    _check(option, value)
    return leaf | {"value": value}


def _check(option: Json, value: Any) -> None:
    name, choices = option["name"], option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise Refused(f"{name}: {value!r} is none of {[choice['value'] for choice in choices]}")
    size = len(value) if isinstance(value, str) else value
    least = option.get("min_length", option.get("min_value"))
    most = option.get("max_length", option.get("max_value", 6000 if value == str(value) else None))
    if (least is not None and size < least) or (most is not None and size > most):
        raise Refused(f"{name}: {value!r} is not within {least} to {most}")


def _guess(value: Any) -> int:
    kinds = {bool: BOOLEAN, int: INTEGER, float: NUMBER, str: STRING, tuple: ATTACHMENT}
    if isinstance(value, Channel):
        return CHANNEL
    return kinds.get(type(value), USER)


def _wrapped(data: Json, path: list[Json], leaves: list[Json]) -> Json:
    options = leaves
    for node in reversed(path):
        options = [{"name": node["name"], "type": node["type"], "options": options}]
    return data | ({"options": options} if options else {})
