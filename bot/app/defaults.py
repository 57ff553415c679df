"""What `.env` says of that which the environment can set, too."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from typer.core import TyperGroup

Values = Mapping[str, str | None]

ENV_FILE = Path(".env")
DEVICE = "QUIZMASTER_DEVICE"
MNIST_DIR = "QUIZMASTER_MNIST_DIR"


def from_env_file() -> Values:
    """Return what the file says; nothing where it can't be read.

    Whoever needs settings tells what is wrong with it, so nothing is told here.
    """
    parser = logging.getLogger("dotenv.main")
    parser.disabled = True
    try:
        return dotenv_values(ENV_FILE)
    except (OSError, ValueError):
        return {}
    finally:
        parser.disabled = False


def options(command: Any, said: Values) -> dict[str, Any]:
    """Return the defaults of the options of a command, or of all commands of a group."""
    if isinstance(command, TyperGroup):
        return {name: options(one, said) for name, one in command.commands.items()}
    named = {param.name: param.envvar for param in command.params}
    return {name: value for name, variable in named.items() if (value := said.get(variable))}


def hand_on(said: Values) -> None:
    """Put into the environment what graders and demos look for nowhere else.

    Demos run in folders of their own, so a path has to hold everywhere.
    """
    if device := os.environ.get(DEVICE) or said.get(DEVICE):
        os.environ[DEVICE] = device
    if folder := os.environ.get(MNIST_DIR) or said.get(MNIST_DIR):
        os.environ[MNIST_DIR] = os.path.abspath(os.path.expanduser(folder))
