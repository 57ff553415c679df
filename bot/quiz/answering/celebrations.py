"""What a grade card celebrates: rarely, one thing at most, and nothing twice.

Each is the doing of one answer, so the card of that answer alone says it, however often it comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.quiz.answering import progress
from bot.quiz.answering.progress import Position
from bot.quiz.answering.scoring import gain, is_study
from bot.quiz.clock import first_of_week
from bot.quiz.model import Answer, MemberStudy
from content.schema import Kind

MILESTONES = (7, 30, 100)


@dataclass(frozen=True, slots=True)
class Celebration:
    """A message, and the number it tells."""

    message: str
    count: int = 0


def celebration(position: Position, answer: Answer, study: MemberStudy) -> Celebration | None:
    """Return the rarest thing that an answer has brought about."""
    before = [one for one in position.answers if one.id < answer.id and not one.is_void]
    days = sum(day <= answer.study_date for day in study.studied)
    if study.made_day and days in MILESTONES:
        return Celebration("celebrate-days", days)
    if _is_best_week(position, answer, before, study):
        return Celebration("celebrate-week", study.week)
    if _finishes_chain(position, answer, before):
        return Celebration("celebrate-chain")
    is_judged = position.step.question.kind is not Kind.PERSONAL
    if is_judged and _is_full(answer) and not any(map(_is_full, _tries(answer, before))):
        return Celebration("celebrate-full")
    return None


def _tries(answer: Answer, before: Sequence[Answer]) -> list[Answer]:
    return [one for one in before if one.question == answer.question]


def _is_full(answer: Answer) -> bool:
    return (
        answer.grade is not None and round(100 * answer.grade.score) == 100 and not answer.is_late
    )


def _is_best_week(
    position: Position, answer: Answer, before: Sequence[Answer], study: MemberStudy
) -> bool:
    """Tell whether an answer takes its week beyond all before, of which there has to be one."""
    this = first_of_week(position.round.local_date)
    weeks: dict[date, int] = {}
    for day, points in study.points.items():
        week = first_of_week(day)
        weeks[week] = weeks.get(week, 0) + points
    best = max((points for week, points in weeks.items() if week < this), default=0)
    added = gain(answer.value, [one.value for one in _tries(answer, before)])
    return 0 < best < study.week and study.week - added <= best


def _finishes_chain(position: Position, answer: Answer, before: Sequence[Answer]) -> bool:
    """Tell whether the answer is the last that its chain was waiting for."""
    chain = {step.question.id for step in progress.steps(position.main)}
    done = {one.question for one in before if is_study(one.value)}
    return len(chain) > 1 and is_study(answer.value) and chain - done == {answer.question}
