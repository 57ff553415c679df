"""The connection to Discord: no privileged intent, no cache of members or messages."""

import copy
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import discord

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]

SESSION = {"READY", "RESUMED"}


class QuizClient(discord.AutoShardedClient):
    """Hands interactions to whoever takes them; everything else is asked for when needed."""

    def __init__(self, shard_count: int | None = None, servers_patience_s: float = 2.0) -> None:
        """`servers_patience_s` is how long to wait for the next server before being ready."""
        super().__init__(
            guild_ready_timeout=servers_patience_s,
            intents=discord.Intents(guilds=True),
            shard_count=shard_count,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        # Interactions are kept as they came, which discord.py itself does not remember.
        parsers = self._connection.parsers
        parsers["INTERACTION_CREATE"] = self._interaction_came
        for event in parsers.keys() - SESSION:
            parsers[event] = partial(_skip_unreadable, event, parsers[event])
        self._take: Callable[[Payload], None] | None = None
        self._connected: Callable[[], None] | None = None
        self._joined: Callable[[discord.Guild], None] | None = None
        self._removed: Callable[[discord.Guild], None] | None = None

    def serve(
        self,
        take: Callable[[Payload], None],
        connected: Callable[[], None],
        joined: Callable[[discord.Guild], None] | None = None,
        removed: Callable[[discord.Guild], None] | None = None,
    ) -> None:
        """Hand every interaction to `take`; call `connected` whenever all servers are known, and
        `joined` or `removed` for each one that adds or removes the bot."""
        self._take = take
        self._connected = connected
        self._joined = joined
        self._removed = removed

    async def on_ready(self) -> None:
        if self._connected is not None:
            self._connected()

    def interaction(self, payload: Payload) -> discord.Interaction:
        """Return an interaction as discord.py knows it, from what Discord sent of it."""
        said: Any = copy.deepcopy(dict(payload))
        return discord.Interaction(data=said, state=self._connection)

    def _interaction_came(self, payload: Payload) -> None:
        if self._take is not None:
            self._take(payload)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        log.warning("joined the server %s", guild.id)
        if self._joined is not None:
            self._joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        log.warning("removed from the server %s; what is kept of it goes in 30 days", guild.id)
        if self._removed is not None:
            self._removed(guild)


def _skip_unreadable(event: str, parse: Callable[[Any], None], payload: Any) -> None:
    """Leave out what discord.py cannot read: raised here, it would end the connection of all."""
    try:
        parse(payload)
    except Exception as exc:
        server = payload.get("guild_id") or payload.get("id")
        log.error("skipped a %s of the server %s (%s)", event, server, type(exc).__name__)
