"""Room for work on many channels at once, which no workspace can take all of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from bot.quiz.model import WorkspaceId


class Slots:
    """So many slots in all, and so many of them for one workspace."""

    def __init__(self, total: int, each: int) -> None:
        self._total = asyncio.Semaphore(total)
        self._each = each
        self._own: WeakValueDictionary[WorkspaceId, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, workspace: WorkspaceId) -> AsyncIterator[None]:
        """Hold a slot; who waits for one of their workspace keeps nobody else's meanwhile."""
        own = self._own.setdefault(workspace, asyncio.Semaphore(self._each))
        async with own, self._total:
            yield
