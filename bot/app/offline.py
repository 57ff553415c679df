"""What commands share that work on the bot's database, whether the bot runs or not."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

from content.exporters import STANDARD as STANDARD
from content.private_files import for_owner

if TYPE_CHECKING:
    from bot.store.engine import Database

T = TypeVar("T")


def on_database(work: "Callable[[Database], Awaitable[T]]") -> T:
    """Do work on the bot's database; if it cannot be done, say so and exit."""
    from bot.app import config
    from bot.store.errors import StoreError
    from bot.store.migrate import existing

    async def run(url: str) -> T:
        async with existing(url) as database:
            return await work(database)

    try:
        return asyncio.run(run(config.load().database))
    except config.ConfigError as exc:
        fail(str(exc), status=2)
    except StoreError as exc:
        fail(str(exc))


def write(output: Path, text: str, mode: str = "w") -> None:
    """Write text for the owner alone, or on standard output; `mode` "x" replaces no file."""
    if output == STANDARD:
        sys.stdout.write(text)
        return
    try:
        with open(output, mode, encoding="utf-8", opener=for_owner) as file:
            file.write(text)
    except FileExistsError:
        fail(f"{output} exists already; choose another name")
    except OSError as exc:
        fail(f"{output} cannot be written: {exc.strerror}")


def fail(message: str, status: int = 1) -> NoReturn:
    """Say in one line why a command did not work."""
    typer.echo(f"quizmaster: {message}", err=True)
    raise typer.Exit(status)
