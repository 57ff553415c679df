"""Objecting to a grade: private, ruled on once, carried out wholly, told once to all concerned."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.quiz.cards import Card, Paragraph, Point
from bot.quiz.disputes.model import DisputeState
from bot.quiz.disputes.view import to_rule
from bot.quiz.model import MemberId
from evaluators.grade import PointState
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, read

SORA = replace(MINA, id=MemberId("web:sora"), name="소라", language="en")
ACCEPTED, KEPT = "이의가 받아들여졌어요", "점수는 그대로예요"


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


def told(world: World, member: MemberId, word: str) -> list[Card]:
    """Return the private cards of a member whose title holds a word."""
    mine = [post for post in world.chat.messages if post.to.only == member]
    return [post.card for post in mine if word in post.card.title]


def texts(card: Card) -> list[str]:
    return [block.text for block in card.blocks if isinstance(block, Paragraph)]


@pytest.fixture
async def graded(world: World) -> World:
    """A world in which Mina and Sora got 50 points each for the question of the day."""
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    await world.store.remember(JUN)
    await world.quiz.host.tick()
    for member in (MINA, SORA):
        await world.say(member, "answer", text=f"half {member.name}")
    return world


async def answer_of(world: World, member: MemberId) -> Any:
    [round] = await world.store.rounds()
    [answer] = await world.store.answers(round=round.id, member=member)
    return answer


async def object_to(world: World, reason: str = "I said so") -> str:
    answer = await answer_of(world, MINA.id)
    await world.say(MINA, "dispute", answer=str(answer.id), reason=reason)
    [dispute] = await world.store.disputes(CHANNEL.id)
    return str(dispute.id)


async def test_every_grade_can_be_objected_to(graded: World) -> None:
    answer = await answer_of(graded, MINA.id)
    card = (await graded.say(MINA, "answer", text="half 민아")).last
    [action] = [one for one in card.actions if one.command == "dispute"]
    assert (action.label, action.args) == ("이의 있어요", {"answer": str(answer.id)})
    reply = await graded.say(MINA, "dispute", answer=str(answer.id))
    assert reply.forms[-1].fields[0].required is False


async def test_an_objection_is_private_and_reaches_the_admin(graded: World) -> None:
    public = len(graded.public())
    await object_to(graded, "두 번째 문장이에요")
    assert len(graded.public()) == public
    [card] = told(graded, JUN.id, "Somebody disputes")
    assert "What about first?" in texts(card)
    assert "half 민아" in texts(card)
    assert "They say: 두 번째 문장이에요" in texts(card)
    assert "It got 50 points" in texts(card)
    assert [action.command for action in card.actions] == ["dispute accept", "dispute keep"]


async def test_a_bonus_that_is_not_stated_is_shown_as_none_that_is_missing(graded: World) -> None:
    await object_to(graded)
    [dispute] = await graded.store.disputes(CHANNEL.id)
    answer = await answer_of(graded, MINA.id)
    [point] = answer.grade.key_points
    bonus = point.model_copy(update={"needed": False, "state": PointState.MISSING})
    grade = answer.grade.model_copy(update={"key_points": (bonus,)})
    card = to_rule("en", dispute, replace(answer, grade=grade), None, "민아")
    [shown] = [block for block in card.blocks if isinstance(block, Point)]
    assert (shown.mark, shown.text) == ("bonus", "Bonus: the reason")


async def test_an_accepted_one_corrects_points_and_standings(graded: World) -> None:
    dispute = await object_to(graded)
    await graded.say(JUN, "dispute accept", dispute=dispute, score="90", points="why", reason="yes")
    await until(lambda: told(graded, MINA.id, ACCEPTED))
    answer = await answer_of(graded, MINA.id)
    assert (answer.grade.score, answer.value) == (0.9, 90)
    assert answer.grade.grader == "ruling"
    standing = {one.member: one.points for one in await scores(graded)}
    assert standing[MINA.id] == 90
    [card] = told(graded, MINA.id, ACCEPTED)
    assert "50점 → 90점" in texts(card)
    assert "관리자의 말: yes" in texts(card)


async def scores(world: World) -> Any:
    today = (await world.store.rounds())[0].local_date
    return await world.store.scores(CHANNEL.id, None, today)


async def test_a_kept_one_changes_nothing_and_says_why(graded: World) -> None:
    dispute = await object_to(graded)
    before = await answer_of(graded, MINA.id)
    await graded.say(JUN, "dispute keep", dispute=dispute, reason="방향이 빠졌어요")
    await until(lambda: told(graded, MINA.id, KEPT))
    [card] = told(graded, MINA.id, KEPT)
    assert "관리자의 말: 방향이 빠졌어요" in texts(card)
    assert await answer_of(graded, MINA.id) == before


async def test_keeping_asks_for_a_reason_that_says_something(graded: World) -> None:
    dispute = await object_to(graded)
    reply = await graded.say(JUN, "dispute keep", dispute=dispute, reason=" ")
    assert "in a sentence" in reply.forms[-1].error
    assert await graded.store.disputes(CHANNEL.id)


@pytest.mark.parametrize("score", ["101", "-1", "x", "", "1.5", "٣"])
async def test_a_score_is_a_number_of_points(graded: World, score: str) -> None:
    dispute = await object_to(graded)
    reply = await graded.say(JUN, "dispute accept", dispute=dispute, score=score, points="why")
    assert reply.forms[-1].error == "A score is a number from 0 to 100."
    assert (await answer_of(graded, MINA.id)).value == 50


async def test_what_was_accepted_counts_for_others_of_the_round(graded: World) -> None:
    await graded.say(MINA, "answer", text="bad but right", question="first")
    [round] = await graded.store.rounds()
    [_, disputed] = await graded.store.answers(round=round.id, member=MINA.id)

    def heeding(text: str) -> Any:
        [point] = graded.grader.rubrics[-1].key_points
        assert point.accepted == ("bad but right",)
        return read("good " + text) if SORA.name in text else read("bad " + text)

    graded.grader._grade = heeding
    await graded.say(MINA, "dispute", answer=str(disputed.id), reason="")
    [dispute] = await graded.store.disputes(CHANNEL.id)
    args = {"dispute": str(dispute.id), "score": "70", "points": "why", "reason": ""}
    await graded.say(JUN, "dispute accept", **args)
    await until(lambda: told(graded, SORA.id, "graded again"))
    [card] = told(graded, SORA.id, "graded again")
    assert "50 points → 100 points" in texts(card)
    assert (await answer_of(graded, SORA.id)).value == 100
    first, second = await graded.store.answers(round=round.id, member=MINA.id)
    assert (first.value, second.value) == (50, 63)  # nobody falls; a second try costs a tenth


async def test_nobody_is_told_twice(graded: World) -> None:
    dispute = await object_to(graded)
    await graded.say(JUN, "dispute accept", dispute=dispute, score="90", points="why")
    await until(lambda: told(graded, MINA.id, ACCEPTED))
    for _ in range(3):
        graded.quiz.rulings.wake()
        for _ in range(20):
            await asyncio.sleep(0)
    assert (
        len([key for key in graded.chat.tried if key.startswith(f"dispute:{dispute}:answer")]) == 1
    )


async def test_a_ruling_that_a_crash_cut_short_is_carried_out(graded: World) -> None:
    """Whatever the store holds of a ruling is enough to go on with."""
    dispute = await object_to(graded)
    graded.chat.say_nothing_to.add(MINA.id)
    await graded.say(JUN, "dispute accept", dispute=dispute, score="90", points="why")
    await until(lambda: any(key.endswith("answer:1") for key in graded.chat.tried[-1:]))
    assert await graded.store.uncarried()
    graded.chat.say_nothing_to.clear()
    graded.quiz.rulings.wake()
    await until(lambda: told(graded, MINA.id, ACCEPTED))
    assert not await graded.store.uncarried()


async def test_who_can_never_be_reached_holds_nothing_up(graded: World) -> None:
    dispute = await object_to(graded)
    graded.chat.refuse_to.add(MINA.id)
    await graded.say(JUN, "dispute accept", dispute=dispute, score="90", points="why")
    for _ in range(50):
        await asyncio.sleep(0)
    assert not await graded.store.uncarried()


async def test_only_ones_own_answer_can_be_disputed(graded: World) -> None:
    answer = await answer_of(graded, MINA.id)
    reply = await graded.say(SORA, "dispute", answer=str(answer.id), reason="me, too")
    assert texts(reply.last) == ["You can only dispute the grade of your own answer."]
    assert not await graded.store.disputes(CHANNEL.id)


async def test_an_answer_is_disputed_once(graded: World) -> None:
    await object_to(graded, "first")
    answer = await answer_of(graded, MINA.id)
    await graded.say(MINA, "dispute", answer=str(answer.id), reason="second")
    [dispute] = await graded.store.disputes(CHANNEL.id)
    assert dispute.reason == "first"


async def test_who_is_no_admin_rules_on_nothing(graded: World) -> None:
    dispute = await object_to(graded)
    for command in ("dispute accept", "dispute keep"):
        await graded.say(SORA, command, dispute=dispute, score="100", reason="because")
    [still] = await graded.store.disputes(CHANNEL.id)
    assert still.state is DisputeState.OPEN


async def test_the_first_ruling_stands(graded: World) -> None:
    dispute = await object_to(graded)
    await graded.say(JUN, "dispute keep", dispute=dispute, reason="no, because")
    reply = await graded.say(JUN, "dispute accept", dispute=dispute, score="100", points="why")
    assert texts(reply.last) == ["Jun has decided this already."]
    assert (await answer_of(graded, MINA.id)).value == 50


async def test_the_admin_goes_through_what_waits(graded: World) -> None:
    assert texts((await graded.say(JUN, "quiz disputes")).last) == ["No dispute is waiting."]
    dispute = await object_to(graded)
    other = await answer_of(graded, SORA.id)
    await graded.say(SORA, "dispute", answer=str(other.id), reason="")
    card = (await graded.say(JUN, "quiz disputes")).last
    assert card.title == "Disputed grade 1 of 2"
    reply = await graded.say(JUN, "dispute keep", dispute=dispute, reason="fine as it is")
    assert reply.last.footer == "1 more waiting"


async def test_a_point_that_is_ruled_stated_quotes_the_answer(graded: World) -> None:
    await graded.say(MINA, "answer", text="bad but right", question="first")
    [round] = await graded.store.rounds()
    answers = await graded.store.answers(round=round.id, member=MINA.id)
    await graded.say(MINA, "dispute", answer=str(answers[-1].id), reason="")
    [dispute] = await graded.store.disputes(CHANNEL.id)
    args = {"dispute": str(dispute.id), "score": "100", "points": "why"}
    await graded.say(JUN, "dispute accept", **args)
    ruled = await graded.store.answer(dispute.answer)
    assert ruled is not None
    assert ruled.grade is not None
    [point] = ruled.grade.key_points
    assert (point.state, point.evidence) == (PointState.STATED, "bad but right")
    accepted = await graded.store.accepted([ruled.question])
    assert accepted == {ruled.question: {"why": ["bad but right"]}}


async def test_a_ruling_that_fails_holds_up_no_other(graded: World) -> None:
    first = await object_to(graded)
    other = await answer_of(graded, SORA.id)
    await graded.say(SORA, "dispute", answer=str(other.id), reason="")
    [_, second] = await graded.store.disputes(CHANNEL.id)

    def broken(text: str) -> Any:
        raise RuntimeError("not this one")

    graded.grader._grade = broken
    await graded.say(JUN, "dispute accept", dispute=first, score="90", points="why")
    await graded.say(JUN, "dispute keep", dispute=str(second.id), reason="fine as it is")
    await until(lambda: told(graded, SORA.id, "stays as it is"))
    assert [one.id for one in await graded.store.uncarried()] == [int(first)]
