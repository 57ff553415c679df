"""Days on which the bot was away for long: nobody could study then, so no streak breaks on them."""

from datetime import datetime, timedelta

from bot.quiz.model import RoundState
from bot.quiz.ports import Clock
from bot.quiz.rounds import schedule
from bot.quiz.store import Store

NOTED_EVERY = timedelta(minutes=1)


class Away:
    """Notes that the bot is there, and sees by that how long it was not."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._noted_at: datetime | None = None

    async def look(self) -> None:
        """Let the days that were lost since the bot was last there ask for no study."""
        now = self._clock.now()
        if self._noted_at and now - self._noted_at < NOTED_EVERY:
            return
        since = await self._store.last_there()
        if since and now - since >= schedule.LONG:
            await self._excuse(since, now)
        await self._store.note_there(now)
        self._noted_at = now

    async def _excuse(self, since: datetime, until: datetime) -> None:
        for round in await self._store.rounds(states=[RoundState.OPEN]):
            channel = await self._store.channel(round.channel)
            begun = max(since, round.posted_at or since)
            if channel and schedule.is_lost(channel, round.local_date, begun, until):
                await self._store.excuse(channel.id, round.local_date)
