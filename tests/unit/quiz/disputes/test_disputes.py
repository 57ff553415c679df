"""Objecting to a grade: private, ruled on once, carried out wholly, told once to all concerned."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.quiz.cards import Card, Point
from bot.quiz.disputes.model import Dispute, DisputeState, ruled_grade
from bot.quiz.disputes.view import accept_form, to_rule
from bot.quiz.model import Answer, Member, MemberId
from bot.store import tables
from content.schema import Bilingual, KeyPoint, Rubric
from evaluators.grade import Grade, KeyPointGrade, PointState, Verdict
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, an_answer, read, texts, until

SORA = replace(MINA, id=MemberId("web:sora"), name="소라", language="en")
ACCEPTED = "이의가 받아들여졌어요"


def told(world: World, member: Member, word: str) -> list[Card]:
    """Return the private cards of a member whose title holds a word."""
    return [card for card in world.told(member) if word in card.title]


@pytest.fixture
async def graded(world: World) -> World:
    """A world in which Mina and Sora got 50 points each for the question of the day."""
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    await world.store.remember(JUN)
    await world.quiz.host.tick()
    for member in (MINA, SORA):
        await world.say(member, "answer", text=f"half {member.name}")
    return world


async def answers_of(world: World, member: Member) -> list[Answer]:
    [round] = await world.store.rounds()
    return await world.store.answers(round=round.id, member=member.id)


async def object_to(world: World, reason: str = "I said so", member: Member = MINA) -> str:
    """Dispute the grade of a member's newest answer; return the number of the dispute."""
    answer = (await answers_of(world, member))[-1]
    await world.say(member, "dispute", answer=str(answer.id), reason=reason)
    return str((await world.store.disputes(CHANNEL.id))[-1].id)


async def accept(world: World, dispute: str, score: str = "90", **more: str) -> FakeReply:
    args = {"dispute": dispute, "score": score, "points": "why"} | more
    return await world.say(JUN, "dispute accept", **args)


async def keep(world: World, dispute: str, reason: str = "fine as it is") -> FakeReply:
    return await world.say(JUN, "dispute keep", dispute=dispute, reason=reason)


async def test_an_answer_whose_text_is_gone_is_not_disputed_and_still_found(graded: World) -> None:
    [answer] = await answers_of(graded, MINA)
    graded.store.database.run(update(tables.answers).values(text=""))
    reply = await graded.say(MINA, "dispute", answer=str(answer.id))
    assert "남아 있지 않아요" in reply.last.title + str(texts(reply.last))
    found = await graded.say(MINA, "stats", what="answers", answer=str(answer.id))
    assert "오래되어 글은 남아 있지 않아요." in texts(found.last)


async def test_every_grade_can_be_objected_to(graded: World) -> None:
    [answer] = await answers_of(graded, MINA)
    card = (await graded.say(MINA, "answer", text="half 민아")).last
    [action] = [one for one in card.actions if one.command == "dispute"]
    assert (action.label, action.args) == ("이의 있어요", {"answer": str(answer.id)})
    reply = await graded.say(MINA, "dispute", **action.args)
    assert reply.forms[-1].fields[0].required is False


async def test_who_has_objected_is_told_so_and_gets_what_else_they_say_back(graded: World) -> None:
    await object_to(graded, "first")
    [answer] = await answers_of(graded, MINA)
    again = await graded.say(MINA, "dispute", answer=str(answer.id))
    assert again.forms == []
    assert "이미 이의를 냈어요" in texts(again.last)[0]
    late = await graded.say(MINA, "dispute", answer=str(answer.id), reason="second")
    assert texts(late.last)[1:] == ["지금 쓴 글은 보내지 않았어요.", "second"]
    assert [one.reason for one in await graded.store.disputes(CHANNEL.id)] == ["first"]


