"""A question is posted once, closed once, and nothing in between is lost."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from bot.quiz.model import Round, RoundState
from tests.fakes import InMemoryStore
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World

CLAIMED, OPEN, _, _, CLOSED, SKIPPED, MISSED = RoundState


async def test_posts_the_question_once_when_it_is_due(world: World) -> None:
    for _ in range(2):
        await world.quiz.host.tick()
    [posted] = world.chat.messages
    [round] = await world.store.rounds()
    assert (round.message, round.state) == (posted.id, OPEN)
    assert "2026-11-20" in posted.card.title


@pytest.mark.parametrize(
    ("changes", "passing"),
    [
        ({"late_h": 1}, {"seconds": -1}),
        ({"weekdays": frozenset()}, {"days": 30}),
        ({"is_active": False}, {"hours": 1}),
    ],
    ids=["before it is due", "where no day is one", "where the quiz is off"],
)
async def test_posts_nothing(
    world: World, changes: dict[str, Any], passing: dict[str, float]
) -> None:
    await world.store.save_channel(replace(CHANNEL, **changes))
    world.clock.advance(**passing)
    await world.quiz.host.tick()
    assert world.chat.messages == []


async def test_a_tick_with_nothing_to_do_looks_at_no_channel(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.quiz.host.tick()
    for method in ("channels", "channel", "rounds", "asked", "schedule", "claim"):
        monkeypatch.setattr(InMemoryStore, method, None)
    await world.quiz.host.tick()


async def test_a_new_time_is_kept_from_then_on(world: World) -> None:
    await world.quiz.host.tick()
    await world.store.save_channel(replace(CHANNEL, at=time(8, 0)))
    await world.quiz.host.tick()
    world.clock.advance(hours=23)
    await world.quiz.host.tick()
    assert [round.local_date.day for round in await world.store.rounds()] == [20, 21]


async def test_a_time_set_while_the_question_is_claimed_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = world.store.schedule

    async def schedule_later(*args: Any) -> Round | None:
        await world.store.save_channel(replace(CHANNEL, at=time(8, 0)))
        return await schedule(*args)

    with monkeypatch.context() as patched:
        patched.setattr(world.store, "schedule", schedule_later)
        await world.quiz.host.tick()
    world.clock.advance(hours=23)
    await world.quiz.host.tick()
    assert [round.local_date.day for round in await world.store.rounds()] == [20, 21]


async def test_posts_late_within_the_window(world: World) -> None:
    world.clock.advance(hours=5)
    await world.quiz.host.tick()
    assert len(world.chat.messages) == 1


async def test_a_day_slept_through_is_marked_missed_and_its_question_kept(world: World) -> None:
    await world.quiz.host.tick()
    world.clock.advance(hours=24 + 7)
    await world.quiz.host.tick()
    assert await world.states() == [CLOSED, MISSED]
    world.clock.set(datetime(2026, 11, 22, 0, 0, tzinfo=UTC))
    await world.quiz.host.tick()
    latest = (await world.store.rounds())[-1]
    assert (latest.state, latest.question) == (OPEN, "second")


async def test_a_claim_that_was_sent_is_found_again_not_repeated(world: World) -> None:
    await world.quiz.host.tick()
    [round] = await world.store.rounds()
    claimed = replace(round, state=CLAIMED, message=None)
    await world.store.update_round(claimed, since=round.state)
    await world.quiz.host.tick()
    [after] = await world.store.rounds()
    assert (after.message, after.state) == (round.message, OPEN)
    assert len(world.chat.messages) == 1


@pytest.mark.parametrize(("hours", "end"), [(0, OPEN), (7, MISSED)], ids=["in time", "too late"])
async def test_a_claim_that_was_not_sent_is_sent_while_it_is_time(
    world: World, hours: int, end: RoundState
) -> None:
    world.chat.unreachable.add(CHANNEL.id)
    await world.quiz.host.tick()
    assert await world.states() == [CLAIMED]
    world.chat.unreachable.clear()
    world.clock.advance(hours=hours)
    await world.quiz.host.tick()
    assert await world.states() == [end]
    assert len(world.chat.messages) == (end is OPEN)


async def test_one_unreachable_channel_does_not_hold_up_another(world: World) -> None:
    broken = replace(CHANNEL, id=type(CHANNEL.id)("web:a-broken-one"))
    await world.store.save_channel(broken)
    world.chat.unreachable.add(broken.id)
    await world.quiz.host.tick()
    assert [posted.to.channel for posted in world.chat.messages] == [CHANNEL.id]


async def test_now_before_the_daily_question_takes_its_place(world: World) -> None:
    world.clock.advance(hours=-2)
    await world.store.save_channel(replace(CHANNEL, late_h=1))
    await world.say(JUN, "quiz now")
    world.clock.set(MORNING)
    await world.quiz.host.tick()
    assert await world.states() == [OPEN]


@pytest.mark.parametrize("command", ["quiz settings", "quiz calendar", "plan add"])
async def test_nobody_is_told_of_a_daily_question_whose_place_is_taken(
    world: World, command: str
) -> None:
    world.clock.advance(hours=-2)
    await world.say(JUN, "quiz now")
    saved = {"at": "09:00", "timezone": "Asia/Seoul", "language": "en", "weekdays": "4,5"}
    reply = await world.say(JUN, command, **saved if command == "quiz settings" else {})
    said = (reply.forms or [reply.last])[0].model_dump_json()
    assert ["11-20" in said, "11-21" in said] == [False, True]


async def test_skip_without_a_question_says_so(world: World) -> None:
    reply = await world.say(JUN, "quiz skip")
    assert "no open question" in reply.last.model_dump_json()


@pytest.mark.parametrize("command", ["quiz now", "quiz skip", "quiz settings", "quiz plan"])
async def test_members_cannot_run_the_quiz(world: World, command: str) -> None:
    reply = await world.say(MINA, command)
    assert "관리자" in reply.last.model_dump_json()
    assert await world.store.rounds() == []


async def test_a_board_is_only_redrawn_where_something_has_changed(world: World) -> None:
    await world.quiz.host.tick()
    drawn = []
    for text in ("bad guess", "bad again"):
        await world.say(MINA, "answer", text=text)
        await world.quiz.host.refresh_boards()
        drawn.append(world.chat.messages[0].edits)
    assert drawn == [1, 1]


async def test_the_board_counts_members_not_attempts_though_an_edit_broke_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="bad guess")

    async def broken(*_: object) -> None:
        raise KeyError("id")

    with monkeypatch.context() as patched:
        patched.setattr(world.chat, "edit", broken)
        await world.quiz.host.refresh_boards()
    for member in (MINA, JUN):
        await world.say(member, "answer", question="first", text="bad again")
    await world.quiz.host.refresh_boards()
    assert "2 people have answered" in world.chat.messages[0].card.footer
