"""Waiting for what comes about in a stand-in, without sleeping."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Lets tests wait until something has come about."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def tell(self) -> None:
        """Say that something has changed."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(self, find: Callable[[], T | None], timeout: float, what: str) -> T:
        """Wait until `find` finds something; None and False are nothing."""
        end = time.monotonic() + timeout
        while not (found := find()):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            done, _ = await asyncio.wait([future], timeout=max(0, end - time.monotonic()))
            if not done:
                future.cancel()
                raise TimeoutError(f"no {what} within {timeout} s")
        return found
