"""Brings a card to one member, by the first way that is open.

Where they just did something, as a message only they see; else as a direct message; and if they
take none, a line in the channel says that something waits, with a button to pick it up.
"""

import logging
from datetime import datetime

import discord

from bot.platforms.discord.channel_directory import ChannelDirectory
from bot.platforms.discord.identity import is_direct, snowflake
from bot.platforms.discord.pending import PendingDelivery
from bot.platforms.discord.refusals import is_closed, translated
from bot.platforms.discord.render import RenderedMessage, Renderer
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.outbox import Outbox, PendingCard, Sent
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

HELD = MessageId("held")


class PrivateMessages:
    def __init__(
        self,
        client: discord.AutoShardedClient,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        pending: PendingDelivery,
        clock: Clock,
    ) -> None:
        self._client = client
        self._directory = directory
        self._renderer = renderer
        self._outbox = outbox
        self._pending = pending
        self._clock = clock
        self._locks = KeyedLocks()

    async def bring(self, channel: ChannelId, member: MemberId, card: Card, key: str) -> MessageId:
        """Show a card to one member; a known key gives its card to the message of that key.

        One that is overtaken by a newer one, while it waits, is not shown.
        """
        if not self._client.is_ready():
            raise ChannelUnreachable("Discord is not connected", "away")
        async with self._locks.of(channel, key):
            return await self._bring(channel, member, card, key)

    async def _bring(self, channel: ChannelId, member: MemberId, card: Card, key: str) -> MessageId:
        known = await self._outbox.begin(channel, key)
        with translated():
            if known and known.message and await self._edit(known, known.message, card):
                return known.message
            sent = await self._whisper(channel, member, card, key)
            sent = sent or await self._direct(channel, member, card, key)
        if sent is None:
            await self._pending.keep_waiting(PendingCard(channel, key, member, card))
            return HELD
        return await self._record(sent)

    async def write(self, channel: ChannelId, member: MemberId, card: Card, key: str) -> bool:
        """Send a card as a direct message; False if the member takes none."""
        with translated():
            sent = await self._direct(channel, member, card, key)
        if sent is None:
            return False
        await self._record(sent)
        return True

    async def shown(
        self,
        channel: ChannelId,
        member: MemberId,
        key: str,
        message: int,
        token: str,
        until: datetime,
    ) -> None:
        """Remember a message that an interaction's answer made, while its token lives."""
        await self._record(Sent(channel, key, token, MessageId(str(message)), member, until))

    async def _record(self, sent: Sent) -> MessageId:
        await self._outbox.record(sent)
        return sent.message or HELD

    async def _edit(self, known: Sent, message: MessageId, card: Card) -> bool:
        """Edit a private message; False if it can no longer be reached."""
        if known.member is None or (known.expires_at and known.expires_at <= self._clock.now()):
            return False
        try:
            if known.expires_at:
                rendered = await self._renderer.write(card, known.channel, known.key)
                hook = self._webhook(known.place)
                await hook.edit_message(
                    int(message), view=rendered.view, attachments=rendered.files()
                )
            else:
                rendered = await self._write_direct(known.channel, card, known.key)
                talk = await self._directory.direct(snowflake(known.member))
                direct = talk.get_partial_message(int(message))
                await direct.edit(view=rendered.view, attachments=rendered.files())
        except discord.HTTPException as exc:
            if is_closed(exc):
                return False
            raise
        return True

    async def _whisper(
        self, channel: ChannelId, member: MemberId, card: Card, key: str
    ) -> Sent | None:
        """Show it where the member just did something."""
        open_interaction = await self._outbox.open_interaction(channel, member, self._clock.now())
        if open_interaction is None:
            return None
        rendered = await self._renderer.write(card, channel, key)
        try:
            shown = await self._webhook(open_interaction.place).send(
                view=rendered.view, files=rendered.files(), ephemeral=True, wait=True
            )
        except discord.HTTPException as exc:
            if is_closed(exc):
                return None
            raise
        message = MessageId(str(shown.id))
        return Sent(
            channel, key, open_interaction.place, message, member, open_interaction.expires_at
        )

    def _webhook(self, token: str) -> discord.Webhook:
        assert self._client.application_id is not None, "known since the login"
        hook = discord.Webhook.partial(self._client.application_id, token, client=self._client)
        hook.type = discord.WebhookType.application
        return hook

    async def _direct(
        self, channel: ChannelId, member: MemberId, card: Card, key: str
    ) -> Sent | None:
        rendered = await self._write_direct(channel, card, key)
        try:
            talk = await self._directory.direct(snowflake(member))
            sent = await talk.send(view=rendered.view, files=rendered.files(), nonce=rendered.nonce)
        except discord.HTTPException as exc:
            if is_closed(exc):
                log.info("%s takes no direct messages: %s", member, exc)
                return None
            raise
        return Sent(channel, key, "", MessageId(str(sent.id)), member)

    async def _write_direct(self, channel: ChannelId, card: Card, key: str) -> RenderedMessage:
        """Write a card that says which channel it is about, for it is read somewhere else."""
        if not is_direct(channel):
            place = await self._directory.channel(channel)
            parts = (f"#{place.name}" if place else "", card.footer)
            footer = " · ".join(part for part in parts if part)
            card = card.model_copy(update={"footer": footer})
        return await self._renderer.write(card, channel, key)
