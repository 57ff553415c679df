"""Are the settings read as they were meant?"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from bot.app.config import ConfigError, Settings, load
from bot.doctor.finding import Diagnosis, ok, problem, warning

NAME = "settings"
PREFIX = "QUIZMASTER_"
FILE = Path(".env")
ASSIGNED = re.compile(
    rf"^\s*(?:export\s+)?((?:{PREFIX}|SLACK_|DISCORD_)\w+)\s*=", re.IGNORECASE | re.MULTILINE
)


def read_settings() -> tuple[Settings | None, list[Diagnosis]]:
    """Read the settings; None, and why, if they cannot be used."""
    try:
        settings = load()
    except ConfigError as exc:
        fix = "correct them in .env or the environment; .env.example explains each"
        return None, [problem(NAME, line, fix) for line in str(exc).splitlines()]
    return settings, [ok(NAME, _told(settings)), *_unknown()]


def _told(settings: Settings) -> str:
    names = [f"{PREFIX}{name.upper()}" for name in sorted(settings.model_fields_set)]
    told = f"set: {', '.join(names)}" if names else "all have their defaults"
    return told if FILE.is_file() else f"{told}; there is no .env in this folder"


def _unknown() -> list[Diagnosis]:
    text = FILE.read_text("utf-8") if FILE.is_file() else ""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    return [
        warning(NAME, f"{name} in .env is no setting, so it does nothing", _meant(name, known))
        for name in map(str.upper, ASSIGNED.findall(text))
        if name not in known
    ]


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else ".env.example has them all"
