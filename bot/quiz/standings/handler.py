"""Leaderboards and a member's own numbers."""

from datetime import date, timedelta

from bot.quiz.answering import scoring
from bot.quiz.model import Channel, Invocation, Standing
from bot.quiz.place import channel_of
from bot.quiz.ports import Clock, Reply, Store
from bot.quiz.rounds import schedule
from bot.quiz.standings import view as views
from bot.quiz.standings.numbers import numbers
from bot.quiz.standings.streaks import streaks


class Standings:
    """Handlers of `leaderboard` and `stats`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def leaderboard(self, invocation: Invocation, reply: Reply) -> None:
        period = invocation.args.get("period") or "week"
        channel = await channel_of(invocation, self._store)
        standings = await self._rank(channel, period)
        member = invocation.member
        page = int(invocation.args.get("page") or 1)
        await reply.show(
            views.leaderboard(member.language, channel, period, standings, member.id, page)
        )

    async def stats(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        member = invocation.member
        mine = await numbers(self._store, channel, member.id, self._today(channel))
        await reply.show(views.stats(member.language, mine))

    def _today(self, channel: Channel) -> date:
        return schedule.local_date(channel, self._clock.now())

    async def _rank(self, channel: Channel, period: str) -> list[Standing]:
        today = self._today(channel)
        scores = await self._store.scores(channel.id, since(period, today), today)
        studied = await self._store.study_dates(channel.id)
        return scoring.rank(scores, streaks(studied, today, channel.weekdays))


def since(period: str, today: date) -> date | None:
    """Return the first date of a period; weeks start on Monday, and `all` has no first date."""
    match period:
        case "today":
            return today
        case "week":
            return today - timedelta(days=today.weekday())
        case "month":
            return today.replace(day=1)
        case _:
            return None
