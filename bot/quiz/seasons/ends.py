"""The end of a season: its standings are archived, and the podium is posted, once."""

from collections.abc import Awaitable, Callable
from datetime import date

from bot.quiz.answering import scoring
from bot.quiz.model import Address, Channel, Standing
from bot.quiz.ports import Chat, Store
from bot.quiz.seasons import view as views
from bot.quiz.seasons.model import Season, SeasonState, running


class SeasonEnds:
    """Goes on with seasons that are ending, from wherever that was cut off."""

    def __init__(self, store: Store, chat: Chat) -> None:
        self._store = store
        self._chat = chat

    async def settle(self, channel: Channel, open_since: Callable[[], Awaitable[date]]) -> None:
        """End the seasons whose rounds are all over: none before `open_since` is open."""
        seasons = await self._store.seasons(channel.id)
        is_ending = any(season.state is SeasonState.ENDING for season in seasons)
        since = await open_since() if is_ending else date.max
        for season in seasons:
            is_complete = season.last is not None and season.last < since
            if season.state is SeasonState.ENDING and is_complete:
                await self._store.archive_season(season.id, await self._standings(season))
                await self._tell(channel, season, running(seasons))
            elif season.state is SeasonState.ARCHIVED:
                await self._tell(channel, season, running(seasons))

    async def _standings(self, season: Season) -> list[Standing]:
        assert season.last is not None, "only a season with an end is ending"
        scores = await self._store.scores(season.channel, season.first, season.last)
        return scoring.rank([score for score in scores if score.points > 0], {})

    async def _tell(self, channel: Channel, season: Season, following: Season | None) -> None:
        place = Address(channel.id)
        standings = await self._store.archived(season.id)
        if standings and await self._chat.find(place, season.key) is None:
            card = views.podium(channel, season, standings, following)
            await self._chat.post(place, card, season.key)
        await self._store.season_over(season.id)
