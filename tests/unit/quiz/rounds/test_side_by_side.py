"""Channels are served side by side: one whose platform does not answer holds up no other."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from bot.quiz.cards import Card
from bot.quiz.errors import StillOpen
from bot.quiz.library import Library
from bot.quiz.model import (
    DEFAULT_DECK,
    Address,
    Channel,
    ChannelId,
    EventId,
    Member,
    MemberId,
    MessageId,
    NewAnswer,
    Round,
    RoundId,
    RoundState,
    WorkspaceId,
)
from bot.quiz.rounds.host import AT_ONCE, AT_ONCE_EACH, RoundHost
from tests.doubles import FakeFigures, ManualClock
from tests.fakes import InMemoryStore
from tests.fakes_chat import FakeChat
from tests.unit.quiz.conftest import CHANNEL, DECK, MORNING

STUCK = replace(CHANNEL, id=ChannelId("web:a-stuck-one"))


class StuckChat(FakeChat):
    """Answers nothing that is said to `stuck` channels until `freed`.

    `waiting` and `edited` count, by channel, who waits for an answer and whose boards changed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stuck: set[ChannelId] = set()
        self.freed = asyncio.Event()
        self.waiting: Counter[ChannelId] = Counter()
        self.edited: Counter[ChannelId] = Counter()

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        await self._wait(to)
        return await super().post(to, card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        await self._wait(to)
        await super().edit(to, message, card)
        self.edited[to.channel] += 1

    async def _wait(self, to: Address) -> None:
        if to.channel in self.stuck and not self.freed.is_set():
            self.waiting[to.channel] += 1
            await self.freed.wait()
            self.waiting[to.channel] -= 1


class StepClock(ManualClock):
    """Ends every sleep when told to, and is at rest when the sleepers sleep again."""

    def __init__(self) -> None:
        super().__init__(MORNING)
        self._step = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        await self._step.wait()

    async def step(self) -> None:
        self._step.set()
        self._step = asyncio.Event()
        await settled()


class Town:
    """Channels on a chat that may be stuck, and a host that runs them."""

    def __init__(self) -> None:
        self.store, self.chat, self.clock = InMemoryStore(), StuckChat(), StepClock()
        library, figures = Library({DEFAULT_DECK: DECK}), FakeFigures()
        self.host = RoundHost(self.store, self.chat, self.chat, library, figures, self.clock)

    async def add(self, *channels: Channel) -> None:
        for channel in channels:
            await self.store.save_channel(channel)

    async def answer(self, round: Round, member: MemberId) -> None:
        await self.store.remember(Member(member, WorkspaceId("web"), member, "ko"))
        event, at = EventId(f"{round.id} {member}"), self.clock.now()
        where = (round.id, round.channel, round.question, member)
        await self.store.add(NewAnswer(event, *where, "good", round.local_date, at), 3)
        self.host.answered(round.id)

    async def newest(self, channel: Channel) -> RoundId:
        return (await self.store.rounds(channel=channel.id))[-1].id

    async def states(self, channel: Channel) -> list[RoundState]:
        return [round.state for round in await self.store.rounds(channel=channel.id)]


async def settled() -> None:
    """Let everybody go on until all wait for something."""
    for _ in range(500):
        await asyncio.sleep(0)


def names_of_tasks() -> list[str]:
    """Return the names of the tasks that hosts have started."""
    names = (task.get_name() for task in asyncio.all_tasks())
    return [name for name in names if name.startswith("rounds")]


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    await settled()
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def town() -> Town:
    """A town where one of two channels is stuck."""
    town = Town()
    await town.add(STUCK, CHANNEL)
    town.chat.stuck.add(STUCK.id)
    return town


async def test_a_stuck_channel_holds_up_neither_questions_nor_commands(town: Town) -> None:
    async with running(town.host.run()):
        assert await town.states(CHANNEL) == [RoundState.OPEN]
        assert await town.host.post_now(CHANNEL, EventId("request"), await town.newest(CHANNEL))
        town.clock.advance(days=1)
        await town.clock.step()
        assert await town.states(CHANNEL) == [*[RoundState.CLOSED] * 2, RoundState.OPEN]
        assert await town.states(STUCK) == [RoundState.CLAIMED]


async def test_a_channel_still_being_served_is_not_served_twice(town: Town) -> None:
    async with running(town.host.run()):
        await town.clock.step()
        assert names_of_tasks() == [f"rounds {STUCK.id}"]
        town.chat.freed.set()
        await settled()
        assert await town.states(STUCK) == [RoundState.OPEN]
        town.clock.advance(days=1)
        await town.clock.step()
        assert await town.states(STUCK) == [RoundState.CLOSED, RoundState.OPEN]


async def test_a_stuck_board_holds_up_no_other_and_is_up_to_date_in_the_end(town: Town) -> None:
    town.chat.freed.set()
    await town.host.tick()
    town.chat.freed.clear()
    async with running(town.host.run_boards()):
        for times in (1, 2):
            for round in await town.store.rounds():
                await town.answer(round, MemberId(f"web:member{times}"))
            await town.clock.step()
            assert town.chat.edited == {CHANNEL.id: times}
        assert town.chat.waiting[STUCK.id] == 1
        town.chat.freed.set()
        await town.clock.step()
        await town.clock.step()
        assert town.chat.edited == {CHANNEL.id: 2, STUCK.id: 2}


async def test_a_stuck_workspace_leaves_room_for_the_others(town: Town) -> None:
    crowd = [replace(CHANNEL, id=ChannelId(f"web:{n:03}")) for n in range(AT_ONCE + 20)]
    town.chat.stuck |= {channel.id for channel in crowd}
    other = replace(CHANNEL, id=ChannelId("x:1"), workspace=WorkspaceId("x"))
    await town.add(*crowd, other)
    async with running(town.host.run()):
        assert await town.states(other) == [RoundState.OPEN]
        assert town.chat.waiting.total() == AT_ONCE_EACH


async def test_no_more_are_served_at_once_than_there_is_room_for() -> None:
    town = Town()
    crowd = [
        replace(CHANNEL, id=ChannelId(f"x:{n}"), workspace=WorkspaceId(f"x:{n // AT_ONCE_EACH}"))
        for n in range(AT_ONCE + 20)
    ]
    town.chat.stuck |= {channel.id for channel in crowd}
    await town.add(*crowd)
    async with running(town.host.run()):
        assert town.chat.waiting.total() == AT_ONCE
        town.chat.freed.set()
        await settled()
        assert len(town.chat.messages) == len(crowd)


async def test_a_tick_waits_for_what_it_started(town: Town) -> None:
    ticking = asyncio.create_task(town.host.tick())
    await settled()
    assert not ticking.done()
    town.chat.freed.set()
    await ticking
    assert await town.states(STUCK) == [RoundState.OPEN]


async def test_a_host_that_is_stopped_leaves_nothing_running(town: Town) -> None:
    async with running(town.host.run()):
        assert town.chat.waiting[STUCK.id] == 1
    assert names_of_tasks() == []
    town.chat.freed.set()
    await town.host.tick()
    assert await town.states(STUCK) == [RoundState.OPEN]


async def test_a_command_waits_for_its_own_channel_only(town: Town) -> None:
    async with running(town.host.run()):
        wish = asyncio.create_task(town.host.post_now(STUCK, EventId("request")))
        await settled()
        assert not wish.done()
        town.chat.freed.set()
        with pytest.raises(StillOpen):
            await wish
        assert await town.states(STUCK) == [RoundState.OPEN]


async def test_a_store_that_is_away_for_a_moment_ends_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_now: object) -> list[Channel]:
        raise RuntimeError("away")

    with monkeypatch.context() as patched:
        patched.setattr(town.store, "due", away)
        patched.setattr(town.store, "unsettled", away)
        async with running(town.host.run()):
            assert town.chat.messages == []
            patched.undo()
            await town.clock.step()
            assert await town.states(CHANNEL) == [RoundState.OPEN]