async def test_to_accept_what_changes_nothing_is_asked_again(graded: World) -> None:
    dispute = await object_to(graded)
    reply = await accept(graded, dispute, "50")
    assert "This changes nothing" in reply.forms[-1].error
    assert len(await graded.store.disputes(CHANNEL.id)) == 1


async def test_an_objection_is_private_and_reaches_the_admin(graded: World) -> None:
    public = graded.public()
    await object_to(graded, "두 번째 문장이에요")
    assert graded.public() == public
    [card] = told(graded, JUN, "Somebody disputes")
    assert {
        "What about first?",
        "half 민아",
        "They say: 두 번째 문장이에요",
        "It got 50 points",
    } <= set(texts(card))
    assert [action.command for action in card.actions] == ["dispute accept", "dispute keep"]


async def test_a_bonus_that_is_not_stated_is_shown_as_none_that_is_missing(graded: World) -> None:
    await object_to(graded)
    [dispute] = await graded.store.disputes(CHANNEL.id)
    [answer] = await answers_of(graded, MINA)
    assert answer.grade is not None
    [point] = answer.grade.key_points
    bonus = point.model_copy(update={"needed": False, "state": PointState.MISSING})
    grade = answer.grade.model_copy(update={"key_points": (bonus,)})
    card = to_rule("en", dispute, replace(answer, grade=grade), None, "민아")
    [shown] = [block for block in card.blocks if isinstance(block, Point)]
    assert (shown.mark, shown.text) == ("bonus", "Bonus: the reason")
    form = accept_form("en", dispute, replace(answer, grade=grade))
    assert [one.label for one in form.fields[0].options] == ["Bonus: the reason"]


async def test_an_accepted_one_corrects_points_and_standings(graded: World) -> None:
    await accept(graded, await object_to(graded), reason="yes")
    await until(lambda: told(graded, MINA, ACCEPTED))
    [answer] = await answers_of(graded, MINA)
    assert answer.grade is not None
    assert (answer.grade.score, answer.grade.grader, answer.value) == (0.9, "ruling", 90)
    scores = await graded.store.scores(CHANNEL.id, None, answer.study_date)
    assert {one.member: one.points for one in scores} == {MINA.id: 90, SORA.id: 50}
    [card] = told(graded, MINA, ACCEPTED)
    assert card.about == "What about first? (ko)"
    assert {"50점 → 90점", "관리자가 남긴 말: yes"} <= set(texts(card))


async def test_keeping_asks_for_a_reason_that_says_something(graded: World) -> None:
    reply = await keep(graded, await object_to(graded), " ")
    assert "in a sentence" in reply.forms[-1].error
    assert await graded.store.disputes(CHANNEL.id)


@pytest.mark.parametrize("score", ["101", "-1", "x", "1.5", "٣"])
async def test_a_score_is_a_number_of_points(graded: World, score: str) -> None:
    reply = await accept(graded, await object_to(graded), score)
    assert reply.forms[-1].error == "A score is a number from 0 to 100."
    assert [answer.value for answer in await answers_of(graded, MINA)] == [50]


@pytest.mark.parametrize(("points", "worth"), [("why", 100), ("", 50)])
async def test_without_a_score_it_is_what_the_ticked_points_add_up_to_and_never_less(
    graded: World, points: str, worth: int
) -> None:
    dispute = await object_to(graded)
    reply = await graded.say(JUN, "dispute accept", dispute=dispute)
    ticked, score, _ = reply.forms[-1].fields
    assert (ticked.name, score.name, score.value, score.required) == ("points", "score", "", False)
    assert "50 now" in score.placeholder
    await accept(graded, dispute, "", points=points)
    assert [answer.value for answer in await answers_of(graded, MINA)] == [worth]


