"""Are the settings read as they were meant?"""

import io
import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from dotenv.parser import parse_stream

from bot.app.config import ConfigError, Settings, load
from bot.app.defaults import ENV_FILE
from bot.doctor.finding import Diagnosis, ok, problem, warning
from content.private_files import OTHERS

NAME = "settings"
PREFIX = "QUIZMASTER_"
ALIKE = 0.65
FOR_TESTS = ("QUIZMASTER_TEST_", "QUIZMASTER_CHROMIUM")
SECRETS = {
    f"{PREFIX}{name.upper()}"
    for name, field in Settings.model_fields.items()
    if "SecretStr" in str(field.annotation)
}
OURS = re.compile(rf"(?:{PREFIX}|SLACK_|DISCORD_)\w+", re.IGNORECASE)


def read_settings() -> tuple[Settings | None, list[Diagnosis]]:
    """Read the settings; None, and why, if they cannot be used."""
    try:
        settings = load()
    except ConfigError as exc:
        fix = "correct them in .env or the environment; .env.example explains each"
        return None, [problem(NAME, line, fix) for line in str(exc).splitlines()]
    return settings, [ok(NAME, _summary(settings)), *without_effect(), *_for_anybody()]


def _summary(settings: Settings) -> str:
    names = [f"{PREFIX}{name.upper()}" for name in sorted(settings.model_fields_set)]
    found = f"set: {', '.join(names)}" if names else "all have their defaults"
    return found if ENV_FILE.is_file() else f"{found}; there is no .env in this folder"


def without_effect() -> Iterator[Diagnosis]:
    """Yield what was meant as a setting and does nothing; no value is shown."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for line, name in _lines(ENV_FILE.read_text("utf-8") if ENV_FILE.is_file() else ""):
        if name is None:
            detail = f"line {line} of .env cannot be read, so it does nothing"
            yield warning(NAME, detail, "write it as NAME=VALUE")
        elif name.upper() not in known:
            yield _unknown(name.upper(), ".env", known)
    for name in map(str.upper, os.environ):
        if name.startswith(PREFIX) and not name.startswith(FOR_TESTS) and name not in known:
            yield _unknown(name, "the environment", known)


def _for_anybody() -> Iterator[Diagnosis]:
    """Yield that other accounts can read what is secret in `.env`, if they can."""
    if os.name != "posix" or not ENV_FILE.is_file() or not ENV_FILE.stat().st_mode & OTHERS:
        return
    set_there = {name.upper() for _, name in _lines(ENV_FILE.read_text("utf-8")) if name}
    if set_there & SECRETS:
        detail = "other accounts of this machine can read the tokens and passwords in .env"
        yield warning(NAME, detail, "chmod 600 .env")


def _lines(text: str) -> Iterator[tuple[int, str | None]]:
    """Yield the number of each line that should set something, with what; None if it doesn't."""
    for found in parse_stream(io.StringIO(text)):
        said = found.original.string
        before = said[: len(said) - len(said.lstrip())]
        line = found.original.line + before.count("\n")
        is_ours = found.key is not None and OURS.fullmatch(found.key)
        if found.error or (is_ours and found.value is None):
            yield line, None
        elif is_ours:
            yield line, found.key


def _unknown(name: str, where: str, known: Iterable[str]) -> Diagnosis:
    alike = [one.removeprefix(PREFIX) for one in known]
    close = get_close_matches(name.removeprefix(PREFIX), alike, 1, ALIKE)
    fix = f"did you mean {PREFIX}{close[0]}?" if close else ".env.example has them all"
    return warning(NAME, f"{name} in {where} is no setting, so it does nothing", fix)
