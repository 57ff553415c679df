"""An answer is stored, graded once, explained to its member alone, and leads on."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from itertools import count

import pytest
from sqlalchemy import delete, update

from bot.quiz.answering import handler
from bot.quiz.answering.grading import LAST_BACKOFF_S
from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card, Point
from bot.quiz.errors import GraderRefuses, GraderUnavailable, StoreAway
from bot.quiz.inbox import request_of
from bot.quiz.model import (
    Answer,
    AnswerId,
    ChannelId,
    DailyQuiz,
    EventId,
    Member,
    MemberId,
    QuestionId,
    RoundId,
    RoundState,
)
from bot.quiz.moderation.model import SubmissionKind
from bot.store import tables
from compute.logs import REQUEST_HEADER, request_headers
from evaluators.grade import MAX_ANSWER_CHARS, Grade, GradeRequest
from tests.samples import answered, new_answer
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, texts, until

FIRST = QuestionId("first")
SORA = replace(JUN, id=MemberId("web:sora"), name="Sora")


async def answers(world: World) -> list[Answer]:
    return await world.store.answers(round=RoundId(1))


def text_of(card: Card) -> str:
    return card.model_dump_json()


def is_told(world: World, member: Member, points: str) -> bool:
    return any(points in card.title for card in world.told(member))


async def test_the_button_opens_a_form_with_the_question(open_world: World) -> None:
    [form] = (await open_world.say(MINA, "answer", round="1", question="first")).forms
    assert form.intro == "What about first? (ko)\n\n⏳ 24시간 남았어요"
    assert form.args == {"round": "1", "question": "first", "in_time": "yes"}
    assert "3번" in form.fields[0].label


async def test_an_answer_is_graded_and_explained_in_the_members_language(
    open_world: World,
) -> None:
    reply = await open_world.say(MINA, "answer", text="good reasons")
    assert reply.rested_after == [1]
    assert reply.last.title == "100점 · 핵심을 잘 짚었어요"
    [point] = [block for block in reply.last.blocks if isinstance(block, Point)]
    assert (point.mark, point.text, point.quote) == ("met", "the reason (ko)", "good reasons")
    assert "시도 1/3 · +100점 · 🔥 1일째" in reply.last.footer


async def test_an_answer_is_stored_while_the_grader_is_away_and_told_later(
    open_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It is away while compute starts, too: that is no news."""
    open_world.grader.is_away = True
    reply = await open_world.say(JUN, "answer", text="good reasons")
    assert "saved" in text_of(reply.last)
    assert not caplog.records
    [stored] = await answers(open_world)
    assert (stored.text, stored.is_pending) == ("good reasons", True)
    open_world.grader.is_away = False
    await until(lambda: is_told(open_world, JUN, "100 points"))
    [stored] = await answers(open_world)
    assert stored.value == 100


