"""What `.env` says of the options that the environment can set, too."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from typer.core import TyperGroup

ENV_FILE = Path(".env")


def from_env_file(app: TyperGroup) -> dict[str, Any]:
    """Return the defaults of all commands' options; none where the file can't be read.

    Whoever needs settings tells what is wrong with it, so nothing is told here.
    """
    parser = logging.getLogger("dotenv.main")
    parser.disabled = True
    try:
        return _of(app, dotenv_values(ENV_FILE))
    except (OSError, ValueError):
        return {}
    finally:
        parser.disabled = False


def _of(command: Any, values: Mapping[str, str | None]) -> dict[str, Any]:
    if isinstance(command, TyperGroup):
        return {name: _of(one, values) for name, one in command.commands.items()}
    named = {param.name: param.envvar for param in command.params}
    return {name: value for name, variable in named.items() if (value := values.get(variable))}
