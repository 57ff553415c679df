"""A slash command as it came: which command, its arguments, and where the cursor is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUBCOMMAND = 1
CHANNEL = 7


@dataclass(slots=True)
class Typed:
    """`channel` is the one an admin named instead of the one they are in; 0 is none at all."""

    command: str
    args: dict[str, str] = field(default_factory=dict)
    channel: int | None = None
    focused: str | None = None


def read(data: Mapping[str, Any]) -> Typed:
    """Read the data of an application command or of its completion."""
    options = data.get("options", [])
    name = str(data.get("name", ""))
    if options and options[0].get("type") == SUBCOMMAND:
        name = f"{name} {options[0]['name']}"
        options = options[0].get("options", [])
    typed = Typed(name)
    for option in options:
        if option["type"] == CHANNEL:
            named = str(option["value"])
            typed.channel = int(named) if named.isdecimal() else 0
        else:
            typed.args[option["name"]] = str(option["value"])
        if option.get("focused"):
            typed.focused = option["name"]
    return typed
