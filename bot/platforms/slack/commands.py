"""The one list of commands as members type it on Slack.

A command of two words is a word after its slash: `/quiz now`. Slack may keep `/help` for itself,
so help is a word that every slash understands. A slash that leads to one command needs no word.
"""

from collections.abc import Iterable, Sequence

from bot.platforms.slack.typed import plain
from bot.quiz import commands, typed_line
from bot.quiz.commands import Command
from bot.quiz.errors import Refusal

HELP = "help"
ASKING_FOR_HELP = frozenset({HELP, "도움말"})
ANSWER_FROM_MESSAGE = "answer_from_message"

_PLAIN_QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
_MAX_SHOWN = 40


def slashes(known: Iterable[Command]) -> dict[str, tuple[Command, ...]]:
    """Return the typed commands by the slash they begin with, in their order."""
    found: dict[str, tuple[Command, ...]] = {}
    for command in known:
        if command.typed and command.name != HELP:
            name = command.name.partition(" ")[0]
            found[name] = (*found.get(name, ()), command)
    return found


def following(parts: Sequence[Command]) -> list[str]:
    """Return the words of which one comes after a slash; none if it is a command by itself."""
    words = [part.name.partition(" ")[2] for part in parts]
    return [*words, HELP] if all(words) else []


SLASHES = slashes(commands.COMMANDS)


def read(slash: str, text: str) -> tuple[Command, dict[str, str]]:
    """Read a slash command and what was typed after it, such as "/quiz" and "settings".

    Raises:
        Refusal: there is no such command, or a word too many.
    """
    name, said = slash.removeprefix("/").lower(), plain(text).strip()
    if name not in SLASHES:
        raise _unknown(name, [*SLASHES, f"quiz {HELP}"])
    if words := following(SLASHES[name]):
        alone = words[0] if words[1:] == [HELP] else HELP
        first, *rest = said.split(maxsplit=1) or [alone]
        if first.lower() in ASKING_FOR_HELP:
            return typed_line.parse(f"/{HELP} {_asked_about(name, words, ''.join(rest))}")
        if first.lower() not in words:
            raise _unknown(f"{name} {first}", [f"{name} {word}" for word in words])
        name, said = f"{name} {first}", "".join(rest)
    if said.lower() in ASKING_FOR_HELP:
        return typed_line.parse(f"/{HELP} {name}")
    command, args = typed_line.parse(f"/{name} {said}")
    if "settings" in args:
        args["settings"] = args["settings"].translate(_PLAIN_QUOTES)
    return command, args


def _asked_about(slash: str, words: Sequence[str], said: str) -> str:
    """Return what help is asked for: what stands after this slash goes before all else."""
    [first, *others] = words
    word = said.lower() or (first if others == [HELP] else HELP)
    return f"{slash} {word}" if word in words and word != HELP else said


def _unknown(name: str, known: Iterable[str]) -> Refusal:
    known = list(known)
    if near := typed_line.nearest(name, known):
        return Refusal("error-mistyped-command", name=name[:_MAX_SHOWN], nearest=near)
    listed = ", ".join(f"/{one}" for one in known)
    return Refusal("slack-unknown-command", name=name[:_MAX_SHOWN], known=listed)