def test_a_ticked_point_that_is_enough_by_itself_makes_the_answer_full() -> None:
    points = tuple(KeyPoint(id=id_, text=Bilingual(ko=id_, en=id_)) for id_ in ("one", "other"))
    asked = Rubric(id="q", text=points[0].text, key_points=points, enough=1)
    graded = tuple(
        KeyPointGrade(id=one.id, text=one.text, weight=1, score=0, needed=one.id == "one")
        for one in points
    )
    answer = an_answer(grade=Grade(score=0, verdict=Verdict.INCORRECT, key_points=graded))
    assert ruled_grade(answer, None, ["other"], asked).score == 1.0
    assert ruled_grade(answer, None, [], asked).score == 0.0


async def test_what_has_no_points_to_tick_needs_a_score(graded: World) -> None:
    graded.grader._grade = lambda text: read(text).model_copy(update={"key_points": ()})
    await graded.say(MINA, "answer", text="half again", question="first")
    dispute = await object_to(graded)
    [score, _] = (await graded.say(JUN, "dispute accept", dispute=dispute)).forms[-1].fields
    assert (score.value, score.required) == ("50", True)
    reply = await accept(graded, dispute, "")
    assert reply.forms[-1].error == "A score is a number from 0 to 100."


async def test_the_audit_list_tells_who_ruled_what(graded: World) -> None:
    first, second = await object_to(graded), await object_to(graded, "", SORA)
    await accept(graded, first)
    await keep(graded, second)
    card = (await graded.say(JUN, "quiz audit")).last
    told = {"accepted the dispute of 민아: 90 points", "kept the grade that 소라 disputed"}
    assert told <= set(texts(card))


async def test_the_score_it_has_leaves_an_answer_what_it_was_worth(graded: World) -> None:
    graded.grader._grade = lambda text: read("half " + text).model_copy(update={"score": 0.5849})
    await graded.say(MINA, "answer", text="once more", question="first")
    [_, second] = await answers_of(graded, MINA)
    assert second.value == 53
    await accept(graded, await object_to(graded), "58", points="")
    await until(lambda: told(graded, MINA, ACCEPTED))
    [card] = told(graded, MINA, ACCEPTED)
    assert "점수는 58점 그대로이고, 답에서 인정된 내용이 바뀌었어요." in texts(card)
    assert (await answers_of(graded, MINA))[-1].value == 53


async def test_what_was_accepted_counts_for_others_of_the_round(graded: World) -> None:
    await graded.say(MINA, "answer", text="bad but right", question="first")

    def heeding(text: str) -> Any:
        [point] = graded.grader.rubrics[-1].key_points
        assert point.accepted == ("bad but right",)
        return read("good " + text) if SORA.name in text else read("bad " + text)

    graded.grader._grade = heeding
    await accept(graded, await object_to(graded, ""), "70", reason="")
    await until(lambda: told(graded, SORA, "graded again"))
    [card] = told(graded, SORA, "graded again")
    assert card.about == "What about first?"
    assert "50 points → 100 points" in texts(card)
    assert [answer.value for answer in await answers_of(graded, SORA)] == [100]
    # Nobody falls; a second try costs a tenth.
    assert [answer.value for answer in await answers_of(graded, MINA)] == [50, 63]


async def test_nobody_is_told_twice(graded: World) -> None:
    dispute = await object_to(graded)
    await accept(graded, dispute)
    await until(lambda: told(graded, MINA, ACCEPTED))
    for _ in range(3):
        graded.quiz.rulings.wake()
        for _ in range(20):
            await asyncio.sleep(0)
    tellings = [key for key in graded.chat.tried if key.startswith(f"dispute:{dispute}:answer")]
    assert len(tellings) == 1


async def test_a_ruling_that_a_crash_cut_short_is_carried_out(graded: World) -> None:
    """Whatever the store holds of a ruling is enough to go on with."""
    graded.chat.say_nothing_to.add(MINA.id)
    await accept(graded, await object_to(graded))
    await until(lambda: any(key.endswith("answer:1") for key in graded.chat.tried[-1:]))
    assert await graded.store.uncarried()
    graded.chat.say_nothing_to.clear()
    graded.quiz.rulings.wake()
    await until(lambda: told(graded, MINA, ACCEPTED))
    assert not await graded.store.uncarried()


