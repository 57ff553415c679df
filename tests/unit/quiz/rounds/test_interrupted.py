"""Wherever a round's start or end is cut off, the next tick brings it to the same good end."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bot.quiz.errors import ChannelUnreachable, StillOpen
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, Answer, EventId, QuestionId, RoundId, RoundState
from bot.quiz.rounds.channel_health import ChannelHealth
from bot.quiz.rounds.host import RoundHost
from tests.doubles import FakeFigures, ManualClock
from tests.fakes import InMemoryStore
from tests.fakes_chat import FakeChat
from tests.samples import new_answer
from tests.unit.quiz.conftest import CHANNEL, DECK, MINA, MORNING, a_round

REQUEST = EventId("request")
FIRST = RoundId(1)
CUTS = [asyncio.CancelledError, RuntimeError, ChannelUnreachable]
AFTER = pytest.mark.parametrize("comes_after", [False, True], ids=["before", "after"])
CUT = pytest.mark.parametrize("error", CUTS, ids=["killed", "broken", "away"])


class Cut:
    """Passes calls on until one is cut off: before it is made, or after it had its effect."""

    def __init__(self, at: int, error: type[BaseException], *, comes_after: bool) -> None:
        self._left = at
        self._error = error
        self._comes_after = comes_after
        self.happened = False

    def through(self, target: object) -> Any:
        return _Through(target, self)

    async def call(self, method: Callable[..., Awaitable[object]], *args: Any, **kw: Any) -> object:
        self._left -= 1
        if self._left == 0 and not self._comes_after:
            self._raise()
        result = await method(*args, **kw)
        if self._left == 0:
            self._raise()
        return result

    def _raise(self) -> None:
        self.happened = True
        raise self._error("cut off")


class _Through:
    def __init__(self, target: object, cut: Cut) -> None:
        self._target = target
        self._cut = cut

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        method = getattr(self._target, name)

        async def call(*args: Any, **kw: Any) -> object:
            return await self._cut.call(method, *args, **kw)

        return call


class Scene:
    """An open round that Mina answered, and hosts that start anew on what the last one left."""

    def __init__(self) -> None:
        self.store, self.chat, self.clock = InMemoryStore(), FakeChat(), ManualClock(MORNING)

    async def begin(self) -> None:
        await self.store.save_channel(CHANNEL)
        await self.store.remember(MINA)
        await self.host().tick()
        assert not (await self.answer("first", "in time")).is_late
        assert not (await self.answer("then", "in time, too")).is_late

    def host(self, cut: Cut | None = None) -> RoundHost:
        store = cut.through(self.store) if cut else self.store
        chat = cut.through(self.chat) if cut else self.chat
        troubles = ChannelHealth(store, chat, chat, self.chat, self.clock)
        library, figures = Library({DEFAULT_DECK: DECK}), FakeFigures()
        return RoundHost(store, chat, self.chat, troubles, library, figures, self.clock)

    async def answer(self, question: str, text: str) -> Answer:
        new = new_answer(a_round(), text, MINA, text, QuestionId(question))
        added = await self.store.add(replace(new, at=self.clock.now()), 99)
        assert added is not None
        return added

    async def states(self) -> list[RoundState]:
        return [round.state for round in await self.store.rounds()]

    def said(self) -> dict[str, list[str]]:
        """Return the commands of each message's buttons, by its key."""
        return {
            said.key: [action.command for action in said.card.actions]
            for said in self.chat.messages
            if said.to.only is None
        }


Act = Callable[[Scene, RoundHost], Awaitable[None]]


async def cut_off(scene: Scene, act: Act, cut: Cut) -> None:
    """Act until the cut; whoever is cancelled or meets an error says no more."""
    await scene.begin()
    with contextlib.suppress(asyncio.CancelledError, RuntimeError, ChannelUnreachable):
        await act(scene, scene.host(cut))


async def now(scene: Scene, host: RoundHost) -> None:
    assert await host.post_now(CHANNEL, REQUEST, FIRST)


async def skip(scene: Scene, host: RoundHost) -> None:
    assert await host.skip(CHANNEL, REQUEST)


async def day(scene: Scene, host: RoundHost) -> None:
    """Let the round's time run out."""
    scene.clock.set(MORNING + timedelta(days=1))
    await host.tick()


CASES = pytest.mark.parametrize(
    ("act", "end"),
    [(now, RoundState.CLOSED), (skip, RoundState.SKIPPED), (day, RoundState.CLOSED)],
)


@CASES
@CUT
@AFTER
async def test_what_was_cut_off_is_brought_to_its_end(
    act: Act, end: RoundState, error: type[BaseException], comes_after: bool
) -> None:
    for at in count(1):
        scene, cut = Scene(), Cut(at, error, comes_after=comes_after)
        await cut_off(scene, act, cut)
        if not cut.happened:
            break
        has_begun = len(await scene.states()) > 1
        late = await scene.answer("first", "after the cut")
        assert late.is_late or (not has_begun and "reveal:1" not in scene.said()), at
        await scene.host().tick()
        if has_begun or act is day:
            assert await scene.states() == [end, RoundState.OPEN], at
        await act(scene, scene.host())
        assert await scene.states() == [end, RoundState.OPEN], at
        boards = {
            "round:1": ["next", "leaderboard", "read"],
            "round:2": ["answer", "hint", "leaderboard", "read"],
        }
        keys = () if act is skip else ("reveal:1",)
        reveals = {key: ["like", "solution", "explanation", "dispute", "solution"] for key in keys}
        assert scene.said() == boards | reveals, at
    assert at > 8


@CASES
@CUT
async def test_a_request_that_comes_again_does_not_wait_for_the_tick(
    act: Act, end: RoundState, error: type[BaseException]
) -> None:
    for at in count(1):
        scene, cut = Scene(), Cut(at, error, comes_after=True)
        await cut_off(scene, act, cut)
        if not cut.happened:
            break
        await act(scene, scene.host())
        assert await scene.states() == [end, RoundState.OPEN], at


async def test_two_wishes_at_once_leave_one_question_open() -> None:
    scene = Scene()
    await scene.begin()
    host = scene.host()
    wishes = [host.post_now(CHANNEL, EventId(f"request-{n}"), FIRST) for n in range(3)]
    done = await asyncio.gather(host.tick(), *wishes, host.tick(), return_exceptions=True)
    assert [type(one) for one in done] == [type(None), bool, StillOpen, StillOpen, type(None)]
    assert await scene.states() == [RoundState.CLOSED, RoundState.OPEN]


async def test_a_request_served_long_ago_is_not_said_to_be_up() -> None:
    scene = Scene()
    await scene.begin()
    assert await scene.host().post_now(CHANNEL, REQUEST, FIRST)
    assert await scene.host().post_now(CHANNEL, EventId("another"), RoundId(2))
    assert not await scene.host().post_now(CHANNEL, REQUEST, FIRST)


async def test_skip_when_the_question_was_claimed_and_not_yet_posted() -> None:
    scene = Scene()
    await scene.begin()
    scene.chat.unreachable.add(CHANNEL.id)
    with pytest.raises(ChannelUnreachable):
        await scene.host().skip(CHANNEL, REQUEST)
    scene.chat.unreachable.clear()
    assert await scene.host().skip(CHANNEL, EventId("another"))
    assert await scene.states() == [*[RoundState.SKIPPED] * 2, RoundState.OPEN]
