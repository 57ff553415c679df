"""The reminder of a round: once, in its thread, as long before the close as it is set."""

from dataclasses import replace
from datetime import timedelta

from bot.quiz.model import RoundState
from bot.quiz.rounds import schedule
from tests.fakes_chat import Said
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, texts


def reminders(world: World) -> list[Said]:
    return [said for said in world.chat.messages if said.key.startswith("reminder")]


async def begin(world: World, hours: int = 2) -> None:
    await world.store.save_channel(replace(CHANNEL, reminder_h=hours))
    await world.quiz.host.tick()


async def test_it_comes_once_in_the_thread_with_the_count_and_a_button(world: World) -> None:
    await begin(world)
    await world.say(MINA, "answer", text="good reason")
    world.clock.advance(hours=21, minutes=59)
    await world.quiz.host.tick()
    assert reminders(world) == []
    world.clock.advance(minutes=1)
    for _ in range(3):
        await world.quiz.host.tick()
    [reminder] = reminders(world)
    [round] = await world.store.rounds()
    assert reminder.to.thread == round.message
    assert "1 person has answered" in texts(reminder.card)[0]
    assert [action.command for action in reminder.card.actions] == ["answer"]


async def test_a_crash_after_it_was_said_does_not_say_it_twice(world: World) -> None:
    await begin(world)
    world.clock.advance(hours=23)
    await world.quiz.host.tick()
    await world.store.remind((await world.store.rounds())[0].id, MORNING)
    await world.quiz.host.tick()
    assert len(reminders(world)) == 1


async def test_nothing_is_said_while_it_is_off_or_the_quiz_is(world: World) -> None:
    await begin(world, hours=0)
    world.clock.advance(hours=23)
    await world.quiz.host.tick()
    await world.say(JUN, "quiz reminders", hours="12")
    await world.store.save_channel(replace(CHANNEL, reminder_h=2, is_active=False))
    await world.quiz.host.tick()
    assert reminders(world) == []


async def test_setting_it_reaches_the_open_round_and_is_audited(open_world: World) -> None:
    [form] = (await open_world.say(JUN, "quiz reminders")).forms
    assert form.fields[0].value == "0"
    saved = (await open_world.say(JUN, "quiz reminders", hours="3")).last
    assert "3 h before" in saved.footer
    open_world.clock.advance(hours=21)
    await open_world.quiz.host.tick()
    assert len(reminders(open_world)) == 1
    assert (await open_world.store.entries(CHANNEL.id, 1))[0].what == "audit-reminder"


async def test_a_round_closed_in_time_is_not_reminded(world: World) -> None:
    await begin(world)
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    assert reminders(world) == []
    assert await world.states() == [RoundState.CLOSED, RoundState.OPEN]


async def test_a_day_off_is_quiet_and_the_reminder_moves_with_the_close(world: World) -> None:
    await begin(world)
    await world.say(JUN, "calendar edit", days="11/21", holidays="")
    world.clock.advance(hours=23)
    await world.quiz.host.tick()
    assert reminders(world) == []
    world.clock.advance(hours=23)
    await world.quiz.host.tick()
    assert len(reminders(world)) == 1


async def test_a_reminder_that_falls_on_a_day_off_is_left_out(world: World) -> None:
    await begin(world, hours=12)
    await world.say(JUN, "quiz pause", until="11/22")
    world.clock.advance(hours=36)
    await world.quiz.host.tick()
    world.clock.advance(hours=4)
    await world.quiz.host.tick()
    assert reminders(world) == []


def test_a_round_shorter_than_the_notice_has_none() -> None:
    channel = replace(CHANNEL, reminder_h=3)
    closes = MORNING + timedelta(hours=3)
    assert schedule.reminding(channel, closes, MORNING) is None
    assert schedule.reminding(channel, closes + timedelta(minutes=1), MORNING) is not None
    assert schedule.reminding(CHANNEL, closes, MORNING) is None
