"""Discord as a chat platform, outward: public messages, and private ones through `Private`."""

from collections.abc import Sequence

import discord

from bot.platforms.discord import attachments, threads
from bot.platforms.discord.channel_directory import ChannelDirectory, Target
from bot.platforms.discord.private import Private
from bot.platforms.discord.refusals import UNCHANGEABLE, translated
from bot.platforms.discord.render import Renderer, is_marked
from bot.platforms.shared.post_once import PostOnce
from bot.quiz.cards import Card
from bot.quiz.model import Address, Attachment, ChannelId, MessageId
from bot.quiz.outbox import Outbox
from bot.quiz.ports import Attachments, ChannelAccess, Chat, Clock

SEARCHED = 100  # what one request finds


class DiscordSpot:
    """A channel, or a thread in it; a thread's messages may also stand in the channel."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        renderer: Renderer,
        place: Target,
        to: Address,
    ) -> None:
        self.channel = to.channel
        self._client = client
        self._renderer = renderer
        self._place = place
        self._root = to.thread

    @property
    def _likeliest_first(self) -> Sequence[Target]:
        if self._root is None or not threads.has_threads(self._place):
            return [self._place]
        return [self._thread(self._root), self._place]

    def _thread(self, root: MessageId) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(int(root))

    async def search(self, key: str) -> MessageId | None:
        for target in self._likeliest_first:
            try:
                async for message in target.history(limit=SEARCHED):
                    if message.author == self._client.user and is_marked(message, key):
                        return MessageId(str(message.id))
            except (discord.NotFound, discord.Forbidden):
                continue
        return None

    async def edit(self, message: MessageId, card: Card, key: str = "") -> bool:
        """Edit a message if it can still be changed; False if it is gone."""
        rendered = await self._renderer.write(card, self.channel, key)
        for target in self._likeliest_first:
            known = target.get_partial_message(int(message))
            try:
                await known.edit(view=rendered.view, attachments=rendered.files())
            except discord.NotFound:
                continue
            except discord.HTTPException as exc:
                if exc.code not in UNCHANGEABLE:
                    raise
            return True
        return False

    async def send(self, card: Card, key: str) -> MessageId:
        rendered = await self._renderer.write(card, self.channel, key)
        if self._root is not None:
            thread = self._thread(self._root)
            sent = await threads.send(self._place, thread, rendered, card.title)
        else:
            sent = await self._place.send(
                view=rendered.view, files=rendered.files(), nonce=rendered.nonce
            )
        return MessageId(str(sent.id))

    async def follow(self, message: MessageId, card: Card) -> None:
        if card.thread:
            await threads.start(self._place, int(message), card.thread)


class DiscordChat(Chat, ChannelAccess, Attachments):
    def __init__(
        self,
        client: discord.AutoShardedClient,
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

    async def check(self, channel: ChannelId) -> None:
        await self._directory.find(channel)

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        if to.only is not None:
            return await self._private.bring(to.channel, to.only, card, key)
        place = await self._directory.find(to.channel)
        with translated():
            return await self._once.post(self._spot(place, to), card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        place = await self._directory.find(to.channel)
        with translated():
            await self._spot(place, to).edit(message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        known = await self._outbox.sent(to.channel, key)
        if known is None or known.message is not None or to.only is not None:
            return known.message if known else None
        place = await self._directory.find(to.channel)
        with translated():
            return await self._once.locate(self._spot(place, to), known)

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        return await attachments.fetch(attachment)

    def _spot(self, place: Target, to: Address) -> DiscordSpot:
        return DiscordSpot(self._client, self._renderer, place, to)
