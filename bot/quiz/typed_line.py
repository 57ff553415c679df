"""Reads what is typed: a command and its arguments, and the settings of a demo."""

import shlex
from collections.abc import Sequence
from difflib import get_close_matches

from bot.quiz.commands import MAX_SHOWN, Command, Param, typed
from bot.quiz.errors import Refusal

QUOTES = "\"'“”„‟‘’‚‛"

ALIKE = 0.7


def parse(line: str) -> tuple[Command, dict[str, str]]:
    """Read a typed line such as "/demo relu-curve-fit units=16" into a command and arguments.

    Raises:
        Refusal: no command, an unknown one or a word too many.
    """
    words = line.strip().removeprefix("/")
    if not words:
        raise Refusal("error-no-command")
    known = sorted((c for c in typed()), key=lambda c: -len(c.name))
    for candidate in known:
        head, rest = words[: len(candidate.name)], words[len(candidate.name) :]
        if head.lower() == candidate.name and (not rest or rest[0].isspace()):
            return candidate, _arguments(candidate, rest.strip())
    near = nearest(words, [command.name for command in known])
    said = " ".join(words.split()[: near.count(" ") + 1 if near else 1])[:MAX_SHOWN]
    if near:
        raise Refusal("error-mistyped-command", name=said, nearest=near)
    raise Refusal("error-unknown-command", name=said)


def nearest(typed: str, names: Sequence[str]) -> str | None:
    """Return the command that was probably meant, with one word or two."""
    words = typed[: 2 * MAX_SHOWN].lower().split()
    for count in (2, 1):
        said = " ".join(words[:count])
        alike = [name for name in names if name.count(" ") == count - 1]
        if found := get_close_matches(said, alike, 1, ALIKE):
            return found[0]
    return None


def _arguments(command: Command, text: str) -> dict[str, str]:
    args: dict[str, str] = {}
    for param in (param for param in command.params if param.typed):
        if not text:
            return args
        said, text = (text, "") if param.rest else _first_word(text)
        args[param.name] = _meant(param, said)
    if text:
        raise Refusal("error-too-many-words", name=command.name, extra=text[:40])
    return args


def _first_word(text: str) -> tuple[str, str]:
    word, _, rest = text.partition(" ")
    return word, rest.strip()


def _meant(param: Param, said: str) -> str:
    """Return a typed value as its command takes it."""
    if param.verbatim:
        return said
    is_quoted = len(said) > 2 and said[0] in QUOTES and said[-1] in QUOTES
    value = said[1:-1].strip() if is_quoted else said
    return value.lower() if param.type == "choice" else value


def split_settings(text: str) -> dict[str, str]:
    """Read "units=16 target='sin'" into {"units": "16", "target": "sin"}.

    Raises:
        Refusal: a word is not of the form key=value.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise Refusal("error-bad-setting", given=text[:40]) from None
    settings: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not (key and equals and value):
            raise Refusal("error-bad-setting", given=word[:40])
        settings[key] = value
    return settings
