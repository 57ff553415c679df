"""What the composer offers while a member types a command line."""

from dataclasses import dataclass

from bot.i18n.messages import say
from bot.quiz import commands
from bot.quiz.cards import Option
from bot.quiz.commands import Command, Param
from bot.quiz.dispatch import NOWHERE, Dispatcher
from bot.quiz.model import ChannelId
from content.schema import Language


@dataclass(frozen=True, slots=True)
class Completion:
    """One line of the list: `line` is what the composer holds once it is chosen."""

    line: str
    label: str
    usage: str = ""
    detail: str = ""


async def suggest(
    dispatcher: Dispatcher, language: Language, line: str, channel: ChannelId = NOWHERE
) -> list[Completion]:
    """Return what could complete a line: commands first, then their parameters."""
    if not line.startswith("/") or "\n" in line:
        return []
    typed = line[1:]
    command = _begun(typed)
    if command is None:
        return _commands(language, typed.lower())
    rest = typed[len(command.name) :].lstrip()
    return await _params(dispatcher, language, command, rest, channel)


def _begun(typed: str) -> Command | None:
    """Return the command whose name is there in full, with a space after it."""
    return next((c for c in commands.typed() if typed.lower().startswith(c.name + " ")), None)


def _commands(language: Language, typed: str) -> list[Completion]:
    known = commands.typed()
    starting = [command for command in known if command.name.startswith(typed)]
    holding = [command for command in known if typed in command.name and command not in starting]
    return [_command(language, command) for command in starting + holding]


def _command(language: Language, command: Command) -> Completion:
    params = [param for param in command.params if param.typed]
    return Completion(
        line=f"/{command.name}" + (" " if params else ""),
        label=f"/{command.name}",
        usage=" ".join(param.name if param.required else f"[{param.name}]" for param in params),
        detail=say(language, f"help-{command.slug}"),
    )


async def _params(
    dispatcher: Dispatcher, language: Language, command: Command, text: str, channel: ChannelId
) -> list[Completion]:
    args, param, typed, is_last = _position(command, text)
    if param is None:
        return []
    options = await dispatcher.complete(language, command, args, param.name, typed, channel)
    before = f"/{command.name} " + text[: len(text) - len(typed)]
    after = "" if is_last else " "
    return [_option(before, option, after) for option in options]


def _option(before: str, option: Option, after: str) -> Completion:
    detail = option.label.removeprefix(option.value).lstrip(" —")
    return Completion(line=before + option.value + after, label=option.value, detail=detail)


def _position(command: Command, text: str) -> tuple[dict[str, str], Param | None, str, bool]:
    """Return the arguments before the cursor, the one at it, what is typed of it, and if last."""
    args: dict[str, str] = {}
    params = [param for param in command.params if param.typed]
    for index, param in enumerate(params):
        head, space, rest = text.partition(" ")
        if param.rest or not space:
            return args, param, text, index == len(params) - 1
        args[param.name], text = head, rest.lstrip()
    return args, None, "", True
