"""Starts what a platform's callbacks have to do, in the group that owns the bot's tasks."""

import asyncio
from collections.abc import Coroutine


def begin(
    tasks: asyncio.TaskGroup, work: Coroutine[object, object, None], name: str
) -> asyncio.Task[None] | None:
    """Return the task that does `work`, or nothing while the group ends: it is never begun then."""
    try:
        return tasks.create_task(work, name=name)
    except RuntimeError:
        work.close()
        return None
