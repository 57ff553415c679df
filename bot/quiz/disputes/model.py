"""What members object to about a grade, and how admins rule.

A ruling and the grade it gives are one transaction. What follows – answers of the same round are
graded again, everyone concerned is told – is carried out afterwards, and again after a crash.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import Answer, AnswerId, ChannelId, EventId, MemberId, QuestionId
from content.schema import Rubric
from evaluators.grade import Grade, KeyPointGrade, PointState, earned
from evaluators.score import leave_enough, total

DisputeId = NewType("DisputeId", int)

MAX_REASON_CHARS = 500
MAX_EVIDENCE_CHARS = 300
RULED = "ruling"


class DisputeState(StrEnum):
    """open → accepted or kept, for good."""

    OPEN = "open"
    ACCEPTED = "accepted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class NewDispute:
    """An objection as it arrived. An answer has one at most; `reason` may be empty."""

    event: EventId
    answer: AnswerId
    channel: ChannelId
    member: MemberId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A stored objection; once it is ruled on, `ruling` is what the admin says of it."""

    id: DisputeId
    answer: AnswerId
    channel: ChannelId
    member: MemberId
    reason: str
    state: DisputeState
    created_at: datetime
    decided_by: MemberId | None = None
    decided_at: datetime | None = None
    ruling: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is DisputeState.OPEN

    @property
    def key(self) -> str:
        return f"dispute:{self.id}"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an admin rules. An accepted dispute gives the answer a `grade` worth `value` points.

    `accepted` are the key points that the answer's wording stands for from now on.
    """

    state: DisputeState
    by: MemberId
    at: datetime
    text: str = ""
    grade: Grade | None = None
    value: int = 0
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regrade:
    """An answer whose grade a ruling has changed, and the score that it had before."""

    answer: Answer
    before: float


def better(grade: Grade, answer: Answer) -> bool:
    """Tell whether a grade raises that of an answer, which a ruling has settled for good."""
    known = answer.grade
    return known is not None and known.grader != RULED and grade.score > known.score


class Disputes(Protocol):
    """Objections, rulings and what they change."""

    async def object(self, new: NewDispute) -> Dispute:
        """Store it, committed on return; an answer that has a dispute returns that one."""
        ...

    async def dispute_of(self, answer: AnswerId) -> Dispute | None: ...

    async def disputes(self, channel: ChannelId) -> list[Dispute]:
        """Return the open ones of a channel, oldest first."""
        ...

    async def dispute(self, dispute: DisputeId) -> Dispute | None: ...

    async def rule(self, dispute: Dispute, ruling: Ruling, *entries: AuditEntry) -> bool:
        """Store a ruling with all it says and what the audit list tells of it; False if there is
        one already.
        """
        ...

    async def uncarried(self) -> list[Dispute]:
        """Return those ruled on that not everybody concerned knows of yet, oldest first."""
        ...

    async def regrade(self, dispute: DisputeId, answer: Answer, grade: Grade, value: int) -> None:
        """Give another answer its grade if that is still `better`; once for each dispute.

        It may make a study day, and never takes one away.
        """
        ...

    async def regrades(self, dispute: DisputeId) -> list[Regrade]:
        """Return what a ruling has changed, the disputed answer first."""
        ...

    async def carried(self, dispute: DisputeId) -> None:
        """Note that everybody concerned knows."""
        ...

    async def accepted(
        self, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Mapping[str, Sequence[str]]]:
        """Return, by question and key point, the wordings that rulings have accepted, newest
        first."""
        ...

    async def rulings(self) -> list[tuple[Dispute, Answer]]:
        """Return all rulings with their answers, where the text is kept, oldest first."""
        ...


def ruled_grade(
    answer: Answer, score: float | None, stated: Sequence[str], question: Rubric | None
) -> Grade:
    """Return the grade that an admin gives: the score, and which points the answer states.

    Without a score it is what these points add up to, and never less than it was. `question` is
    what was answered, if it is still there.
    """
    assert answer.grade is not None, "only a graded answer is disputed"
    points = tuple(_ruled(point, point.id in stated, answer) for point in answer.grade.key_points)
    if question:
        points = leave_enough(points, question)
    if score is None:
        score = max(answer.grade.score, round(total(points), 4))
    changes = {
        "score": score,
        "verdict": earned(score),
        "key_points": points,
        "misconceptions": (),
        "answers": None,
        "grader": RULED,
    }
    return answer.grade.model_copy(update=changes)


def _ruled(point: KeyPointGrade, is_stated: bool, answer: Answer) -> KeyPointGrade:
    if is_stated and not point.met:
        evidence = point.evidence or answer.text[:MAX_EVIDENCE_CHARS]
        changes = {"state": PointState.STATED, "score": 1.0, "evidence": evidence}
        return point.model_copy(update=changes)
    if not is_stated and point.evidence is not None:
        changes = {"state": PointState.MISSING, "score": 0.0, "evidence": None}
        return point.model_copy(update=changes)
    return point


def changes(before: Grade, after: Grade) -> bool:
    """Tell whether a ruling changes anything that a member is shown."""
    states = [[point.state for point in one.key_points] for one in (before, after)]
    kept = states[0] == states[1] and before.misconceptions == after.misconceptions
    return not kept or round(100 * before.score) != round(100 * after.score)


def newly_stated(before: Grade, after: Grade) -> tuple[str, ...]:
    """Return the key points that a ruling adds."""
    met = {point.id for point in before.key_points if point.met}
    return tuple(point.id for point in after.key_points if point.met and point.id not in met)
