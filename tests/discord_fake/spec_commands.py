"""Limits of commands and autocompletion that Discord's OpenAPI file does not know."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

NAME = re.compile(r"[-_'\w]{1,32}")
CHAT_INPUT, USER, MESSAGE = 1, 2, 3
MOST_OF_TYPE = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
SUBCOMMANDS = (1, 2)
MOST_CHARACTERS = 8000
LOCALE = re.compile(
    r"id|da|de|en-(GB|US)|es-(ES|419)|fr|hr|it|lt|hu|nl|no|pl|pt-BR|ro|fi|sv-SE|vi|tr|cs|el|bg|"
    r"ru|uk|hi|th|zh-(CN|TW)|ja|ko"
)


def command_faults(commands: list[dict[str, Any]]) -> list[str]:
    """Judge a set of commands that is registered together."""
    wrong: list[str] = []
    types = Counter(_type(command) for command in commands)
    wrong += [
        f"{count} commands of type {type}: at most {MOST_OF_TYPE[type]}"
        for type, count in types.items()
        if count > MOST_OF_TYPE[type]
    ]
    names = [f"{_type(command)}:{command['name']}" for command in commands]
    wrong += [f"command {name} given twice" for name in twice(names)]
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


def _type(command: dict[str, Any]) -> int:
    return command.get("type") or CHAT_INPUT


def _one_command(command: dict[str, Any]) -> Iterator[str]:
    name = command["name"]
    size = _characters(command)
    if size > MOST_CHARACTERS:
        yield f"command {name}: {size} characters together, at most {MOST_CHARACTERS}"
    if _type(command) != CHAT_INPUT:
        if command.get("description") or command.get("options"):
            yield f"command {name}: a context menu has no description and no options"
        return
    if not command.get("description"):
        yield f"command {name}: has no description"
    yield from _names(command, f"command {name}")
    yield from _options(command, f"command {name}")


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
    for choice in choices:
        if isinstance(choice["value"], str) and not 1 <= len(choice["value"]) <= 100:
            yield f"{at}: choice value of {len(choice['value'])} characters: 1 to 100"


def _characters(owner: dict[str, Any]) -> int:
    """Count names, descriptions and values, each in its longest language."""
    own = sum(_longest(owner, key) for key in ("name", "description"))
    own += len(str(owner["value"])) if "value" in owner else 0
    inner = (*(owner.get("options") or ()), *(owner.get("choices") or ()))
    return own + sum(_characters(one) for one in inner)


def _longest(owner: dict[str, Any], key: str) -> int:
    texts = [owner.get(key) or "", *(owner.get(f"{key}_localizations") or {}).values()]
    return max(map(len, texts))
