import asyncio
import contextlib

from bot.platforms.shared.starting import begin


async def test_nothing_is_begun_while_the_group_ends() -> None:
    begun = []

    async def work(name: str) -> None:
        begun.append(name)

    async def begin_late(tasks: asyncio.TaskGroup) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            assert begin(tasks, work("late"), "late") is None

    async def end_early() -> None:
        async with asyncio.TaskGroup() as tasks:
            begin(tasks, work("in time"), "in time")
            begin(tasks, begin_late(tasks), "beginning late")
            await asyncio.sleep(0)
            raise TimeoutError

    with contextlib.suppress(BaseExceptionGroup):
        await end_early()
    assert begun == ["in time"]
