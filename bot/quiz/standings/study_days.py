"""The study days of a channel, looked up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.quiz.calendar.days_off import not_given_off
from bot.quiz.model import Channel, MemberId
from bot.quiz.standings.streaks import Streak, streak
from bot.quiz.store import Store


@dataclass(frozen=True, slots=True)
class StudyDays:
    """The days of a channel that asked for study, and those on which members studied."""

    asked: Sequence[date]
    studied: Mapping[MemberId, Sequence[date]]

    def streak(self, member: MemberId, today: date) -> Streak:
        """Return a member's streak as it stands.

        A study day of theirs is ahead of today where the channel's clocks were put back since.
        """
        studied = self.studied.get(member, ())
        return streak(studied, self.asked, max([today, *studied[-1:]]))

    def streaks(self, today: date) -> dict[MemberId, Streak]:
        return {member: self.streak(member, today) for member in self.studied}


async def study_days(store: Store, channel: Channel, of: Collection[MemberId]) -> StudyDays:
    """Look up what the streaks of members in a channel follow from."""
    asked = not_given_off(channel, await store.asked_days(channel.id))
    return StudyDays(asked, await store.study_dates(channel.id, of))
