"""Greets whoever has just added the bot to a server, or else its members."""

import asyncio
import logging
from datetime import timedelta

import discord

from bot.platforms.discord import access
from bot.platforms.discord.channel_directory import ESSENTIAL
from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.identity import channel_id, language, member_id, workspace_id
from bot.platforms.discord.private import PrivateMessages
from bot.platforms.discord.refusals import OUTAGES
from bot.platforms.shared.starting import begin
from bot.quiz.errors import QuizError
from bot.quiz.help.greeting import greeting
from bot.quiz.model import Address, MemberId
from bot.quiz.ports import Chat, Clock
from bot.quiz.store import Channels

log = logging.getLogger(__name__)

BOTS_LOOKED_AT = 20
NEW = timedelta(days=7)


class Greeter:
    """Says hello once for each server. Who added the bot only the audit log tells."""

    def __init__(
        self,
        client: QuizClient,
        channels: Channels,
        chat: Chat,
        private: PrivateMessages,
        clock: Clock,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._client = client
        self._channels = channels
        self._chat = chat
        self._private = private
        self._clock = clock
        self._tasks = tasks
        self._greeting = asyncio.Lock()

    def joined(self, guild: discord.Guild) -> None:
        begin(self._tasks, self._greet(guild), f"greeting of {guild.id}")

    def connected(self) -> None:
        """Greet servers that have the bot since lately, and may have added it while it was away."""
        since = self._clock.now() - NEW
        for guild in self._client.guilds:
            joined_at = None if guild.unavailable else guild.me.joined_at
            if joined_at and joined_at > since:
                self.joined(guild)

    async def _greet(self, guild: discord.Guild) -> None:
        """Greet whoever added the bot; where that is not known, or they take no direct messages,
        greet in the channel for such news, or else in the first one that can be written in.

        A server with a quiz is not greeted: that goes on where the bot is back.
        """
        channels = [guild.system_channel, *guild.text_channels]
        place = next((one for one in channels if one and _is_writable(one)), None)
        if place is None:
            log.warning("nowhere to greet the server %s", guild.id)
            return
        card, key = greeting(language(guild.preferred_locale)), f"greeting:{guild.id}"
        try:
            async with self._greeting:
                if await self._has_quiz(guild) or await self._was_greeted(guild, key):
                    return
                here, host = Address(channel_id(place.id)), await _host(guild)
                if host is None or not await self._private.write(here.channel, host, card, key):
                    await self._chat.post(here, card, key)
        except QuizError as exc:
            log.warning("the server %s is not greeted: %s", guild.id, exc)
        except Exception:
            # The group owns the whole bot: a greeting must not end it.
            log.exception("the server %s is not greeted", guild.id)

    async def _has_quiz(self, guild: discord.Guild) -> bool:
        workspace = workspace_id(guild.id)
        return any(one.workspace == workspace for one in await self._channels.channels())

    async def _was_greeted(self, guild: discord.Guild, key: str) -> bool:
        for channel in guild.text_channels:
            if await self._chat.find(Address(channel_id(channel.id)), key):
                return True
        return False


async def _host(guild: discord.Guild) -> MemberId | None:
    """Return who added the bot, as far as the bot may read that."""
    if not guild.me.guild_permissions.view_audit_log:
        return None
    added = guild.audit_logs(action=discord.AuditLogAction.bot_add, limit=BOTS_LOOKED_AT)
    try:
        async for entry in added:
            if entry.target == guild.me and entry.user_id:
                return member_id(workspace_id(guild.id), entry.user_id)
    except (discord.HTTPException, *OUTAGES) as exc:
        log.info("who added the bot to the server %s is not known: %s", guild.id, exc)
    return None


def _is_writable(channel: discord.TextChannel) -> bool:
    return not set(ESSENTIAL) & set(access.missing(channel, channel.guild.me))
