"""When a question comes back: py-fsrs with its own settings, fed with grades."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler

from bot.quiz.model import Answer, Round
from bot.quiz.review.model import ReviewCard
from content.schema import Kind, Rubric
from evaluators.grade import Grade, Verdict

PASS_SCORE = 0.5
GOOD_SCORE = 0.8
FULL_SCORE = 0.995
"""What is shown as 100 points."""

POINTS = 10
"""What the first review passed on a day is worth."""

# Without fuzz, since a grade that is stored twice after a crash has to come to the same day.
_SCHEDULER = Scheduler(enable_fuzzing=False)
_NOT_ASKED = {
    "hints": True,
    "neighbours": True,
    "enough": True,
    "key_points": {"__all__": {"accepted", "nudge"}},
}
_SAYS_NOTHING = (Verdict.OFF_TOPIC, Verdict.NO_ANSWER)


def rating(score: float) -> Rating:
    """Return how well a score says that the answer was remembered."""
    if score >= FULL_SCORE:
        return Rating.Easy
    if score >= GOOD_SCORE:
        return Rating.Good
    return Rating.Hard if score >= PASS_SCORE else Rating.Again


def comes_back(kind: Kind, grade: Grade) -> bool:
    """Tell whether an answer with this grade brings its question into review."""
    return kind is not Kind.PERSONAL and grade.score < FULL_SCORE


def first(answer: Answer, round: Round, asked: Rubric, grade: Grade) -> ReviewCard | None:
    """Return the card that an answer in a round leads to; not due before the round is over."""
    if not comes_back(asked.kind, grade):
        return None
    state, due_at = after(_blank(answer.at), grade.score, answer.at)
    return ReviewCard(
        answer.member,
        answer.question,
        answer.channel,
        round.id,
        fingerprint(asked),
        state,
        max(due_at, round.closes_at),
    )


def reviewed(card: ReviewCard, asked: Rubric, score: float, at: datetime) -> ReviewCard:
    """Return a card after a review; a question that has changed since starts from nothing."""
    mark = fingerprint(asked)
    before = card.state if mark == card.fingerprint else _blank(at)
    state, due_at = after(before, score, at)
    return replace(card, state=state, due_at=due_at, fingerprint=mark, number=card.number + 1)


def afresh(card: ReviewCard, asked: Rubric, now: datetime) -> ReviewCard:
    """Return the card as it is, or due at once and from nothing if its question has changed."""
    mark = fingerprint(asked)
    if mark == card.fingerprint:
        return card
    return replace(card, state=_blank(now), due_at=now, fingerprint=mark)


def after(
    state: Mapping[str, Any], score: float, at: datetime
) -> tuple[Mapping[str, Any], datetime]:
    """Return the state after a review with this score, and when it is due again."""
    card, _ = _SCHEDULER.review_card(Card.from_dict(dict(state)), rating(score), at)  # type: ignore[arg-type]
    return dict(card.to_dict()), card.due


def next_reminder(at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the next moment at which it is that hour on a member's wall."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=offset) for offset in range(-1, 3))
    moments = (datetime.combine(day, at, zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now)


def is_done(grade: Grade) -> bool:
    """Tell whether a review counts as studying: whoever says nothing of the matter has done none.

    What has nothing to do with a question is mostly called wrong, so 0 points count nothing.
    """
    return grade.verdict not in _SAYS_NOTHING and round(100 * grade.score) > 0


def points(grade: Grade) -> int:
    return POINTS if grade.score >= PASS_SCORE else 0


def fingerprint(asked: Rubric) -> str:
    """Return what tells a question apart from the same one changed by its deck."""
    text = asked.model_dump_json(exclude=_NOT_ASKED)  # type: ignore[arg-type]
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _blank(now: datetime) -> Mapping[str, Any]:
    return dict(Card(card_id=0, due=now).to_dict())
