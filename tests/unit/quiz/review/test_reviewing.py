"""Reviews as a member meets them: what is due is asked, graded, told once and comes back."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card, Picture
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, ChannelId, DayOff, EventId, Invocation, QuestionId
from bot.store import tables
from content.schema import KeyPoint
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import (
    CHANNEL,
    JUN,
    MINA,
    World,
    bank,
    both,
    question,
    texts,
    until,
)

REMIND = {"language": "en", "timezone": "Asia/Seoul", "reminder": "21", "quote": "no"}


async def missed(world: World, *said: str) -> None:
    """Have 민아 miss questions of the day's round, and wait until they are due."""
    for number, text in enumerate(said):
        asked = {"question": ("first", "then", "finally")[number]}
        await world.say(MINA, "answer", text=text, **asked)
    world.clock.advance(hours=25)
    await world.quiz.host.tick()


def pressed(reply: FakeReply, label: str) -> dict[str, str]:
    """Return what pressing a button of the last card brings with it."""
    return next(dict(one.args) for one in reply.last.actions if one.label == label)


async def reviewed(world: World, text: str, **changes: Any) -> FakeReply:
    asked = pressed(await world.say(MINA, "review"), "답하기")
    return await world.say(MINA, "review answer", text=text, **asked | changes)


async def points(world: World) -> int:
    scores = await world.store.scores(CHANNEL.id, None, world.clock.now().date())
    return next(one.points for one in scores if one.member == MINA.id)


async def test_nothing_missed_is_nothing_to_review(open_world: World) -> None:
    await missed(open_world, "good one")
    card = (await open_world.say(MINA, "review")).last
    assert texts(card)[0].startswith("아직 복습할 질문이 없어요")


async def test_where_no_quiz_is_set_up_it_is_said_where_to_review(world: World) -> None:
    reply = FakeReply()
    new = Invocation(EventId("e"), JUN, ChannelId("web:new"), "review", {})
    await world.quiz.dispatcher.handle(new, reply)
    assert "Try a channel that has one" in texts(reply.last)[0]


async def test_grade_of_a_poor_answer_says_that_it_comes_back(open_world: World) -> None:
    poor = (await open_world.say(MINA, "answer", text="bad one")).last
    full = (await open_world.say(MINA, "answer", text="good one")).last
    assert "복습에 넣었어요" in poor.footer
    assert "복습" not in full.footer


async def test_what_was_missed_waits_until_its_round_is_over(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "answer", text="bad one")
    world.clock.advance(hours=2)
    card = (await world.say(MINA, "review")).last
    assert "마감된 뒤에 다시" in texts(card)[0]
    asked = {"question": "first", "number": "1"}
    for text in ({}, {"text": "good one"}):
        refused = (await world.say(MINA, "review answer", **asked, **text)).last
        assert "지금 복습할 수 없어요" in texts(refused)[0]
    assert "good one" in texts(refused)


async def test_due_question_is_asked_graded_and_comes_back_later(open_world: World) -> None:
    world = open_world
    world.figures.media["curve"] = "curve.png"
    await missed(world, "bad one", "half one")
    asked = (await world.say(MINA, "review")).last
    assert "What about first? (ko)" in texts(asked)
    assert any(isinstance(block, Picture) for block in asked.blocks)
    assert asked.footer == "복습할 질문 2개"
    before = await points(world)
    reply = await reviewed(world, "good reason")
    assert reply.last.title.startswith("100점")
    assert "다음 복습: " in reply.last.footer
    assert "+10점" in reply.last.footer
    assert "복습할 질문 1개" in reply.last.footer
    assert [one.command for one in reply.last.actions] == ["review"]
    assert await points(world) == before + 10
    follow_up = (await world.say(MINA, "review")).last
    assert "What about then? (ko)" in texts(follow_up)
    second = await reviewed(world, "good again")
    assert "+10점" not in second.last.footer
    assert await points(world) == before + 10
    none = (await world.say(MINA, "review")).last
    assert "다음 복습: " in texts(none)[0]


async def test_review_that_fails_comes_back_soon_and_says_what_was_missing(
    open_world: World,
) -> None:
    await missed(open_world, "bad one")
    reply = await reviewed(open_world, "bad again")
    assert reply.rested_after == [1]
    card = reply.last
    assert "다음 복습: 1분 뒤" in card.footer
    assert any("the reason" in str(block) for block in card.blocks)
    studied = await open_world.store.study_dates(CHANNEL.id, [MINA.id])
    assert studied == {MINA.id: [date(2026, 11, 21)]}


