"""Builds the options of a command as a member's client would, and checks what it would check."""

from typing import TYPE_CHECKING, Any

from tests.discord_fake.basics import Json
from tests.discord_fake.channels import Channel

if TYPE_CHECKING:
    from tests.discord_fake.people import Member

SUBCOMMAND, STRING, INTEGER, CHANNEL = 1, 3, 4, 7
MOST_TEXT = 6000


class Refused(ValueError):
    """The member's client would not send this."""


def command_data(
    member: "Member", command: Json, words: list[str], values: dict[str, Any], focused: str | None
) -> Json:
    """Build the data of a registered command."""
    known = _options(command, words)
    for name in set(values) - {option["name"] for option in known}:
        raise Refused(f"/{' '.join(words)} has no option {name}")
    data: Json = {"id": command["id"], "name": words[0], "type": 1}
    leaves = []
    for option in known:
        name = option["name"]
        if name in values and name == focused:
            leaves.append(_leaf(member, name, values[name], data) | {"focused": True})
        elif name in values:
            _check(option, values[name])
            leaves.append(_leaf(member, name, values[name], data))
        elif option.get("required") and focused is None:
            raise Refused(f"/{' '.join(words)} needs {name}")
    return _wrapped(data, words[1:], leaves)


def guessed_data(member: "Member", words: list[str], values: dict[str, Any]) -> Json:
    """Build the data of a command that is not registered."""
    data: Json = {"id": "0", "name": words[0], "type": 1}
    leaves = [_leaf(member, name, value, data) for name, value in values.items()]
    return _wrapped(data, words[1:], leaves)


def _options(command: Json, words: list[str]) -> list[Json]:
    """Return the options of a command, or of the part that its words name."""
    known: list[Json] = command.get("options") or []
    parts = {one["name"]: one for one in known if one["type"] == SUBCOMMAND}
    if (words[1:] or parts) and " ".join(words[1:]) not in parts:
        raise Refused(f"/{' '.join(words)} is none of {sorted(parts)}")
    return parts[words[1]].get("options") or [] if parts else known


def _leaf(member: "Member", name: str, value: Any, data: Json) -> Json:
    if isinstance(value, Channel):
        named = data.setdefault("resolved", {}).setdefault("channels", {})
        named[value.id] = value.for_member(member)
        return {"name": name, "type": CHANNEL, "value": value.id}
    return {"name": name, "type": STRING if isinstance(value, str) else INTEGER, "value": value}


def _check(option: Json, value: Any) -> None:
    name, choices = option["name"], option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise Refused(f"{name}: {value!r} is none of {[choice['value'] for choice in choices]}")
    if isinstance(value, Channel):
        return
    size = len(value) if isinstance(value, str) else value
    least: int = option.get("min_length") or option.get("min_value") or 0
    most: int = option.get("max_length") or option.get("max_value") or MOST_TEXT
    if not least <= size <= most:
        raise Refused(f"{name}: {value!r} is not within {least} to {most}")


def _wrapped(data: Json, parts: list[str], options: list[Json]) -> Json:
    for name in parts:
        options = [{"name": name, "type": SUBCOMMAND, "options": options}]
    return data | ({"options": options} if options else {})
