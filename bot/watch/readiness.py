"""Whether each part of the bot does its work: what is asked at `/readyz`."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot import metrics

log = logging.getLogger(__name__)

PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class State:
    """Whether a part does its work, and how it stands in a few words."""

    is_ready: bool
    detail: str


Look = Callable[[], Awaitable[State]]


class Readiness:
    """Looks at all parts side by side; one that gives no answer in time is not ready.

    A part that still owes an answer is not asked again until it has given that.
    """

    def __init__(
        self, looks: Mapping[str, Look], tasks: asyncio.TaskGroup, patience_s: float = PATIENCE_S
    ) -> None:
        self._looks = looks
        self._tasks = tasks
        self._patience_s = patience_s
        self._under_way: dict[str, asyncio.Task[State]] = {}

    async def states(self) -> dict[str, State]:
        """Return how each part is now."""
        asked = {name: self._asked(name, look) for name, look in self._looks.items()}
        await asyncio.wait(asked.values(), timeout=self._patience_s)
        late = State(False, f"no answer within {self._patience_s:g} s")
        states = {name: one.result() if one.done() else late for name, one in asked.items()}
        for name, state in states.items():
            metrics.READY.labels(name).set(state.is_ready)
        return states

    def _asked(self, name: str, look: Look) -> asyncio.Task[State]:
        task = self._under_way.get(name)
        if task is None or task.done():
            task = self._tasks.create_task(_guarded(name, look), name=f"is {name} ready")
            self._under_way[name] = task
        return task


async def _guarded(name: str, look: Look) -> State:
    """Look at a part. The group owns the whole bot: nothing in here may end it."""
    try:
        return await look()
    except Exception:
        log.exception("it is not known whether %s is ready", name)
        return State(False, "it could not be looked at; the log says why")