async def test_review_done_is_done_once(open_world: World) -> None:
    world = open_world
    await missed(world, "bad one")
    asked = pressed(await world.say(MINA, "review"), "답하기")
    first = await world.say(MINA, "review answer", "e1", text="good reason", **asked)
    again = await world.say(MINA, "review answer", "e1", text="good reason", **asked)
    assert again.cards == []
    other = (await world.say(MINA, "review answer", text="another try", **asked)).last
    assert "이미 답했어요" in texts(other)[0]
    assert "another try" in texts(other)
    assert first.last.title.startswith("100점")
    assert world.told(MINA) == []


async def test_hints_come_one_by_one(open_world: World) -> None:
    world = open_world
    await missed(world, "bad one")
    hint = await world.say(MINA, "review hint", **pressed(await world.say(MINA, "review"), "힌트"))
    assert texts(hint.last) == ["first hint (ko)"]
    hint = await world.say(MINA, "review hint", **pressed(hint, "힌트 하나 더"))
    assert texts(hint.last) == ["first hint (ko)", "second hint (ko)"]
    assert [one.label for one in hint.last.actions] == ["답하기"]


async def test_review_taken_while_the_grader_is_away_is_told_later(open_world: World) -> None:
    world = open_world
    await missed(world, "bad one")
    world.grader.is_away = True
    waiting = await reviewed(world, "good reason")
    assert "채점기가 쉬고" in texts(waiting.last)[0]
    assert world.quiz.grading_since is not None
    world.grader.is_away = False
    await until(lambda: world.told(MINA))
    assert world.told(MINA)[-1].title.startswith("100점")
    await until(lambda: world.quiz.grading_since is None)


async def test_review_graded_before_it_is_said_to_wait_is_not_said_to_wait(
    open_world: World,
) -> None:
    world = open_world
    await missed(world, "bad one", "bad two")
    world.grader.is_away = True
    await reviewed(world, "good reason")
    asked = {"question": "then", "number": "1", "text": "good too"}

    class SlowReply(FakeReply):
        async def show(self, card: Card, key: str | None = None) -> None:
            await super().show(card, key)
            world.grader.is_away = False
            review = await world.store.review_of(EventId("slow"))
            while review and review.is_pending:
                await asyncio.sleep(0)
                review = await world.store.review(review.id)

    reply = SlowReply()
    invocation = Invocation(EventId("slow"), MINA, CHANNEL.id, "review answer", asked)
    await world.quiz.dispatcher.handle(invocation, reply)
    titles = [card.title for _, card in reply.cards]
    assert titles == ["", "100점 · 핵심을 잘 짚었어요"]


async def test_another_answer_while_a_review_waits_is_given_back(open_world: World) -> None:
    world = open_world
    await missed(world, "bad one")
    asked = pressed(await world.say(MINA, "review"), "답하기")
    world.grader.is_away = True
    await world.say(MINA, "review answer", text="good reason", **asked)
    other = (await world.say(MINA, "review answer", text="good reason other", **asked)).last
    assert texts(other)[1] == "good reason other"
    same = (await world.say(MINA, "review answer", text="good reason", **asked)).last
    assert "채점기가 쉬고" in texts(same)[0]


async def test_nobody_reviews_what_is_anothers(open_world: World) -> None:
    await missed(open_world, "bad one")
    forged = {"question": "first", "number": "1", "text": "good reason"}
    refused = (await open_world.say(JUN, "review answer", **forged)).last
    assert "can't be reviewed" in texts(refused)[0]


async def test_muted_member_gets_the_text_back(open_world: World) -> None:
    world = open_world
    await missed(world, "bad one")
    asked = pressed(await world.say(MINA, "review"), "답하기")
    entry = AuditEntry(EventId("m"), CHANNEL.id, JUN.id, world.clock.now(), "audit-muted")
    await world.store.mute(CHANNEL.id, MINA.id, True, entry)
    card = (await world.say(MINA, "review answer", text="good reason", **asked)).last
    assert "good reason" in texts(card)
    assert await world.store.pending_reviews(9) == []
    [why] = texts((await world.say(MINA, "review")).last)
    assert "참여를 멈춰 두어서" in why


async def test_what_waits_where_a_member_is_muted_holds_up_nothing_elsewhere(
    open_world: World,
) -> None:
    world = open_world
    await missed(world, "bad one")
    elsewhere = replace(CHANNEL, id=ChannelId("web:other"))
    await world.store.save_channel(elsewhere)
    [(card, _)] = await world.store.review_cards(MINA.id)
    world.store.database.run(update(tables.review_cards).values(channel=elsewhere.id))
    await world.store.keep_card(replace(card, question=QuestionId("then")))
    assert texts((await world.say(MINA, "review")).last)[0] == "What about first? (ko)"
    entry = AuditEntry(EventId("m"), elsewhere.id, JUN.id, world.clock.now(), "audit-muted")
    await world.store.mute(elsewhere.id, MINA.id, True, entry)
    assert texts((await world.say(MINA, "review")).last)[0] == "What about then? (ko)"