async def test_rulings_that_cannot_be_looked_up_end_nothing(
    graded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up, failures = graded.store.uncarried, [ValueError("no such grade")]

    async def uncarried() -> list[Dispute]:
        if failures:
            raise failures.pop()
        return await looked_up()

    monkeypatch.setattr(graded.store, "uncarried", uncarried)
    graded.quiz.rulings.wake()
    await until(lambda: not failures)
    await accept(graded, await object_to(graded))
    await until(lambda: told(graded, MINA, ACCEPTED))


async def test_who_can_never_be_reached_holds_nothing_up(graded: World) -> None:
    graded.chat.refuse_to.add(MINA.id)
    await accept(graded, await object_to(graded))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not await graded.store.uncarried()


async def test_only_ones_own_answer_can_be_disputed(graded: World) -> None:
    [answer] = await answers_of(graded, MINA)
    reply = await graded.say(SORA, "dispute", answer=str(answer.id), reason="me, too")
    assert texts(reply.last) == ["You can only dispute the grade of your own answer."]
    assert not await graded.store.disputes(CHANNEL.id)


async def test_an_answer_is_disputed_once(graded: World) -> None:
    for reason in ("first", "second"):
        await object_to(graded, reason)
    assert [one.reason for one in await graded.store.disputes(CHANNEL.id)] == ["first"]


async def test_who_ruled_and_is_forgotten_is_somebody_who_is_gone(graded: World) -> None:
    dispute = await object_to(graded)
    await keep(graded, dispute)
    await graded.say(JUN, "forget")
    late = (await accept(graded, dispute)).last
    assert texts(late) == ["Somebody who's gone has decided this already."]


async def test_who_is_no_admin_rules_on_nothing(graded: World) -> None:
    dispute = await object_to(graded)
    for command in ("dispute accept", "dispute keep"):
        await graded.say(SORA, command, dispute=dispute, score="100", reason="because")
    [still] = await graded.store.disputes(CHANNEL.id)
    assert still.state is DisputeState.OPEN


async def test_the_first_ruling_stands(graded: World) -> None:
    dispute = await object_to(graded)
    await keep(graded, dispute)
    assert texts((await accept(graded, dispute)).last) == ["Jun has decided this already."]
    assert [answer.value for answer in await answers_of(graded, MINA)] == [50]


async def test_the_admin_goes_through_what_waits(graded: World) -> None:
    assert texts((await graded.say(JUN, "quiz disputes")).last) == ["No disputes are waiting."]
    dispute = await object_to(graded)
    await object_to(graded, "", SORA)
    assert (await graded.say(JUN, "quiz disputes")).last.title == "Disputed grade 1 of 2"
    assert (await keep(graded, dispute)).last.footer == "1 more waiting"


async def test_a_point_that_is_ruled_stated_quotes_the_answer(graded: World) -> None:
    await graded.say(MINA, "answer", text="bad but right", question="first")
    await accept(graded, await object_to(graded, ""), "100")
    ruled = (await answers_of(graded, MINA))[-1]
    assert ruled.grade is not None
    [point] = ruled.grade.key_points
    assert (point.state, point.evidence) == (PointState.STATED, "bad but right")
    accepted = await graded.store.accepted([ruled.question])
    assert accepted == {ruled.question: {"why": ["bad but right"]}}


async def test_a_ruling_that_fails_holds_up_no_other(graded: World) -> None:
    first, second = await object_to(graded), await object_to(graded, "", SORA)

    def broken(text: str) -> Any:
        raise RuntimeError("not this one")

    graded.grader._grade = broken
    await accept(graded, first)
    await keep(graded, second)
    await until(lambda: told(graded, SORA, "stays as it is"))
    assert [one.id for one in await graded.store.uncarried()] == [int(first)]
