"""An answer is stored, graded once, explained to its member alone, and leads on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from bot.quiz.cards import Card, Point
from bot.quiz.errors import GraderUnavailable
from bot.quiz.model import (
    Answer,
    AnswerId,
    ChannelId,
    EventId,
    MemberId,
    NewAnswer,
    QuestionId,
    RoundId,
)
from evaluators.grade import MAX_ANSWER_CHARS, Grade, GradeRequest
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, read


@pytest.fixture
async def open_world(world: World) -> World:
    """A world with an open question."""
    await world.quiz.host.tick()
    return world


async def answers(world: World) -> list[Answer]:
    return await world.store.answers(round=RoundId(1))


def text_of(card: Card) -> str:
    return card.model_dump_json()


async def test_the_button_opens_a_form_with_the_question(open_world: World) -> None:
    reply = await open_world.say(MINA, "answer", round="1", question="first")
    [form] = reply.forms
    assert form.intro == "What about first? (ko)"
    assert form.args == {"round": "1", "question": "first"}
    assert "3번" in form.fields[0].label


async def test_an_answer_is_graded_and_explained_in_the_members_language(
    open_world: World,
) -> None:
    reply = await open_world.say(MINA, "answer", text="good reasons")
    assert reply.last.title == "100점 · 핵심을 잘 짚었어요"
    [point] = [block for block in reply.last.blocks if isinstance(block, Point)]
    assert (point.mark, point.text, point.quote) == ("met", "the reason (ko)", "good reasons")
    assert "시도 1/3 · +100점 · 🔥 1일째" in reply.last.footer


async def test_an_answer_is_stored_before_it_is_graded(open_world: World) -> None:
    open_world.grader.is_away = True
    reply = await open_world.say(JUN, "answer", text="good reasons")
    assert "saved" in text_of(reply.last)
    assert [(one.text, one.is_pending) for one in await answers(open_world)] == [
        ("good reasons", True)
    ]


async def test_an_answer_given_while_the_grader_is_away_is_told_later(open_world: World) -> None:
    open_world.grader.is_away = True
    await open_world.say(JUN, "answer", text="good reasons")
    open_world.grader.is_away = False
    await until(open_world, lambda: any("100 points" in p.card.title for p in private(open_world)))
    [stored] = await answers(open_world)
    assert stored.value == 100


def private(world: World) -> list[object]:
    return [posted for posted in world.chat.messages if posted.to.only == JUN.id]


async def until(world: World, condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


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
    members = [replace(MINA, id=MemberId(f"web:{n}")) for n in range(40)]
    for place, member in enumerate(members):
        await open_world.store.remember(member)
        new = NewAnswer(
            event=EventId(f"before-{place}"),
            round=RoundId(1),
            channel=CHANNEL.id,
            question=QuestionId("first"),
            member=member.id,
            text="bad guess",
            study_date=date(2026, 11, 20),
            at=open_world.clock.now(),
        )
        stored = await open_world.store.add(new, 3)
        assert stored is not None
        grade = read("bad guess")
        assert grade is not None
        await open_world.store.grade(stored.id, grade, 10, open_world.clock.now())
    await open_world.say(JUN, "answer", text="bad guess")
    async with asyncio.timeout(5):
        while await open_world.store.untold(1):
            await asyncio.sleep(0)


async def test_a_redelivered_answer_changes_nothing(open_world: World) -> None:
    await open_world.say(MINA, "answer", event="same", text="half right")
    await open_world.say(MINA, "answer", event="same", text="half right")
    assert len(await answers(open_world)) == 1
    assert sum(len(batch) for batch in open_world.grader.batches) == 1


async def test_an_answer_served_again_leaves_its_grade_to_the_teller(open_world: World) -> None:
    reply = await open_world.say(JUN, "answer", event="same", text="half right")
    assert "50" in reply.last.title
    assert (await open_world.say(JUN, "answer", event="same", text="half right")).cards == []
    again = await open_world.say(JUN, "answer", text="half right")
    assert "50" in again.last.title
    open_world.store._told.clear()
    assert (await open_world.say(JUN, "answer", event="same", text="half right")).cards == []
    await until(open_world, lambda: any("50" in one.card.title for one in private(open_world)))


async def test_a_second_answer_while_one_waits_is_kept_as_the_next_attempt(
    open_world: World,
) -> None:
    open_world.grader.is_away = True
    await open_world.say(JUN, "answer", question="first", text="half right")
    reply = await open_world.say(JUN, "answer", question="first", text="good reasons")
    assert "comes next" in text_of(reply.cards[0][1])
    assert [one.attempt for one in await answers(open_world)] == [1, 2]


async def test_a_fourth_attempt_is_refused_and_the_text_given_back(open_world: World) -> None:
    for text in ("bad one", "bad two", "bad three"):
        await open_world.say(MINA, "answer", question="first", text=text)
    reply = await open_world.say(MINA, "answer", question="first", text="good at last")
    [form] = reply.forms
    assert "3번 모두" in form.error
    assert form.fields[0].value == "good at last"


async def test_an_overlong_answer_is_refused_and_the_text_given_back(open_world: World) -> None:
    reply = await open_world.say(JUN, "answer", text="x" * 100_000)
    [form] = reply.forms
    assert "100,000" in form.error
    assert len(form.fields[0].value) == 100_000
    assert await answers(open_world) == []


async def test_a_better_retry_adds_the_difference(open_world: World) -> None:
    await open_world.say(JUN, "answer", question="first", text="half right")
    reply = await open_world.say(JUN, "answer", question="first", text="good reasons")
    assert "attempt 2/3 · +40" in reply.last.footer


async def test_a_fair_answer_opens_the_follow_up_for_its_member(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half right")
    [follow_up] = [p for p in open_world.chat.messages if p.to.only == JUN.id]
    assert follow_up.card.title == "↪️ Follow-up 2/3"
    threads = [p for p in open_world.chat.messages if p.to.thread]
    assert [p.card.title for p in threads] == ["↪️ Follow-up 2/3"]


async def test_the_thread_gets_a_follow_up_once(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half right")
    await open_world.say(MINA, "answer", text="good reasons")
    assert len([p for p in open_world.chat.messages if p.to.thread]) == 1


async def test_a_poor_answer_leaves_the_follow_up_to_the_button(open_world: World) -> None:
    reply = await open_world.say(JUN, "answer", text="bad guess")
    assert [action.command for action in reply.last.actions] == ["answer", "next", "dispute"]
    assert [p for p in open_world.chat.messages if p.to.only] == []
    shown = await open_world.say(JUN, "next", round="1", question="first")
    assert shown.last.title == "↪️ Follow-up 2/3"


async def test_a_follow_up_cannot_be_reached_out_of_turn(open_world: World) -> None:
    for command in ("answer", "hint"):
        reply = await open_world.say(JUN, command, round="1", question="finally")
        assert "once you've answered" in text_of(reply.last)


async def test_the_boards_button_opens_the_follow_up_the_member_is_at(open_world: World) -> None:
    [board] = [said.card for said in open_world.chat.messages]
    [button] = [action for action in board.actions if action.command == "next"]
    before = await open_world.say(MINA, "next", **button.args)
    await open_world.say(MINA, "answer", text="bad guess")
    at_second = await open_world.say(MINA, "next", **button.args)
    await open_world.say(MINA, "answer", text="bad idea")
    at_third = await open_world.say(MINA, "next", **button.args)
    await open_world.say(MINA, "answer", text="bad try")
    at_end = await open_world.say(MINA, "next", **button.args)
    shown = [reply.last.model_dump_json() for reply in (before, at_second, at_third, at_end)]
    assert "앞 질문에 먼저" in shown[0]
    assert "What about then?" in shown[1]
    assert "What about finally?" in shown[2]
    assert "끝까지 왔어요" in shown[3]


async def test_the_same_words_typed_again_answer_the_same_question(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="good reasons")
    again = await open_world.say(MINA, "answer", text=" good reasons\n")
    assert "100" in again.last.title
    assert [answer.question for answer in await answers(open_world)] == ["first"]


async def test_the_same_words_again_use_no_attempt(open_world: World) -> None:
    question = {"question": "first"}
    await open_world.say(MINA, "answer", text="bad guess", **question)
    again = await open_world.say(MINA, "answer", text="bad guess", **question)
    assert "1/3" in again.last.footer
    assert len(await open_world.store.answers(round=RoundId(1))) == 1


async def test_answer_without_a_question_means_the_one_the_member_is_at(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="good reasons")
    await open_world.say(JUN, "answer", text="half of it")
    assert [one.question for one in await answers(open_world)] == ["first", "then"]


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
    [graded] = await answers(open_world)
    too_long = NewAnswer(
        event=EventId("too-long"),
        round=graded.round,
        channel=graded.channel,
        question=graded.question,
        member=MINA.id,
        text="x" * (MAX_ANSWER_CHARS + 1),
        study_date=graded.study_date,
        at=graded.at,
    )
    await open_world.store.remember(MINA)
    await open_world.store.add(too_long, 3)
    reply = await open_world.say(JUN, "answer", text="good reasons again")
    assert "100 points" in reply.last.title
    assert [one.is_pending for one in await answers(open_world)] == [False, True, False]


async def test_a_hint_that_is_delivered_again_is_the_same_hint(open_world: World) -> None:
    shown = [(await open_world.say(JUN, "hint", event="same")).last for _ in range(2)]
    assert shown[0] == shown[1]
    assert await open_world.store.hints(RoundId(1), QuestionId("first"), JUN.id) == 1


async def test_hints_cost_a_tenth_and_stop_at_the_last(open_world: World) -> None:
    titles = [(await open_world.say(JUN, "hint")).last.title for _ in range(3)]
    assert titles == ["💡 Hint 1/2", "💡 Hint 2/2", "💡 Hint 2/2"]
    await open_world.say(JUN, "answer", text="good reasons")
    assert [one.value for one in await answers(open_world)] == [80]


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


async def test_without_a_question_answering_says_so(world: World) -> None:
    reply = await world.say(JUN, "answer", text="good reasons")
    assert "no open question" in text_of(reply.last)


async def test_a_text_that_is_not_taken_comes_back(world: World) -> None:
    reply = await world.say(JUN, "answer", text="good reasons")
    [_, quote] = reply.last.blocks
    assert (quote.text, quote.style) == ("good reasons", "quote")
    assert reply.last.sentence is not None


async def test_nobody_else_is_shown_an_answer(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="good secret words")
    await open_world.quiz.host.refresh_boards()
    for posted in open_world.chat.messages:
        assert posted.to.only == JUN.id or "secret" not in text_of(posted.card)


async def test_leaderboard_shows_everyone_with_shared_ranks(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="good reasons")
    await open_world.say(MINA, "answer", text="good reasons")
    for period in ("today", "week", "month", "all"):
        reply: FakeReply = await open_world.say(MINA, "leaderboard", period=period)
        [table] = reply.last.blocks
        assert [row[:3] for row in table.rows] == [("1", "Jun", "100"), ("1", "민아 (나)", "100")]
        assert table.highlight == 1


async def test_an_unconfigured_channel_says_how_to_start(world: World) -> None:
    world.store._channels.clear()
    reply = await world.say(JUN, "leaderboard")
    assert "/quiz settings" in text_of(reply.last)
    assert CHANNEL.id not in world.store._channels


async def test_a_grade_that_cannot_be_told_holds_up_no_other(open_world: World) -> None:
    for member in (MINA, JUN):
        open_world.grader.is_away = True
        await open_world.say(member, "answer", text="good reasons")
    open_world.chat.refuse_to.add(MINA.id)
    open_world.grader.is_away = False
    await until(open_world, lambda: any("100 points" in p.card.title for p in private(open_world)))
    await open_world.say(JUN, "answer", text="good once more")
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
    follow_ups = [key for key in open_world.chat.tried if key.endswith(MINA.id)]
    assert follow_ups == [f"follow-up:1:then:{MINA.id}"]
