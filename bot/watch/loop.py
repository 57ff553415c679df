"""How late the event loop is, which is how long everybody waits for whoever blocks it."""

import asyncio
from collections.abc import Awaitable, Callable

from bot import metrics

EVERY_S = 1.0


async def watch_loop(sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Measure for ever."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY_S
        await sleep(EVERY_S)
        metrics.LOOP_LAG.observe(max(loop.time() - due, 0.0))
