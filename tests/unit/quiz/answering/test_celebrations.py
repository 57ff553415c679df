"""What a grade card celebrates: the rarest thing, once, and of one answer alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.quiz.answering import progress
from bot.quiz.answering.celebrations import Celebration, celebration
from bot.quiz.answering.progress import Position
from bot.quiz.model import Answer, AnswerId, MemberStudy, QuestionId
from evaluators.grade import Grade, Verdict
from tests.unit.quiz.conftest import CHANNEL, DECK, JUN, MORNING, World, a_round, an_answer, texts

MAIN = DECK.questions["first"]
TODAY = MORNING.date()  # a Friday
LAST_WEEK = TODAY - timedelta(days=7)
FULL = Celebration("celebrate-full")
CHAIN = Celebration("celebrate-chain")


def given(id: int, value: int, question: str = "first", **changes: Any) -> Answer:
    grade = Grade(score=value / 100, verdict=Verdict.PARTIAL)
    fields = {"id": AnswerId(id), "question": QuestionId(question), "value": value, "grade": grade}
    return an_answer(**fields | changes)


def studied(
    days: int = 3, points: dict[date, int] | None = None, week: int = 0, *, made: bool = True
) -> MemberStudy:
    dates = [TODAY - timedelta(days=n) for n in range(days)][::-1]
    return MemberStudy({}, dates, points or {}, made, week)


def cheered(answer: Answer, *before: Answer, study: MemberStudy | None = None) -> Any:
    step = progress.step(MAIN, answer.question)
    assert step is not None
    return celebration(Position(CHANNEL, a_round(), MAIN, step, before), answer, study or studied())


@pytest.mark.parametrize("days", [7, 30, 100])
def test_some_numbers_of_study_days_are_told_by_the_answer_that_made_the_day(days: int) -> None:
    assert cheered(given(1, 60), study=studied(days)) == Celebration("celebrate-days", days)
    assert cheered(given(2, 60), study=studied(days, made=False)) is None
    assert cheered(given(1, 60), study=studied(days + 1)) is None


def test_a_full_score_is_told_of_the_first_attempt_that_has_it() -> None:
    assert cheered(given(1, 100)) == FULL
    assert cheered(given(2, 100), given(1, 40)) == FULL
    assert cheered(given(2, 100), given(1, 100)) is None
    assert cheered(given(1, 99)) is None
    assert cheered(given(1, 100, is_late=True)) is None


def test_a_chain_is_finished_by_the_last_good_answer_it_waits_for() -> None:
    first, then = given(1, 60), given(2, 70, "then")
    assert cheered(given(3, 80, "finally"), first, then) == CHAIN
    assert cheered(given(3, 40, "finally"), first, then) is None
    last = given(4, 60, "finally")
    assert cheered(given(5, 80, "finally"), first, then, last) is None
    poor = given(1, 30)
    assert cheered(last, poor, then) is None
    assert cheered(given(6, 60), poor, then, last) == CHAIN


def test_a_best_week_is_told_by_the_answer_that_takes_it_there() -> None:
    points = {LAST_WEEK: 100, TODAY: 130}
    best = Celebration("celebrate-week", 130)
    assert cheered(given(2, 60), study=studied(points=points, week=130)) == best
    assert cheered(given(1, 70), study=studied(points=points, week=70)) is None
    assert cheered(given(3, 20), study=studied(points=points, week=150)) is None
    assert cheered(given(3, 60), given(2, 60), study=studied(points=points, week=130)) is None
    assert cheered(given(1, 60), study=studied(points={TODAY: 60}, week=60)) is None


async def test_the_card_says_one_line_and_a_retry_does_not(world: World) -> None:
    await world.quiz.host.tick()
    first = await world.say(JUN, "answer", text="good reasons")
    again = await world.say(JUN, "answer", text="good and better", question="first", round="1")
    said = "Full marks!"
    assert texts(first.last)[-1] == said
    assert said not in texts(again.last)


async def test_a_freeze_that_saves_a_streak_is_said_once(world: World) -> None:
    for _ in range(7):
        await world.quiz.host.tick()
        await world.say(JUN, "answer", text="good reasons")
        world.clock.advance(hours=24)
    await world.quiz.host.tick()
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    saved = await world.say(JUN, "answer", text="good reasons")
    again = await world.say(JUN, "answer", **saved.last.actions[0].args, text="good again")
    assert "🔥 day 8 · 1 freeze saved your streak" in saved.last.footer
    assert "🔥 day 8" in again.last.footer
    assert "saved" not in again.last.footer
