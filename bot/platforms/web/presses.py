"""Runs what members ask for: a bounded number at a time, each in a task somebody owns."""

import asyncio
import logging
from collections.abc import Callable
from uuid import uuid4

from bot.platforms.web.reply import WebReply
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import EventId, Invocation

log = logging.getLogger(__name__)

MAX_IN_FLIGHT = 64


def new_event() -> EventId:
    return EventId(f"web:{uuid4().hex}")


class Presses:
    """Invocations in flight, in the task group that is given."""

    def __init__(
        self, dispatcher: Dispatcher, tasks: asyncio.TaskGroup, max_in_flight: int = MAX_IN_FLIGHT
    ) -> None:
        self._dispatcher = dispatcher
        self._tasks = tasks
        self._max_in_flight = max_in_flight
        self._in_flight = 0

    def run(self, invocation: Invocation, reply: WebReply, then: Callable[[], None]) -> bool:
        """Start an invocation, with `then` called at its end; False when too many are running."""
        if self._in_flight >= self._max_in_flight:
            return False
        self._in_flight += 1
        self._tasks.create_task(
            self._handle(invocation, reply, then), name=f"web {invocation.command}"
        )
        return True

    async def _handle(
        self, invocation: Invocation, reply: WebReply, then: Callable[[], None]
    ) -> None:
        try:
            await reply.begin()
            await self._dispatcher.handle(invocation, reply)
        except Exception:
            # The group owns the whole bot: one reply that cannot be shown must not end it.
            log.exception("the reply to %s could not be shown", invocation.command)
        finally:
            self._in_flight -= 1
            then()
