"""Wherever a round's start or end is cut off, the next tick brings it to the same good end."""

import asyncio
from datetime import timedelta

import pytest

from bot.quiz.errors import ChannelUnreachable, StillOpen
from bot.quiz.model import EventId, RoundId, RoundState
from bot.quiz.rounds.host import RoundHost
from tests.unit.quiz.conftest import CHANNEL, MORNING
from tests.unit.quiz.cuts import AFTER, CUT, Act, Scene, cut_off

REQUEST = EventId("request")
FIRST = RoundId(1)


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
    async for at, scene in cut_off(Scene, act, error, comes_after=comes_after):
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
    assert at >= (5 if comes_after else 8)


@CASES
@CUT
async def test_a_request_that_comes_again_does_not_wait_for_the_tick(
    act: Act, end: RoundState, error: type[BaseException]
) -> None:
    async for at, scene in cut_off(Scene, act, error, comes_after=True):
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
