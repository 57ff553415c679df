"""What a member sees of what they did, and what is kept about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.quiz.model import AnswerId, ChannelId, MemberId, QuestionId, Round

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of tables, by the table's name, as JSON has them."""


@dataclass(frozen=True, slots=True)
class Past:
    """A graded answer, in a round or a review, as lists show it; `score` is from 0 to 1, and `day`
    the study date it counted for."""

    answer: AnswerId
    round: Round
    question: QuestionId
    score: float
    at: datetime
    day: date
    is_review: bool = False


@dataclass(frozen=True, slots=True)
class PastDay:
    """What a person did on a date: points, and whether that made it a study day."""

    points: int
    is_study: bool


class MyPast(Protocol):
    async def past_days(
        self, channel: ChannelId, member: MemberId, since: date
    ) -> Mapping[date, PastDay]:
        """Return the days on which a member's person did something, as it counts in a channel."""
        ...

    async def past_answers(self, channel: ChannelId, member: MemberId, limit: int) -> list[Past]:
        """Return a member's graded answers in a channel, the newest first."""
        ...

    async def past_reviews(self, channel: ChannelId, member: MemberId, limit: int) -> list[Past]:
        """Return a member's graded reviews of what a channel asked, the newest first."""
        ...


class MyData(Protocol):
    async def kept_about(self, member: MemberId) -> Rows:
        """Return everything kept about a member, and about those that are linked with them."""
        ...

    async def forget(self, member: MemberId) -> None:
        """Delete what is kept about a member, all or nothing; others are linked as before.

        What others need stays without their name.
        """
        ...
