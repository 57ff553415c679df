"""Whom a server's owner lets run the quiz besides those who manage the server.

Owners grant commands under *Server Settings → Integrations*. Discord itself looks at that when
somebody types one; buttons, forms and commands of another name are looked at here.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.platforms.discord.refusals import OUTAGES
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

COMMAND = "quiz"
ROLE, USER, CHANNEL = 1, 2, 3
FRESH = timedelta(minutes=1)
ASK_S = 1.5

Overwrites = Mapping[tuple[int, int], bool]


class Grants:
    """Who may use `/quiz` in a channel; what Discord says is believed for a minute."""

    def __init__(self, client: discord.AutoShardedClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._command: str | None = None
        self._known: dict[int, tuple[datetime, Overwrites]] = {}

    def registered(self, commands: Sequence[Mapping[str, Any]]) -> None:
        """Learn from the registered commands which one it is."""
        self._command = next((str(one["id"]) for one in commands if one["name"] == COMMAND), None)

    async def allow(self, channel: int, user: discord.Member) -> bool:
        """Tell whether somebody was granted the command; nobody is while Discord says nothing."""
        overwrites = await self._overwrites(user.guild.id)
        roles = [role.id for role in user.roles]
        return is_granted(overwrites, user.guild.id, channel, user.id, roles)

    async def _overwrites(self, guild: int) -> Overwrites:
        asked_at, known = self._known.get(guild, (None, {}))
        now = self._clock.now()
        if asked_at and now - asked_at < FRESH:
            return known
        try:
            async with asyncio.timeout(ASK_S):
                found = await self._ask(guild)
        except (discord.HTTPException, *OUTAGES) as exc:
            log.info("it is not known who may use /%s in %s: %r", COMMAND, guild, exc)
            return {}
        self._known[guild] = (now, found)
        return found

    async def _ask(self, guild: int) -> Overwrites:
        application = self._client.application_id
        assert application is not None, "known since the login"
        http = self._client.http
        of_commands = await http.get_guild_application_command_permissions(application, guild)
        return {
            (one["type"], int(one["id"])): one["permission"]
            for of_one in of_commands
            if str(of_one["id"]) == self._command
            for one in of_one["permissions"]
        }


def is_granted(
    overwrites: Overwrites, guild: int, channel: int, user: int, roles: Collection[int]
) -> bool:
    """Tell whether somebody is named: a channel can be closed, a user goes before their roles.

    The id of a server stands for everyone, the one before it for all channels.
    """
    everywhere = overwrites.get((CHANNEL, guild - 1), True)
    if not overwrites.get((CHANNEL, channel), everywhere):
        return False
    if (USER, user) in overwrites:
        return overwrites[USER, user]
    return any(overwrites.get((ROLE, role), False) for role in {*roles, guild})
