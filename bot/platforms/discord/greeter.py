"""Greets a server that has just added the bot, where its members read it."""

import asyncio
import logging

import discord

from bot.platforms.discord import access
from bot.platforms.discord.channel_directory import ESSENTIAL
from bot.platforms.discord.identity import channel_id, language, workspace_id
from bot.platforms.shared.starting import begin
from bot.quiz.errors import QuizError
from bot.quiz.help.greeting import greeting
from bot.quiz.model import Address
from bot.quiz.ports import Channels, Chat

log = logging.getLogger(__name__)


class Greeter:
    """Says hello once for each server; who added the bot is not told without a right of its own."""

    def __init__(self, channels: Channels, chat: Chat, tasks: asyncio.TaskGroup) -> None:
        self._channels = channels
        self._chat = chat
        self._tasks = tasks

    def joined(self, guild: discord.Guild) -> None:
        begin(self._tasks, self._greet(guild), f"greeting of {guild.id}")

    async def _greet(self, guild: discord.Guild) -> None:
        """Greet in the channel for such news, or else in the first one that can be written in.

        A server with a quiz is not greeted: that goes on where the bot is back.
        """
        channels = [guild.system_channel, *guild.text_channels]
        place = next((one for one in channels if one and _is_writable(one)), None)
        if place is None:
            log.warning("nowhere to greet the server %s", guild.id)
            return
        card, key = greeting(language(guild.preferred_locale)), f"greeting:{guild.id}"
        try:
            if await self._has_quiz(guild):
                return
            await self._chat.post(Address(channel_id(place.id)), card, key)
        except QuizError as exc:
            log.warning("the server %s is not greeted: %s", guild.id, exc)
        except Exception:
            # The group owns the whole bot: a greeting must not end it.
            log.exception("the server %s is not greeted", guild.id)

    async def _has_quiz(self, guild: discord.Guild) -> bool:
        workspace = workspace_id(guild.id)
        return any(one.workspace == workspace for one in await self._channels.channels())


def _is_writable(channel: discord.TextChannel) -> bool:
    return not set(ESSENTIAL) & set(access.missing(channel, channel.guild.me))
