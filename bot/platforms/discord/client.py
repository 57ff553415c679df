"""The connection to Discord: no privileged intent, no cache of members or messages."""

import asyncio
import copy
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import discord

from bot.platforms.discord.shards import Shards
from bot.quiz.errors import StoreAway
from bot.quiz.leased import leased
from bot.quiz.store import Leases

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]

SESSION = {"READY", "RESUMED"}
IDENTIFY = "discord:identify"
IDENTIFY_S = 5.0  # between two sessions of a bot that begin


class QuizClient(discord.AutoShardedClient):
    """Hands interactions to whoever takes them; everything else is asked for when needed."""

    def __init__(
        self, shards: Shards | None, leases: Leases, servers_patience_s: float = 2.0
    ) -> None:
        """Take no `shards` for all that Discord wants the bot to have.

        `servers_patience_s` is how long to wait for the next server before being ready.
        """
        super().__init__(
            guild_ready_timeout=servers_patience_s,
            intents=discord.Intents(guilds=True),
            **_own(shards),
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
        parsers["READY"] = partial(self._session_began, parsers["READY"])
        self._shards = shards
        self._leases = leases
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

    def holds(self, guild: int) -> bool:
        """Tell whether this process is told what happens in a guild."""
        return self._shards is None or self._shards.hold(guild)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a session may begin; processes that share the shards do so in turn."""
        if self._shards is None or self._shards.are_all:
            await super().before_identify_hook(shard_id, initial=initial)
            return
        try:
            async with leased(self._leases, IDENTIFY):
                await asyncio.sleep(IDENTIFY_S)
        except StoreAway as exc:
            log.warning("shard %s begins its session out of turn: %s", shard_id, exc)

    async def on_ready(self) -> None:
        if self._connected is not None:
            self._connected()

    def interaction(self, payload: Payload) -> discord.Interaction:
        """Return an interaction as discord.py knows it, from what Discord sent of it."""
        data: Any = copy.deepcopy(dict(payload))
        return discord.Interaction(data=data, state=self._connection)

    def guild_of(self, payload: Payload) -> discord.Guild:
        """Return a guild as discord.py knows it, from what Discord said of it."""
        data: Any = payload
        return discord.Guild(data=data, state=self._connection)

    def _session_began(self, parse: Callable[[Any], None], ready: Any) -> None:
        """Forget servers that removed the bot between two sessions, which discord.py does not."""
        shard, named = ready["shard"][0], {int(guild["id"]) for guild in ready["guilds"]}
        for guild in self.guilds:
            if guild.shard_id == shard and guild.id not in named:
                self._connection._remove_guild(guild)
                self.dispatch("guild_remove", guild)
        parse(ready)

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


def _own(shards: Shards | None) -> dict[str, Any]:
    return {"shard_ids": list(shards.ids), "shard_count": shards.count} if shards else {}


def _skip_unreadable(event: str, parse: Callable[[Any], None], payload: Any) -> None:
    """Leave out what discord.py cannot read: raised here, it would end the connection of all."""
    try:
        parse(payload)
    except Exception as exc:
        server = payload.get("guild_id") or payload.get("id")
        log.error("skipped a %s of the server %s (%s)", event, server, type(exc).__name__)