async def test_question_changed_by_its_deck_is_asked_afresh(open_world: World) -> None:
    world = open_world
    await missed(world, "bad one")
    await reviewed(world, "good reason")
    assert "다음 복습: " in texts((await world.say(MINA, "review")).last)[0]
    points = (KeyPoint(id="how", text=both("the way")),)
    changed = question("first").model_copy(update={"key_points": points})
    world = world.with_library(Library({DEFAULT_DECK: bank(changed)}))
    assert "What about first? (ko)" in texts((await world.say(MINA, "review")).last)


async def test_question_that_is_gone_is_left_out(open_world: World) -> None:
    await missed(open_world, "bad one")
    world = open_world.with_library(Library({DEFAULT_DECK: bank(question("other"))}))
    assert "아직 복습할" in texts((await world.say(MINA, "review")).last)[0]


async def test_topic_that_is_named_is_reviewed_before_it_is_due(open_world: World) -> None:
    await missed(open_world, "bad one")
    await reviewed(open_world, "good reason")
    asked = await open_world.say(MINA, "review", topic="optimization")
    assert "What about first? (ko)" in texts(asked.last)
    other = await open_world.say(MINA, "review", topic="data")
    assert "아직 복습할" in texts(other.last)[0]


async def test_topic_that_is_named_brings_back_what_was_missed_before_reviews_were(
    open_world: World,
) -> None:
    await missed(open_world, "bad one")
    open_world.store.database.run(delete(tables.review_cards))
    assert "아직 복습할" in texts((await open_world.say(MINA, "review")).last)[0]
    other = await open_world.say(MINA, "review", topic="data")
    assert "아직 복습할" in texts(other.last)[0]
    asked = await open_world.say(MINA, "review", topic="optimization")
    assert "What about first? (ko)" in texts(asked.last)


async def test_reminder_comes_at_the_hour_chosen_once_a_day(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "settings me", **REMIND)
    await missed(world, "bad one")
    for _ in range(3):
        await world.quiz.reminding.tick()
    assert world.told(MINA) == []
    world.clock.advance(hours=11)
    for _ in range(3):
        await world.quiz.reminding.tick()
    [card] = world.told(MINA)
    assert texts(card) == ["There's one question to review."]
    assert [one.command for one in card.actions] == ["review"]
    world.clock.advance(hours=24)
    await world.quiz.reminding.tick()
    assert len(world.told(MINA)) == 2


async def test_log_of_a_reminder_that_fails_has_no_name_in_its_words(
    open_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = open_world
    await world.say(MINA, "settings me", **REMIND)
    await missed(world, "bad one")
    await world.quiz.reminding.tick()
    world.clock.advance(hours=11)
    world.chat.refuse_to.add(MINA.id)
    with caplog.at_level("INFO", "bot"):
        await world.quiz.reminding.tick()
    assert "cannot be reminded now" in caplog.text
    assert MINA.id not in caplog.text


async def test_reminder_is_silent_when_nothing_is_due(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "settings me", **REMIND)
    await missed(world, "good one")
    await world.quiz.reminding.tick()
    world.clock.advance(hours=11)
    await world.quiz.reminding.tick()
    assert world.told(MINA) == []
    assert await world.store.reminders(world.clock.now() + timedelta(days=1), 9)


PAUSE = DayOff(date(2026, 11, 1), None, is_pause=True)


@pytest.mark.parametrize("change", [{"is_active": False}, {"days_off": (PAUSE,)}])
async def test_reminder_is_silent_while_the_channel_is_off_or_paused(
    open_world: World, change: dict[str, Any]
) -> None:
    world = open_world
    await world.say(MINA, "settings me", **REMIND)
    await missed(world, "bad one")
    await world.quiz.reminding.tick()
    await world.store.save_channel(replace(CHANNEL, **change))
    world.clock.advance(hours=11)
    await world.quiz.reminding.tick()
    assert world.told(MINA) == []
    await world.store.save_channel(CHANNEL)
    world.clock.advance(hours=24)
    await world.quiz.reminding.tick()
    assert len(world.told(MINA)) == 1


async def test_reminder_cut_short_goes_on_and_is_not_doubled(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "settings me", **REMIND)
    await missed(world, "bad one")
    await world.quiz.reminding.tick()
    world.clock.advance(hours=11)
    [due] = await world.store.reminders(world.clock.now(), 9)
    now = world.clock.now()
    await world.store.claim_reminder(due, now, now + timedelta(minutes=5))
    await world.quiz.reminding.tick()
    assert world.told(MINA) == []
    world.clock.advance(minutes=6)
    await world.quiz.reminding.tick()
    assert len(world.told(MINA)) == 1
    # Posted, but not settled: another process posts the same message again.
    await world.store.save_preferences(MINA.id, await world.store.preferences(MINA.id), due.at)
    await world.quiz.reminding.tick()
    assert len(world.told(MINA)) == 1
