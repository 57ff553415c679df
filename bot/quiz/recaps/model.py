"""The recap of a channel's week: when it is due, and what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.quiz.model import ChannelId, QuestionId, Round

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Recap:
    """What is told on a channel's last study day of a week, once for each ISO week.

    It is about the days since the `last` recap, that day included, whose questions are all
    revealed by then; about the seven before it where there was none for two weeks.
    """

    channel: ChannelId
    day: date
    last: date | None = None

    @property
    def week(self) -> str:
        year, week, _ = self.day.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def key(self) -> str:
        return f"recap:{self.channel}:{self.week}"

    @property
    def since(self) -> date:
        if self.last and self.day - self.last <= 2 * WEEK:
            return self.last
        return self.day - WEEK

    @property
    def until(self) -> date:
        return self.day - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Result:
    """How a question of a round went: how many members answered in time, and the mean of the
    points that each got at best, 0 to 100."""

    round: Round
    question: QuestionId
    members: int
    mean: float

    @property
    def is_main(self) -> bool:
        return self.question == self.round.question


class RecapLog(Protocol):
    """Which recaps have been begun (`Agenda.schedule` begins them) and posted."""

    async def begun_recaps(self, channel: ChannelId) -> Sequence[Recap]:
        """Return the recaps of a channel that are begun and not posted yet, oldest first."""
        ...

    async def recap_posted(self, recap: Recap) -> None: ...

    async def results(self, channel: ChannelId, since: date, until: date) -> Sequence[Result]:
        """Return how the questions with since <= local_date <= until went, oldest first."""
        ...
