"""The slash commands Discord is told of, derived from the one list of commands."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.i18n.messages import messages, say
from bot.platforms.shared.text import clip
from bot.quiz import commands
from bot.quiz.commands import Command, Param, Who

MAX_TEXT = 4000
MAX_DESCRIPTION = 100
MANAGE_GUILD = 1 << 5
CHAT_INPUT = 1
SUBCOMMAND, STRING, INTEGER, CHANNEL = 1, 3, 4, 7
TEXT_CHANNEL, ANNOUNCEMENTS, FORUM = 0, 5, 15
GUILD, BOT_DM = 0, 1
GUILD_INSTALL = 0

ESSENCE = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "type",
    "options",
    "required",
    "choices",
    "value",
    "autocomplete",
    "min_length",
    "max_length",
    "min_value",
    "max_value",
    "channel_types",
    "default_member_permissions",
    "contexts",
    "integration_types",
    "nsfw",
)

Json = dict[str, Any]


def command_set(known: Sequence[Command] = commands.COMMANDS) -> list[Json]:
    """Return the global commands; "quiz now" is a part of `quiz`."""
    groups: dict[str, list[Command]] = {}
    for command in (command for command in known if command.typed):
        groups.setdefault(command.name.split(" ")[0], []).append(command)
    return [_top(name, parts) for name, parts in groups.items()]


def _top(name: str, parts: Sequence[Command]) -> Json:
    """Return a command as it stands in Discord's list, alone or with its parts."""
    first = parts[0]
    is_group = first.name != name
    if is_group:
        says, options = f"discord-command-{name}", [_part(command) for command in parts]
    else:
        says, options = f"help-{first.slug}", _options(first)
    only_admins = all(command.who is Who.ADMIN for command in parts)
    return {
        "type": CHAT_INPUT,
        "name": name,
        **_described(says),
        "options": options,
        "default_member_permissions": MANAGE_GUILD if only_admins else None,
        "contexts": [GUILD, BOT_DM],
        "integration_types": [GUILD_INSTALL],
    }


def _part(command: Command) -> Json:
    return {
        "type": SUBCOMMAND,
        "name": command.name.split(" ", 1)[1],
        **_described(f"help-{command.slug}"),
        "options": _options(command),
    }


def _options(command: Command) -> list[Json]:
    """Return a command's typed parameters, the required ones first; admins may name a channel."""
    params = [param for param in command.params if param.typed]
    params.sort(key=lambda param: not param.required)
    options = [_option(command, param) for param in params]
    if command.who is Who.ADMIN:
        options.append(_channel())
    return options


def _option(command: Command, param: Param) -> Json:
    option: Json = {
        "type": INTEGER if param.type == "int" else STRING,
        "name": param.name,
        **_described(f"param-{command.slug}-{param.name}"),
        "required": param.required,
    }
    if param.type == "int":
        return option | {"min_value": 0}
    if param.choices:
        return option | {"choices": [_choice(param, choice) for choice in param.choices]}
    bound = {"max_length": min(param.max_length, MAX_TEXT)}
    return option | bound | ({"autocomplete": True} if param.completes else {})


def _choice(param: Param, choice: str) -> Json:
    """Return a choice under its name in both languages, where it has one."""
    message = f"{param.name}-{choice}"
    if message not in messages("en"):
        return {"name": choice, "value": choice}
    return {
        "name": say("en", message),
        "name_localizations": {"ko": say("ko", message)},
        "value": choice,
    }


def _channel() -> Json:
    return {
        "type": CHANNEL,
        "name": "channel",
        **_described("discord-param-channel"),
        "required": False,
        "channel_types": [TEXT_CHANNEL, ANNOUNCEMENTS, FORUM],
    }


def _described(message: str) -> Json:
    return {
        "description": clip(say("en", message), MAX_DESCRIPTION),
        "description_localizations": {"ko": clip(say("ko", message), MAX_DESCRIPTION)},
    }


def differs(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether what Discord has, read with its localizations, is no longer what we have."""
    return _by_name(ours) != _by_name(theirs)


def _by_name(commands: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], Json]:
    return {(item.get("type", CHAT_INPUT), item["name"]): _essence(item) for item in commands}


def _essence(item: Mapping[str, Any]) -> Json:
    """Return what makes a command, an option or a choice, without what goes without saying."""
    return {key: _plain(key, item[key]) for key in ESSENCE if item.get(key)}


def _plain(key: str, value: Any) -> Any:
    if key in ("options", "choices"):
        return [_essence(inner) for inner in value]
    if key == "default_member_permissions":
        return int(value)
    return sorted(value) if isinstance(value, list) else value
