"""Discord's servers: those of our shards as the gateway tells of them, others as Discord answers.

A member's direct messages come by one shard, and with them what they press there about a channel of
any server; so do the boards that follow, and the work of a process that ended.
"""

from datetime import datetime, timedelta
from typing import Any

import discord

from bot.platforms.discord.client import QuizClient
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.ports import Clock

FRESH = timedelta(minutes=1)


class Servers:
    """Finds servers; what Discord answers is believed for a minute."""

    def __init__(self, client: QuizClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._asked: dict[int, tuple[datetime, discord.Guild]] = {}
        self._locks = KeyedLocks()

    async def find(self, guild: int) -> discord.Guild | None:
        """Return a server with its channels and roles, and what the bot is in it; None if it has
        not got the bot.

        Raises:
            discord.HTTPException: Discord had to be asked, and did not say.
        """
        if self._client.holds(guild):
            return self._client.get_guild(guild)
        async with self._locks.of(str(guild)):
            now = self._clock.now()
            self._asked = {id: one for id, one in self._asked.items() if now - one[0] < FRESH}
            if guild not in self._asked:
                found = await self._ask(guild)
                if found is None:
                    return None
                self._asked[guild] = now, found
            return self._asked[guild][1]

    async def _ask(self, guild: int) -> discord.Guild | None:
        """Ask for what the gateway tells the shard of a server."""
        http, me = self._client.http, self._client.user
        assert me is not None, "known since the login"
        try:
            payload: dict[str, Any] = dict(await http.get_guild(guild, with_counts=False))
            payload["channels"] = await http.get_all_guild_channels(guild)
            payload["members"] = [await http.get_member(guild, me.id)]
        except (discord.NotFound, discord.Forbidden):
            return None
        return self._client.guild_of(payload)
