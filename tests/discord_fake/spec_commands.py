"""Limits of commands and autocompletion that Discord's OpenAPI file does not know."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

NAME = re.compile(r"[-_'\w]{1,32}")
MOST_COMMANDS = 100
SUBCOMMANDS = (1, 2)
MOST_CHARACTERS = 8000
LOCALE = re.compile(
    r"id|da|de|en-(GB|US)|es-(ES|419)|fr|hr|it|lt|hu|nl|no|pl|pt-BR|ro|fi|sv-SE|vi|tr|cs|el|bg|"
    r"ru|uk|hi|th|zh-(CN|TW)|ja|ko"
)


def command_faults(commands: list[dict[str, Any]]) -> list[str]:
    """Judge a set of slash commands that is registered together."""
    wrong = [f"{len(commands)} commands"] if len(commands) > MOST_COMMANDS else []
    wrong += [f"command {name} given twice" for name in twice(one["name"] for one in commands)]
    for command in commands:
        wrong += _one_command(command)
    return wrong


def choice_faults(choices: list[dict[str, Any]]) -> list[str]:
    """Judge what an autocompletion offers."""
    wrong = [f"{len(choices)} choices: at most 25"] if len(choices) > 25 else []
    for choice in choices:
        for key in ("name", "value"):
            text = choice[key]
            if isinstance(text, str) and not 1 <= len(text) <= 100:
                wrong.append(f"choice {key} of {len(text)} characters: 1 to 100")
    return wrong


def twice(values: Iterable[Any]) -> list[Any]:
    """Return the values that come more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def _one_command(command: dict[str, Any]) -> Iterator[str]:
    at = f"command {command['name']}"
    size = _characters(command)
    if size > MOST_CHARACTERS:
        yield f"{at}: {size} characters together, at most {MOST_CHARACTERS}"
    if not command.get("description"):
        yield f"{at}: has no description"
    yield from _names(command, at)
    yield from _options(command, at)


def _options(owner: dict[str, Any], at: str) -> Iterator[str]:
    options = owner.get("options") or []
    for name in twice(option["name"] for option in options):
        yield f"{at}: option {name} given twice"
    groups = [option["type"] in SUBCOMMANDS for option in options]
    if any(groups) and not all(groups):
        yield f"{at}: subcommands and options side by side"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"{at}: a required option after an optional one"
    for option in options:
        where = f"{at}, option {option['name']}"
        yield from _names(option, where)
        yield from _choices(option, where)
        yield from _options(option, where)


def _names(owner: dict[str, Any], at: str) -> Iterator[str]:
    local = owner.get("name_localizations") or {}
    for name in (owner["name"], *local.values()):
        if not NAME.fullmatch(name) or name != name.lower():
            yield f"{at}: {name!r} is no name for a command or option"
    for locale in {*local, *(owner.get("description_localizations") or {})}:
        if not LOCALE.fullmatch(locale):
            yield f"{at}: no such locale: {locale}"


def _choices(option: dict[str, Any], at: str) -> Iterator[str]:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        yield f"{at}: choices and autocompletion exclude each other"
    for key in ("name", "value"):
        for value in twice(choice[key] for choice in choices):
            yield f"{at}: two choices with the {key} {value!r}"
    yield from (f"{at}: {wrong}" for wrong in choice_faults(choices))


def _characters(owner: dict[str, Any]) -> int:
    """Count names, descriptions and values, each in its longest language."""
    own = sum(_longest(owner, key) for key in ("name", "description"))
    own += len(str(owner["value"])) if "value" in owner else 0
    inner = (*(owner.get("options") or ()), *(owner.get("choices") or ()))
    return own + sum(_characters(one) for one in inner)


def _longest(owner: dict[str, Any], key: str) -> int:
    texts = [owner.get(key) or "", *(owner.get(f"{key}_localizations") or {}).values()]
    return max(map(len, texts))
