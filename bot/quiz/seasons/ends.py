"""The end of a season: its standings are archived, and the podium is posted."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from bot.quiz.answering.scoring import GRACE
from bot.quiz.model import Address, Channel, Standing
from bot.quiz.ports import Chat
from bot.quiz.seasons import view as views
from bot.quiz.seasons.model import Season, SeasonState, running
from bot.quiz.standings.ranks import ranked
from bot.quiz.store import Store

UNTOLD = (SeasonState.ENDING, SeasonState.ARCHIVED)


class SeasonEnds:
    """Goes on with seasons that are ending, from wherever that was cut off."""

    def __init__(self, store: Store, chat: Chat) -> None:
        self._store = store
        self._chat = chat

    async def settle(
        self, channel: Channel, open_since: Callable[[timedelta], Awaitable[date]]
    ) -> None:
        """End the seasons whose rounds are all over, and again when no answer counts any more.

        `open_since` is the first date with a round that is not over for longer than a while.
        """
        seasons = await self._store.seasons(channel.id)
        ending = [one for one in seasons if one.state in UNTOLD]
        if not ending:
            return
        since, settled = await open_since(timedelta()), await open_since(GRACE)
        for season in ending:
            assert season.last is not None, "only a season with an end is ending"
            is_last = season.last < settled
            if is_last or (season.last < since and season.state is SeasonState.ENDING):
                await self._store.archive_season(season.id, await self._standings(season))
                await self._tell(channel, season, running(seasons))
            if is_last:
                await self._store.season_over(season.id)

    async def _standings(self, season: Season) -> list[Standing]:
        scores = await self._store.scores(season.channel, season.first, season.last)
        return ranked(scores)

    async def _tell(self, channel: Channel, season: Season, following: Season | None) -> None:
        if standings := await self._store.archived(season.id):
            card = views.podium(channel, season, standings, following)
            await self._chat.post(Address(channel.id), card, season.key)