async def test_a_grader_that_stays_away_is_told_of_once_and_once_that_it_is_back(
    open_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    open_world.grader.is_away = True
    await open_world.say(JUN, "answer", text="good reasons")
    await until(lambda: open_world.clock.slept.count(LAST_BACKOFF_S) > 3)
    [away] = caplog.records
    assert away.levelname == "WARNING"
    assert "answers wait (1 or more)" in away.getMessage()
    open_world.grader.is_away = False
    await until(lambda: len(caplog.records) > 1)
    back = caplog.records[1]
    assert (back.levelname, back.getMessage()) == ("INFO", "the grader is back")


async def test_a_store_that_stays_away_is_told_of_once_and_once_that_it_is_back(
    open_world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreAway("the database is starting up")

    caplog.set_level(logging.INFO)
    with monkeypatch.context() as patched:
        patched.setattr(open_world.store, "pending", away)
        patched.setattr(handler, "PATIENCE_S", 0.01)
        await open_world.say(JUN, "answer", text="good reasons")
        await until(lambda: open_world.clock.slept.count(LAST_BACKOFF_S) > 3)
        [told] = caplog.records
        assert told.levelname == "WARNING"
    await until(lambda: len(caplog.records) > 1)
    assert (caplog.records[1].levelname, caplog.messages[1]) == ("INFO", "the store is back")


async def test_a_grader_that_refuses_the_bot_is_told_of_once(
    open_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(text: str) -> Grade | None:
        raise GraderRefuses("The token is wrong.")

    open_world.grader._grade, tried = refused, open_world.grader.batches
    reply = await open_world.say(JUN, "answer", text="good reasons")
    assert "saved" in text_of(reply.last)
    await until(lambda: len(tried) >= 3)
    [record] = caplog.records
    assert (record.levelname, "The token is wrong." in record.getMessage()) == ("WARNING", True)


async def test_an_answer_that_comes_while_the_grader_comes_back_need_not_wait(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade, calls = open_world.grader.grade, count(1)
    is_grading, go_on = asyncio.Event(), asyncio.Event()

    async def slow(requests: Sequence[GradeRequest]) -> list[Grade | None]:
        call = next(calls)
        if call == 1:
            raise GraderUnavailable("starting")
        if call == 2:
            is_grading.set()
            await go_on.wait()
        return await grade(requests)

    monkeypatch.setattr(open_world.grader, "grade", slow)
    await open_world.say(MINA, "answer", text="bad guess")
    await is_grading.wait()
    await open_world.say(JUN, "answer", text="good reason")
    go_on.set()
    async with asyncio.timeout(5):
        while any(answer.is_pending for answer in await answers(open_world)):
            await asyncio.sleep(0)


async def test_many_untold_grades_are_told_without_a_pause(open_world: World) -> None:
    [round] = await open_world.store.rounds()
    for n in range(40):
        member = replace(MINA, id=MemberId(f"web:{n}"))
        await open_world.store.remember(member)
        await answered(open_world.store, round, f"before-{n}", member, 10, FIRST)
    await open_world.say(JUN, "answer", text="bad guess")
    async with asyncio.timeout(5):
        while await open_world.store.untold(1):
            await asyncio.sleep(0)


async def test_an_answer_served_again_is_no_other_and_left_to_the_teller(open_world: World) -> None:
    async def serve() -> list[tuple[str | None, Card]]:
        return (await open_world.say(JUN, "answer", event="same", text="half right")).cards

    assert "50" in (await serve())[-1][1].title
    assert await serve() == []
    again = await open_world.say(JUN, "answer", text="half right")
    assert "50" in again.last.title
    open_world.store.database.run(update(tables.answers).values(is_told=False))
    assert await serve() == []
    await until(lambda: is_told(open_world, JUN, "50"))
    assert len(await answers(open_world)) == 1
    assert sum(len(batch) for batch in open_world.grader.batches) == 1


async def test_a_second_answer_while_one_waits_is_kept_as_the_next_attempt(
    open_world: World,
) -> None:
    open_world.grader.is_away = True
    await open_world.say(JUN, "answer", question="first", text="half right")
    reply = await open_world.say(JUN, "answer", question="first", text="good reasons")
    assert "comes next" in text_of(reply.cards[0][1])
    assert [one.attempt for one in await answers(open_world)] == [1, 2]


@pytest.mark.parametrize(
    ("before", "text", "sentence"),
    [
        (["bad one", "bad two", "bad three"], "good at last", "3번 모두"),
        ([], "x" * 100_000, "100,000"),
    ],
    ids=["a fourth attempt", "an overlong answer"],
)
async def test_a_refused_text_is_given_back(
    open_world: World, before: list[str], text: str, sentence: str
) -> None:
    for earlier in before:
        await open_world.say(MINA, "answer", question="first", text=earlier)
    [form] = (await open_world.say(MINA, "answer", question="first", text=text)).forms
    assert sentence in form.error
    assert form.fields[0].value == text
    assert [answer.text for answer in await answers(open_world)] == before


async def test_a_better_retry_adds_the_difference(open_world: World) -> None:
    await open_world.say(JUN, "answer", question="first", text="half right")
    better = await open_world.say(JUN, "answer", question="first", text="good reasons")
    gained = "+40 (90, of which you had 50)"
    assert f"attempt 2/3 · {gained} · −10% for trying again" in better.last.footer
    worse = await open_world.say(JUN, "answer", question="first", text="bad guess")
    assert "attempt 3/3 · you keep the 90 you had · 🔥" in worse.last.footer


async def test_trying_again_starts_with_what_was_said_last(open_world: World) -> None:
    for text in ("bad guess", "half of it"):
        await open_world.say(MINA, "answer", question="first", text=text)
    await open_world.say(MINA, "answer", question="then", text="good reason")
    [form] = (await open_world.say(MINA, "answer", round="1", question="first")).forms
    assert form.fields[0].value == "half of it"
    [other] = (await open_world.say(JUN, "answer", round="1", question="first")).forms
    assert other.fields[0].value == ""


@pytest.mark.parametrize("text", ["good reason", "bad guess"])
async def test_the_follow_up_waits_behind_its_button(open_world: World, text: str) -> None:
    reply = await open_world.say(JUN, "answer", text=text)
    [following] = [action for action in reply.last.actions if action.command == "next"]
    assert following.label == "Follow-up 1/2 →"
    assert open_world.told(JUN) == []
    shown = await open_world.say(JUN, "next", **following.args)
    assert shown.last.title == "↪️ Follow-up 1/2"


async def test_an_opened_follow_up_is_once_in_the_thread_for_whoever_is_that_far(
    open_world: World,
) -> None:
    for member in (JUN, MINA):
        await open_world.say(member, "answer", text="half right")
        await open_world.say(member, "next", round="1")
    [notice] = [post.card for post in open_world.chat.messages if post.to.thread]
    assert notice.title == "↪️ Follow-up 1/2"
    assert notice.footer.endswith("before it. 10% off for each hint")
    [answer, hint] = notice.actions
    [form] = (await open_world.say(JUN, answer.command, **answer.args)).forms
    assert form.intro.startswith("What about then?")
    for action in (answer, hint):
        early = await open_world.say(SORA, action.command, **action.args)
        assert texts(early.last) == ["This question opens once you've answered the one before it."]
        assert [one.args["question"] for one in early.last.actions] == ["first"]


async def test_a_follow_up_of_a_closed_round_offers_no_hints(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half right")
    open_world.clock.advance(hours=24)
    await open_world.quiz.host.tick()
    shown = (await open_world.say(JUN, "next", round="1", question="first")).last
    [notice] = [post.card for post in open_world.chat.messages if post.key == "follow-up:1:then"]
    for card in (shown, notice):
        assert [action.command for action in card.actions] == ["answer"]
        assert "10% off" not in card.footer


async def test_a_follow_up_cannot_be_reached_out_of_turn(open_world: World) -> None:
    for command in ("answer", "hint"):
        reply = await open_world.say(JUN, command, round="1", question="finally")
        assert "once you've answered" in text_of(reply.last)


async def test_the_boards_button_opens_the_follow_up_the_member_is_at(open_world: World) -> None:
    [board] = [said.card for said in open_world.chat.messages]
    [button] = [action for action in board.actions if action.command == "next"]
    for text, shown in [
        ("bad guess", "앞 질문에 먼저"),
        ("bad idea", "What about then?"),
        ("bad try", "What about finally?"),
        ("", "끝까지 왔어요"),
    ]:
        reply = await open_world.say(MINA, "next", **button.args)
        assert shown in text_of(reply.last)
        await open_world.say(MINA, "answer", text=text)


async def test_who_asks_for_a_later_follow_up_is_led_to_theirs(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="bad guess")
    early = await open_world.say(JUN, "answer", round="1", question="finally")
    [lead] = early.last.actions
    shown = await open_world.say(JUN, lead.command, **lead.args)
    assert "What about then?" in text_of(shown.last)


@pytest.mark.parametrize("args", [{}, {"question": "first"}], ids=["typed", "pressed"])
async def test_the_same_words_again_are_the_same_answer_and_use_no_attempt(
    open_world: World, args: dict[str, str]
) -> None:
    for text in ("good reasons", " good reasons\n"):
        reply = await open_world.say(JUN, "answer", text=text, **args)
        assert reply.last.title.startswith("100 points")
        assert "attempt 1/3" in reply.last.footer
    assert [answer.question for answer in await answers(open_world)] == ["first"]


async def questions(world: World) -> list[str]:
    return [one.question for one in await answers(world)]


@pytest.mark.parametrize(("choice", "question"), [(0, "first"), (1, "then")])
async def test_where_two_questions_may_be_meant_the_member_is_asked_and_loses_nothing(
    open_world: World, choice: int, question: str
) -> None:
    await open_world.say(JUN, "answer", text="half right")
    asked = await open_world.say(JUN, "answer", text="good, by the way")
    assert asked.last.title == "Which question does this answer?"
    assert await questions(open_world) == ["first"]
    assert [action.label for action in asked.last.actions] == ["Question 1", "Question 2"]
    chosen = asked.last.actions[choice]
    graded = await open_world.say(JUN, chosen.command, **chosen.args)
    assert graded.last.about == f"What about {question}?"
    assert (await answers(open_world))[-1].text == "good, by the way"
    assert await questions(open_world) == ["first", question]


async def test_a_typed_answer_after_the_last_attempt_asks_before_it_opens_the_next(
    open_world: World,
) -> None:
    for text in ("bad one", "bad two", "bad three"):
        await open_world.say(JUN, "answer", text=text, question="first")
    [action] = (await open_world.say(JUN, "answer", text="good idea")).last.actions
    assert action.args["question"] == "then"
    [form] = (await open_world.say(JUN, "answer")).forms
    assert form.intro.startswith("What about then?")


async def test_a_typed_answer_can_be_meant_for_another_question_after_all(
    open_world: World,
) -> None:
    await open_world.say(JUN, "answer", text="half right")
    await open_world.say(JUN, "next", round="1", question="first")
    graded = (await open_world.say(JUN, "answer", text="good reasons")).last
    switch = graded.actions[-1]
    assert switch.label == "I meant another question"
    asked = (await open_world.say(JUN, switch.command, **switch.args)).last
    again = asked.actions[0]
    better = await open_world.say(JUN, again.command, **again.args)
    assert better.last.about == "What about first?"
    assert await questions(open_world) == ["first", "then", "first"]
    stolen = await open_world.say(MINA, switch.command, **switch.args)
    assert stolen.last.sentence is not None


async def test_what_was_answered_by_its_button_offers_no_switch(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half right", question="first")
    reply = await open_world.say(JUN, "answer", text="good reasons", question="then")
    assert [one.command for one in reply.last.actions] == ["answer", "next", "dispute"]


async def test_a_typed_hint_is_one_to_the_question_shown_last(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half right")
    for shown in ("first", "then"):
        await open_world.say(JUN, "hint")
        taken = await open_world.store.hints(RoundId(1), QuestionId(shown), JUN.id)
        assert taken == 1
        await open_world.say(JUN, "next", round="1", question="first")


@pytest.fixture
async def evening(world: World) -> World:
    """A world with two open questions, "second" the newer one."""
    twice = replace(CHANNEL, more=(DailyQuiz(2, time(20, 0), CHANNEL.decks),))
    await world.store.save_channel(twice)
    await world.quiz.host.tick()
    world.clock.advance(hours=11)
    await world.quiz.host.tick()
    return world


@pytest.mark.parametrize(("choice", "question"), [(0, "second"), (1, "first")])
@pytest.mark.parametrize("command", ["answer", "hint"])
async def test_where_several_rounds_are_open_the_member_is_asked_which(
    evening: World, command: str, choice: int, question: str
) -> None:
    asked = await evening.say(JUN, command)
    assert asked.last.title == "Several questions are open here. Which one do you mean?"
    assert texts(asked.last)[choice] == f"Question {choice + 1} · What about {question}?"
    chosen = asked.last.actions[choice]
    reply = await evening.say(JUN, chosen.command, **chosen.args)
    about = reply.forms[0].intro if command == "answer" else reply.last.about
    assert about.startswith(f"What about {question}?")


async def test_a_text_typed_in_time_stays_so_while_its_member_is_asked_which(
    evening: World,
) -> None:
    evening.clock.advance(hours=12, minutes=59)
    asked = await evening.say(JUN, "answer", text="good one")
    evening.clock.advance(minutes=2)
    await evening.quiz.host.tick()
    [first] = [one for one in asked.last.actions if one.args["question"] == "first"]
    await evening.say_later(evening.clock.now(), JUN, first.command, **first.args)
    [answer] = await evening.store.answers(round=RoundId(1), member=JUN.id)
    assert (answer.question, answer.value, answer.is_late) == ("first", 100, False)


async def test_a_text_served_after_the_next_question_is_to_the_one_it_was_typed_for(
    open_world: World,
) -> None:
    open_world.clock.advance(hours=23, minutes=59)
    typed_at = open_world.clock.now()
    open_world.clock.advance(minutes=5)
    await open_world.quiz.host.tick()
    reply = await open_world.say_later(typed_at, MINA, "answer", text="good one")
    first, _ = await open_world.store.rounds(channel=CHANNEL.id)
    [answer] = await open_world.store.answers(round=first.id)
    assert (answer.member, answer.value) == (MINA.id, 100)
    assert reply.last.about.startswith("What about first?")


async def test_a_round_with_nothing_left_to_answer_is_not_asked_for(evening: World) -> None:
    for number in range(3):
        await evening.say(JUN, "answer", text=f"bad {number}", round="2", question="second")
    [form] = (await evening.say(JUN, "answer")).forms
    assert form.intro.startswith("What about first?")
    assert (await evening.say(JUN, "hint")).last.about == "What about first?"


async def test_late_answer_is_graded_and_scores_zero(open_world: World) -> None:
    open_world.clock.advance(hours=24)
    await open_world.quiz.host.tick()
    reply = await open_world.say(JUN, "answer", round="1", question="first", text="good reasons")
    assert "no points" in reply.last.footer
    assert [(one.is_late, one.value) for one in await answers(open_world)] == [(True, 0)]


async def test_an_answer_the_grader_cannot_read_holds_up_no_other(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="poison pill")
    reply = await open_world.say(JUN, "answer", text="good reasons")
    assert "100 points" in reply.last.title
    assert [one.is_pending for one in await answers(open_world)] == [True, False]


async def test_an_answer_that_cannot_be_sent_holds_up_no_other(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="good reasons")
    [round] = await open_world.store.rounds()
    await open_world.store.remember(MINA)
    too_long = new_answer(round, "too-long", MINA, "x" * (MAX_ANSWER_CHARS + 1), FIRST)
    await open_world.store.add(too_long, 3)
    reply = await open_world.say(JUN, "answer", question="first", text="good reasons again")
    assert "100 points" in reply.last.title
    assert [one.is_pending for one in await answers(open_world)] == [False, True, False]


async def test_hints_come_once_an_event_cost_a_tenth_and_stop_at_the_last(
    open_world: World,
) -> None:
    shown = [(await open_world.say(JUN, "hint", event=event)).last for event in "aabc"]
    assert [card.title for card in shown[1:]] == ["💡 Hint 1/2", "💡 Hint 2/2", "💡 Hint 2/2"]
    assert shown[0] == shown[1]
    assert {card.about for card in shown} == {"What about first?"}
    assert [card.footer for card in shown[1:]] == [
        "10% off for each hint",
        "that was the last hint",
        "that was the last hint",
    ]
    reply = await open_world.say(JUN, "answer", text="good reasons")
    assert "+80 · −20% for 2 hints" in reply.last.footer
    assert [one.value for one in await answers(open_world)] == [80]


async def test_a_question_that_is_up_gives_hints_before_it_is_noted_as_open(
    open_world: World,
) -> None:
    [round] = await open_world.store.rounds()
    await open_world.store.update_round(replace(round, state=RoundState.CLAIMED), since=round.state)
    assert (await open_world.say(JUN, "hint", round=str(round.id))).last.title == "💡 Hint 1/2"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({"round": "99", "question": "first"}, "isn't available"),
        ({"round": "1", "question": "no-such"}, "isn't available"),
        ({"round": "one"}, "whole number"),
    ],
)
async def test_forged_buttons_get_one_sentence(
    open_world: World, args: dict[str, str], sentence: str
) -> None:
    reply = await open_world.say(JUN, "answer", **args)
    assert sentence in text_of(reply.last)


async def test_a_button_of_another_channel_is_refused(open_world: World) -> None:
    other = replace(CHANNEL, id=ChannelId("web:other"))
    await open_world.store.save_channel(other)
    await open_world.quiz.host.tick()
    [round] = await open_world.store.rounds(channel=other.id)
    reply = await open_world.say(JUN, "answer", round=str(round.id), question="first")
    assert "isn't available" in text_of(reply.last)


async def test_without_a_question_answering_says_so_and_gives_the_text_back(world: World) -> None:
    card = (await world.say(JUN, "answer", text="good reasons")).last
    assert "no open question" in (card.sentence or "")
    [_, quote] = card.blocks
    assert (quote.text, quote.style) == ("good reasons", "quote")


async def test_leaderboard_shows_everyone_with_shared_ranks(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="good reasons")
    await open_world.say(MINA, "answer", text="good reasons")
    for period in ("today", "week", "month", "all"):
        [table] = (await open_world.say(MINA, "leaderboard", period=period)).last.blocks
        assert [row[:3] for row in table.rows] == [("1", "Jun", "100"), ("1", "민아 (나)", "100")]
        assert table.highlight == 1


@pytest.mark.parametrize("command", ["leaderboard", "question suggest"])
async def test_an_unconfigured_channel_says_how_to_start(world: World, command: str) -> None:
    world.store.database.run(delete(tables.channels))
    reply = await world.say(JUN, command)
    assert "/quiz settings" in text_of(reply.last)
    assert await world.store.channels() == []


async def test_a_grade_that_cannot_be_told_holds_up_no_other(open_world: World) -> None:
    for member in (MINA, JUN):
        open_world.grader.is_away = True
        await open_world.say(member, "answer", text="good reasons")
    open_world.chat.refuse_to.add(MINA.id)
    open_world.grader.is_away = False
    await until(lambda: is_told(open_world, JUN, "100 points"))
    await open_world.say(JUN, "answer", question="first", text="good once more")
    [untold] = await open_world.store.untold(10)
    assert untold.member == MINA.id
    assert open_world.chat.tried.count(untold.key) == 1


async def test_a_grade_is_told_once_however_slow_the_store(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, untold = open_world.store.told, open_world.store.untold

    async def slow_told(answer: AnswerId) -> None:
        for _ in range(50):
            await asyncio.sleep(0)
        await told(answer)

    async def slow_untold(limit: int) -> list[Answer]:
        found = await untold(limit)
        for _ in range(10):
            await asyncio.sleep(0)
        return found

    monkeypatch.setattr(open_world.store, "told", slow_told)
    monkeypatch.setattr(open_world.store, "untold", slow_untold)
    await open_world.say(MINA, "answer", text="good reason")
    assert [key for key in open_world.chat.tried if key.startswith("answer:")] == []


async def test_the_same_words_are_answered_again_after_the_grade_was_told(
    open_world: World,
) -> None:
    open_world.grader.is_away = True
    waiting = (await open_world.say(JUN, "answer", text="half right")).last
    assert "half right" in text_of(waiting)
    open_world.grader.is_away = False
    await until(lambda: is_told(open_world, JUN, "50"))
    again = await open_world.say(JUN, "answer", text="half right")
    assert again.last.title.startswith("50 points")


async def test_who_is_forgotten_while_graded_is_promised_nothing(open_world: World) -> None:
    world = open_world
    world.grader.is_away = True

    async def grade(requests: Sequence[GradeRequest]) -> list[Grade]:
        await world.store.forget(JUN.id)
        raise GraderUnavailable

    world.grader.grade = grade  # type: ignore[method-assign]
    cards = (await world.say(JUN, "answer", text="half right")).cards
    assert len(cards) == 1
    assert "half right" not in text_of(cards[0][1])


async def test_compute_hears_for_which_request_it_grades(open_world: World) -> None:
    grade, heard = open_world.grader.grade, dict[str, str]()

    async def noted(requests: Sequence[GradeRequest]) -> list[Grade | None]:
        heard.update(request_headers())
        return await grade(requests)

    open_world.grader.grade = noted  # type: ignore[method-assign]
    await open_world.say(MINA, "answer", text="good reasons")
    [answer] = await answers(open_world)
    assert heard == {REQUEST_HEADER: request_of(answer.event)}


async def test_a_gain_is_what_the_standings_rise_by(open_world: World) -> None:
    world = open_world
    await world.say(JUN, "answer", text="half right")
    entry = AuditEntry(EventId("v"), CHANNEL.id, JUN.id, MORNING, "audit-void")
    await world.store.void(SubmissionKind.ANSWER, AnswerId(1), is_void=True, entry=entry)
    better = await world.say(JUN, "answer", question="first", text="good reasons")
    assert "+90" in better.last.footer


async def test_of_two_quick_answers_the_second_adds_the_difference(open_world: World) -> None:
    world, begun, go_on = open_world, asyncio.Event(), asyncio.Event()
    grade = world.grader.grade

    async def slow(requests: Sequence[GradeRequest]) -> list[Grade]:
        begun.set()
        await go_on.wait()
        return await grade(requests)

    world.grader.grade = slow  # type: ignore[method-assign]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(world.say(JUN, "answer", question="first", text="good first"))
        await begun.wait()
        second = tasks.create_task(world.say(JUN, "answer", question="first", text="good second"))
        while len(await answers(world)) < 2:
            await asyncio.sleep(0)
        go_on.set()
    assert "you keep the 100 you had" in second.result().last.footer
