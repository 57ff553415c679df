"""Discord as a chat platform, outward: public messages, and private ones through `Private`."""

from collections.abc import Sequence

import discord

from bot.platforms.discord import access, attachments, pings
from bot.platforms.discord.channel_directory import ChannelDirectory, Place
from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.destinations import ChannelDestination, ForumDestination
from bot.platforms.discord.identity import DIRECT, is_direct, snowflake
from bot.platforms.discord.private import Private
from bot.platforms.discord.refusals import translated
from bot.platforms.discord.render import Renderer
from bot.platforms.shared.post_once import PostOnce
from bot.quiz.cards import Card
from bot.quiz.model import Address, Attachment, Channel, ChannelId, MessageId, Ping
from bot.quiz.outbox import Outbox
from bot.quiz.ports import Clock, PlatformChat


class DiscordChat(PlatformChat):
    def __init__(
        self,
        client: QuizClient,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        private: Private,
        clock: Clock,
    ) -> None:
        self._client = client
        self._directory = directory
        self._renderer = renderer
        self._outbox = outbox
        self._private = private
        self._once = PostOnce(outbox, clock)

    def serves(self, channel: Channel) -> bool:
        place = channel.workspace
        return self._client.holds(0 if place == DIRECT else snowflake(place))

    async def check(self, channel: ChannelId) -> None:
        await self._directory.find(channel)

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        return access.lacking(await self._directory.find(channel))

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        if to.only is not None:
            return await self._private.bring(to.channel, to.only, card, key)
        place = await self._directory.find(to.channel)
        with translated():
            return await self._once.post(self._destination(place, to), card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        place = await self._directory.find(to.channel)
        with translated():
            await self._destination(place, to).edit(message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        known = await self._outbox.sent(to.channel, key)
        if known is None or known.message is not None or to.only is not None:
            return known.message if known else None
        place = await self._directory.find(to.channel)
        with translated():
            return await self._once.locate(self._destination(place, to), known)

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        return await attachments.fetch(attachment)

    def has_pings(self, channel: ChannelId) -> bool:
        return not is_direct(channel)

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        return pings.is_there(await self._directory.find(channel), ping.id)

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        return pings.find(await self._directory.find(channel), said)

    def _destination(self, place: Place, to: Address) -> ChannelDestination | ForumDestination:
        if isinstance(place, discord.ForumChannel):
            return ForumDestination(self._client, self._renderer, place, to)
        return ChannelDestination(self._client, self._renderer, place, to)
