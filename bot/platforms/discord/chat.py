"""Discord as a chat platform, outward: public messages, and those to one member."""

from collections.abc import Sequence

import discord

from bot.platforms.discord import access, attachments, pings
from bot.platforms.discord.channel_directory import ChannelDirectory
from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.destinations import ChannelDestination, ForumDestination
from bot.platforms.discord.identity import DIRECT, is_direct, snowflake
from bot.platforms.discord.private import PrivateMessages
from bot.platforms.discord.refusals import translated
from bot.platforms.discord.render import Renderer
from bot.platforms.shared.outbox_chat import OutboxChat
from bot.platforms.shared.post_once import Destination, PostOnce
from bot.quiz.model import Address, Attachment, Channel, ChannelId, Ping
from bot.quiz.outbox import Outbox
from bot.quiz.ports import Clock


class DiscordChat(OutboxChat):
    def __init__(
        self,
        client: QuizClient,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        private: PrivateMessages,
        clock: Clock,
    ) -> None:
        self._client = client
        self._directory = directory
        self._renderer = renderer
        super().__init__(outbox, private.bring, PostOnce(outbox, clock), translated)

    def serves(self, channel: Channel) -> bool:
        place = channel.workspace
        return self._client.holds(0 if place == DIRECT else snowflake(place))

    async def check(self, channel: ChannelId) -> None:
        await self._directory.find(channel)

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        return access.lacking(await self._directory.find(channel))

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        return await attachments.fetch(attachment)

    def has_pings(self, channel: ChannelId) -> bool:
        return not is_direct(channel)

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        return pings.is_there(await self._directory.find(channel), ping.id)

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        return pings.find(await self._directory.find(channel), said)

    async def _destination(self, to: Address) -> Destination:
        place = await self._directory.find(to.channel)
        if isinstance(place, discord.ForumChannel):
            return ForumDestination(self._client, self._renderer, place, to)
        return ChannelDestination(self._client, self._renderer, place, to)
