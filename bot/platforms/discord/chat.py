"""Discord as a chat platform, outward: public messages, and private ones through `Private`."""

from collections.abc import Sequence

import discord

from bot.platforms.discord import threads
from bot.platforms.discord.channel_directory import ChannelDirectory, Target
from bot.platforms.discord.private import Private
from bot.platforms.discord.refusals import UNCHANGEABLE, translated
from bot.platforms.discord.render import Renderer, is_marked
from bot.quiz.cards import Card
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import Address, ChannelId, MessageId
from bot.quiz.outbox import Outbox, Sent
from bot.quiz.ports import ChannelAccess, Chat

SEARCHED = 100  # what one request finds


class DiscordChat(Chat, ChannelAccess):
    """Posts each key once: a known message is edited, and one in doubt is looked for first."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        private: Private,
    ) -> None:
        self._client = client
        self._directory = directory
        self._renderer = renderer
        self._outbox = outbox
        self._private = private
        self._locks = KeyedLocks()

    async def check(self, channel: ChannelId) -> None:
        await self._directory.find(channel)

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        if to.only is not None:
            return await self._private.bring(to.channel, to.only, card, key)
        place = await self._directory.find(to.channel)
        async with self._locks.of(to.channel, key):
            return await self._post(to, place, card, key)

    async def _post(self, to: Address, place: Target, card: Card, key: str) -> MessageId:
        with translated():
            known = await self._outbox.begin(to.channel, key)
            message = await self._locate(to, place, known) if known else None
            if message is not None and await self._edit(to, place, message, card, key):
                return message
            return await self._send(to, place, card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        place = await self._directory.find(to.channel)
        with translated():
            await self._edit(to, place, message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        known = await self._outbox.sent(to.channel, key)
        if known is None or known.message is not None or to.only is not None:
            return known.message if known else None
        place = await self._directory.find(to.channel)
        with translated():
            return await self._locate(to, place, known)

    async def _locate(self, to: Address, place: Target, known: Sent) -> MessageId | None:
        """Return where a message is; look for it if nobody knows whether it went out."""
        if known.message is not None:
            return known.message
        for spot in self._spots(to, place):
            found = await self._search(spot, known.key)
            if found is not None:
                await self._outbox.record(Sent(to.channel, known.key, message=found))
                return found
        return None

    def _spots(self, to: Address, place: Target) -> Sequence[Target]:
        """Return where a message of this address can be, the likeliest first."""
        if to.thread is None or not threads.has_threads(place):
            return [place]
        return [self._thread(to.thread), place]

    def _thread(self, root: MessageId) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(int(root))

    async def _search(self, spot: Target, key: str) -> MessageId | None:
        try:
            async for message in spot.history(limit=SEARCHED):
                if message.author == self._client.user and is_marked(message, key):
                    return MessageId(str(message.id))
        except (discord.NotFound, discord.Forbidden):
            return None
        return None

    async def _edit(
        self, to: Address, place: Target, message: MessageId, card: Card, key: str = ""
    ) -> bool:
        """Edit a message if it can still be changed; False if it is gone."""
        rendered = await self._renderer.write(card, to.channel, key)
        for spot in self._spots(to, place):
            target = spot.get_partial_message(int(message))
            try:
                await target.edit(view=rendered.view, attachments=rendered.files())
            except discord.NotFound:
                continue
            except discord.HTTPException as exc:
                if exc.code not in UNCHANGEABLE:
                    raise
            return True
        return False

    async def _send(self, to: Address, place: Target, card: Card, key: str) -> MessageId:
        rendered = await self._renderer.write(card, to.channel, key)
        if to.thread is not None:
            thread = self._thread(to.thread)
            sent = await threads.send(place, thread, rendered, card.title)
        else:
            sent = await place.send(
                view=rendered.view, files=rendered.files(), nonce=rendered.nonce
            )
        message = MessageId(str(sent.id))
        await self._outbox.record(Sent(to.channel, key, message=message))
        if card.thread:
            await threads.start(place, sent.id, card.thread)
        return message
