"""`quiz now`: asks before it closes what is open, happens once, and is never posted late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from bot.quiz.audit.view import sentence
from bot.quiz.model import EventId, Invocation, MemberId, NewRound, QuestionId, RoundState
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, texts

CLAIMED, OPEN, _, _, CLOSED, SKIPPED, MISSED = RoundState


async def test_it_asks_first_what_is_lost(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="good reason")
    [yes] = (asked := (await open_world.say(JUN, "quiz now")).last).actions
    said = asked.model_dump_json()
    assert "What about first?" in said
    assert "1 person has answered" in said
    assert await open_world.states() == [OPEN]
    await open_world.say(JUN, yes.command, **yes.args)
    assert await open_world.states() == [CLOSED, OPEN]


async def test_without_an_open_question_it_does_not_ask(world: World) -> None:
    assert "is up" in (await world.say(JUN, "quiz now")).last.model_dump_json()


async def test_what_cannot_be_posted_names_the_channel(world: World) -> None:
    await world.store.save_channel(replace(CHANNEL, decks=("gone",)))
    reply = await world.say(JUN, "quiz now")
    assert "no question left to post in #daily:" in texts(reply.last)[0]


async def test_only_what_is_due_can_be_late(world: World) -> None:
    def posted() -> float | None:
        return REGISTRY.get_sample_value("quizmaster_round_lateness_seconds_count")

    before = posted() or 0
    await world.quiz.host.tick()
    assert posted() == before + 1
    await world.post_now()
    assert await world.states() == [CLOSED, OPEN]
    assert posted() == before + 1


async def test_skip_asks_before_it_drops_what_is_answered(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="good reason")
    [yes] = (asked := (await open_world.say(JUN, "quiz skip")).last).actions
    assert "1 person has answered" in asked.model_dump_json()
    assert await open_world.states() == [OPEN]
    for _ in range(2):
        reply = await open_world.say(JUN, yes.command, **yes.args)
        assert "is skipped and another one is up" in reply.last.model_dump_json()
        assert await open_world.states() == [SKIPPED, OPEN]


async def test_a_yes_to_skip_drops_no_other_question(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="good reason")
    [yes] = (await open_world.say(JUN, "quiz skip")).last.actions
    await open_world.post_now()
    [again] = (await open_world.say(JUN, yes.command, **yes.args)).last.actions
    assert again.args != yes.args
    assert await open_world.states() == [CLOSED, OPEN]


async def test_a_second_press_does_nothing_twice(open_world: World) -> None:
    [yes] = (await open_world.say(JUN, "quiz now")).last.actions
    sora = replace(JUN, id=MemberId("web:sora"))
    said = []
    for admin in (JUN, JUN, sora):
        said.append((await open_world.say(admin, yes.command, **yes.args)).last.sentence)
        assert await open_world.states() == [CLOSED, OPEN]
    up = "A new question is up."
    assert said == [up, up, "Another admin just posted it."]


async def test_the_audit_list_tells_of_it_once(open_world: World) -> None:
    [yes] = (await open_world.say(JUN, "quiz now")).last.actions
    for _ in range(2):
        await open_world.say(JUN, yes.command, **yes.args)
    await open_world.say(JUN, "quiz skip", event="skip")
    await open_world.say(JUN, "quiz skip", event="skip")
    found = await open_world.store.entries(CHANNEL.id, 9)
    assert [(one.by, sentence("en", one, {})) for one in found] == [
        (JUN.id, "skipped the open question for another: What about first?"),
        (JUN.id, "asked for a new question at once: What about second?"),
    ]


async def test_a_yes_is_bound_to_the_question_it_was_about(open_world: World) -> None:
    [yes] = (await open_world.say(JUN, "quiz now")).last.actions
    open_world.clock.advance(hours=24)
    await open_world.quiz.host.tick()
    [again] = (await open_world.say(JUN, yes.command, **yes.args)).last.actions
    assert again.args != yes.args
    assert await open_world.states() == [CLOSED, OPEN]


@pytest.mark.parametrize(("minutes", "posted"), [(9, True), (11, False)])
async def test_one_that_failed_expires(world: World, minutes: int, posted: bool) -> None:
    world.chat.unreachable.add(CHANNEL.id)
    await world.say(JUN, "quiz now")
    assert await world.states() == [CLAIMED]
    world.clock.advance(minutes=minutes)
    world.chat.unreachable.clear()
    await world.quiz.host.tick()
    assert (OPEN if posted else MISSED) in await world.states()


async def test_one_that_failed_does_not_cost_the_day_its_question(world: World) -> None:
    world.clock.set(MORNING - timedelta(minutes=5))
    world.chat.unreachable.add(CHANNEL.id)
    await world.say(JUN, "quiz now")
    for _ in range(8):
        world.clock.advance(minutes=2)
        await world.quiz.host.tick()
    world.chat.unreachable.clear()
    for _ in range(2):
        await world.quiz.host.tick()
    assert (await world.states())[-1] is OPEN


async def test_one_that_failed_leaves_its_slot_to_the_next(world: World) -> None:
    world.clock.set(MORNING - timedelta(hours=2))
    world.chat.unreachable.add(CHANNEL.id)
    await world.say(JUN, "quiz now")
    world.clock.advance(minutes=11)
    world.chat.unreachable.clear()
    await world.quiz.host.tick()
    await world.say(JUN, "quiz now")
    world.clock.set(MORNING)
    await world.quiz.host.tick()
    rounds = await world.store.rounds(channel=CHANNEL.id, states=[OPEN])
    assert [one.slot for one in rounds] == [0]


async def test_requests_kept_while_the_platform_was_away_are_not_posted_later(
    world: World,
) -> None:
    asked = [Invocation(EventId(f"now-{n}"), JUN, CHANNEL.id, "quiz now") for n in range(3)]
    kept = [replace(one, at=world.clock.now()) for one in asked]
    world.chat.unreachable.add(CHANNEL.id)
    await world.quiz.dispatcher.handle(kept[0], FakeReply())
    world.clock.advance(minutes=30)
    world.chat.unreachable.clear()
    for _ in range(2):
        await world.quiz.host.tick()
    for one in kept:
        reply = FakeReply()
        await world.quiz.dispatcher.handle(one, reply)
        assert "more than 10 minutes ago" in reply.last.model_dump_json()
    assert (await world.states()).count(OPEN) == 1


async def test_a_claim_that_was_overtaken_is_not_posted(world: World) -> None:
    until = MORNING + timedelta(hours=24)
    for slot, name in enumerate(("first", "second")):
        day, question = MORNING.date(), QuestionId(name)
        new = NewRound(CHANNEL.id, day, question, MORNING, until, slot)
        await world.store.claim(replace(new, request=EventId("now") if slot else None))
    await world.quiz.host.tick()
    assert await world.states() == [MISSED, OPEN]


@pytest.mark.parametrize(("minutes", "value"), [(9, 100), (11, 0)])
async def test_an_answer_begun_before_the_close_keeps_its_points_for_a_while(
    open_world: World, minutes: int, value: int
) -> None:
    [form] = (await open_world.say(MINA, "answer")).forms
    await open_world.post_now()
    open_world.clock.advance(minutes=minutes)
    await open_world.say(MINA, form.command, **form.args, text="good reason")
    [answer] = await open_world.store.answers(round=(await open_world.store.rounds())[0].id)
    assert answer.value == value


async def test_an_answer_begun_after_the_close_earns_nothing(open_world: World) -> None:
    [first] = await open_world.store.rounds()
    await open_world.post_now()
    [form] = (await open_world.say(MINA, "answer", round=str(first.id))).forms
    await open_world.say(MINA, form.command, **form.args, text="good reason")
    [answer] = await open_world.store.answers(round=first.id)
    assert (answer.is_late, answer.value) == (True, 0)
