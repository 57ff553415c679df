"""Leaderboards."""

from collections.abc import Sequence
from datetime import date

from bot.quiz.cards import Card
from bot.quiz.channels import channel_of
from bot.quiz.clock import first_of_week
from bot.quiz.errors import Refusal
from bot.quiz.model import Channel, Invocation, MemberId, RoundState, Standing
from bot.quiz.paging import page_of
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import schedule
from bot.quiz.seasons import view as season_views
from bot.quiz.seasons.model import Season, begun
from bot.quiz.standings import view as views
from bot.quiz.standings.ranks import rank
from bot.quiz.standings.study_days import study_days
from bot.quiz.store import Store


class Standings:
    """The handler of `leaderboard`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def leaderboard(self, invocation: Invocation, reply: Reply) -> None:
        period = invocation.args.get("period") or "week"
        channel = await channel_of(invocation, self._store)
        seasons = begun(await self._store.seasons(channel.id), self._today(channel))
        if "season" in invocation.args:
            await reply.show(await self._archive(invocation, seasons))
            return
        member = invocation.member
        page = page_of(invocation)
        first = await self._first_day(channel, period, seasons)
        standings = await self._rank(channel, first, member.id, page)
        await reply.show(
            views.leaderboard(member.language, channel, period, standings, member.id, page, seasons)
        )

    async def _archive(self, invocation: Invocation, seasons: Sequence[Season]) -> Card:
        """Return how a season that is over stood."""
        member, args = invocation.member, invocation.args
        kept = [season for season in seasons if season.is_kept]
        season = next((one for one in kept if one.id == int(args["season"])), None)
        if season is None:
            raise Refusal("error-season-gone")
        standings = await self._store.archived(season.id)
        page = page_of(invocation)
        return season_views.archive(member.language, season, kept, standings, member.id, page)

    async def _first_day(
        self, channel: Channel, period: str, seasons: Sequence[Season]
    ) -> date | None:
        if period == "all" and seasons:
            return seasons[-1].first
        today = self._today(channel)
        if period == "today":
            asked = await self._store.rounds(channel=channel.id, states=[RoundState.OPEN])
            today = max((one.local_date for one in asked), default=today)
        return since(period, today)

    def _today(self, channel: Channel) -> date:
        return schedule.local_date(channel, self._clock.now())

    async def _rank(
        self, channel: Channel, first: date | None, reader: MemberId, page: int
    ) -> list[Standing]:
        """Return all standings, with the streaks of those that the reader sees on this page."""
        today = self._today(channel)
        scores = await self._store.scores(channel.id, first, None)
        shown = [row.member for row in views.on_page(rank(scores, {}), page)]
        days = await study_days(self._store, channel, [*shown, reader])
        return rank(scores, days.streaks(today))


def since(period: str, today: date) -> date | None:
    """Return the first date of a period; weeks start on Monday, and `all` has no first date."""
    match period:
        case "today":
            return today
        case "week":
            return first_of_week(today)
        case "month":
            return today.replace(day=1)
        case _:
            return None
