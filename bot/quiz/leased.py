"""Waiting for one's turn among the processes that share a database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.quiz.store import Leases

LOOK_S = 0.2


@asynccontextmanager
async def leased(
    leases: Leases, name: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Have something to oneself, once others are done with it."""
    while not await leases.take_lease(name):
        await sleep(LOOK_S)
    try:
        yield
    finally:
        await leases.drop_lease(name)
