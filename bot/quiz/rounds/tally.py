"""How a question went, without telling on anybody: shares, the misconception, the best answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.model import Answer, MemberId
from evaluators.grade import Grade, MisconceptionFound

MIN_MEMBERS = 3
"""With fewer, a share would say who said what."""
MIN_QUOTED_VALUE = 80


@dataclass(frozen=True, slots=True)
class Tally:
    """How many members answered, how many met each key point, and what most of them got wrong.

    With fewer than `MIN_MEMBERS` nothing but their number is told.
    """

    members: int
    met: Counter[str]
    believed: MisconceptionFound | None = None

    @property
    def tells(self) -> bool:
        return self.members >= MIN_MEMBERS


def tally(answers: Sequence[Answer]) -> Tally:
    """Count each member once: the points of their best attempt, a misconception of any."""
    best = best_grades(answers)
    if len(best) < MIN_MEMBERS:
        return Tally(len(best), Counter())
    met = Counter(p.id for grade in best.values() for p in grade.key_points if p.met)
    return Tally(len(best), met, _most_believed(answers))


def best_grades(answers: Sequence[Answer]) -> dict[MemberId, Grade]:
    """Return the best grade of each member who has one."""
    best: dict[MemberId, Grade] = {}
    for answer in answers:
        grade = answer.grade
        if grade and (answer.member not in best or grade.score > best[answer.member].score):
            best[answer.member] = grade
    return best


def _most_believed(answers: Sequence[Answer]) -> MisconceptionFound | None:
    found = {
        (answer.member, one.text.en): one
        for answer in answers
        if answer.grade
        for one in answer.grade.misconceptions
    }
    count = Counter(text for _, text in found)
    return max(found.values(), key=lambda one: count[one.text.en], default=None)


def worth_quoting(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers that may serve as an example, the best first, the earlier of two alike.

    What an answer said may be kept no longer.
    """
    worthy = [answer for answer in answers if answer.text and answer.value >= MIN_QUOTED_VALUE]
    return sorted(worthy, key=lambda answer: (-answer.value, answer.id))
