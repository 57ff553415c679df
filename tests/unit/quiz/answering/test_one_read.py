"""How often the store is asked while one answer is taken, graded and told."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from bot.quiz.library import Library
from bot.quiz.model import EventId, Invocation
from bot.quiz.quiz import Adapters, build_quiz
from tests.doubles import FakeDemos, FakeFigures, FakeGrader, FakeImporter, FakeReply, ManualClock
from tests.fakes import InMemoryStore
from tests.fakes_chat import FakeChat
from tests.unit.quiz.conftest import CHANNEL, DECK, DEFAULT_DECK, MINA, MORNING, read, same


class Counted:
    """A store that counts the calls from outside."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)

        async def counted(*args: Any, **named: Any) -> Any:
            self.calls[name] += 1
            return await method(*args, **named)

        return counted


@pytest.mark.parametrize(
    ("named", "most"),
    [({"round": "1", "question": "first"}, 8), ({}, 9)],
    ids=["by its form", "typed, to one of the open rounds"],
)
async def test_an_answer_takes_few_calls(named: dict[str, str], most: int) -> None:
    store, chat, clock = InMemoryStore(), FakeChat(), ManualClock(MORNING)
    await store.save_channel(CHANNEL)
    counted: Any = Counted(store)
    adapters = Adapters(
        store=counted,
        chat=chat,
        grader=FakeGrader(read),
        demos=FakeDemos(),
        figures=FakeFigures(),
        importer=FakeImporter(),
        alike=same,
        clock=clock,
    )
    quiz = build_quiz(adapters, Library({DEFAULT_DECK: DECK}), CHANNEL.timezone)
    await quiz.host.tick()
    async with asyncio.TaskGroup() as tasks:
        works = [tasks.create_task(work.run()) for work in (quiz.grading, quiz.teller)]
        while not counted.calls["untold"] or not counted.calls["pending"]:
            await asyncio.sleep(0)
        counted.calls.clear()
        asked = Invocation(EventId("e"), MINA, CHANNEL.id, "answer", {"text": "good one"} | named)
        reply = FakeReply()
        await quiz.dispatcher.handle(asked, reply)
        own = Counter(counted.calls)
        for work in works:
            work.cancel()
    assert "100" in reply.last.title
    # The teller, woken by the grade, looks once whether there are others to tell.
    own.subtract({"untold": 1})
    assert sum((+own).values()) <= most, own
