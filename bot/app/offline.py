"""What commands share that work on the bot's database, whether the bot runs or not."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

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


def fail(message: str, status: int = 1) -> NoReturn:
    """Say in one line why a command did not work."""
    typer.echo(f"quizmaster: {message}", err=True)
    raise typer.Exit(status)
