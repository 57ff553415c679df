"""Private cards that no way leads to: they are kept, and a line in the channel says so."""

import asyncio
import logging

import discord

from bot.i18n.messages import say
from bot.platforms.discord import access
from bot.platforms.discord.channel_directory import ChannelDirectory, Postable
from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.identity import is_direct, language, snowflake
from bot.platforms.discord.refusals import OUTAGES
from bot.platforms.shared import buttons
from bot.platforms.shared.buttons import ButtonBook, ResponseMode
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, MemberId
from bot.quiz.outbox import PendingCard, PendingCards
from bot.quiz.store import Channels

log = logging.getLogger(__name__)

RETRY_S = 600.0
LEFT = (10007, 10013)  # no member of the server; no user at all


class PendingDelivery:
    """Holds cards for their members. The line pings its member, and gives nothing away."""

    def __init__(
        self,
        client: QuizClient,
        directory: ChannelDirectory,
        book: ButtonBook,
        pending_cards: PendingCards,
        channels: Channels,
    ) -> None:
        self._client = client
        self._directory = directory
        self._book = book
        self._pending_cards = pending_cards
        self._channels = channels
        self._locks = KeyedLocks()

    async def keep_waiting(self, pending: PendingCard) -> None:
        """Keep a card; the first one that waits for a member is announced, or else the next."""
        await self._pending_cards.keep_waiting(pending)
        await self._tell(pending.channel, pending.member)

    async def run(self) -> None:
        """Announce, for ever, what could not be announced before."""
        while True:
            try:
                for channel, member in await self._pending_cards.unannounced():
                    if await self._is_ours(channel):
                        await self._tell(channel, member)
            except Exception:
                # The group owns the whole bot: a line that fails must not end it.
                log.exception("what waits could not be announced")
            await asyncio.sleep(RETRY_S)

    async def _is_ours(self, channel: ChannelId) -> bool:
        known = None if is_direct(channel) else await self._channels.channel(channel)
        return known is not None and self._client.holds(snowflake(known.workspace))

    async def _tell(self, channel: ChannelId, member: MemberId) -> None:
        """Tell a member in the channel that something waits, unless they were told.

        For who has left the server nothing waits any longer.
        """
        async with self._locks.of(channel, member):
            unannounced = await self._pending_cards.unannounced()
            if is_direct(channel) or (channel, member) not in unannounced:
                return
            try:
                place = await self._directory.find(channel)
                assert isinstance(place, Postable), "a channel of a server"
                user = await _there(place.guild, member)
                if user is None:
                    await self._let_go(channel, member)
                else:
                    await self._announce(channel, place, user)
                    await self._pending_cards.announced(channel, member)
            except (ChannelUnreachable, discord.HTTPException, *OUTAGES) as exc:
                log.warning("nobody can tell %s that something waits: %s", member, exc)

    async def _let_go(self, channel: ChannelId, member: MemberId) -> None:
        log.info("%s has left the server: nothing in %s waits for them any longer", member, channel)
        for pending in await self.waiting(channel, member):
            await self._pending_cards.drop(channel, pending.key)

    async def _announce(self, channel: ChannelId, place: Postable, user: discord.Member) -> None:
        button = buttons.pick_up(channel)
        await self._book.keep(button)
        known = await self._channels.channel(channel)
        spoken = known.language if known else language(place.guild.preferred_locale)
        view = discord.ui.LayoutView(timeout=None)
        text = say(spoken, "discord-held", name=user.mention)
        view.add_item(discord.ui.TextDisplay(text))
        press = discord.ui.Button[discord.ui.LayoutView](
            label=say(spoken, "discord-pick-up"),
            custom_id=buttons.custom_id(button, ResponseMode.SHOW),
            style=discord.ButtonStyle.primary,
        )
        view.add_item(discord.ui.ActionRow(press))
        view.stop()
        pings = discord.AllowedMentions(users=[user])
        if isinstance(place, discord.ForumChannel):
            title = say(spoken, "discord-held-title")
            await place.create_thread(
                name=title,
                view=view,
                allowed_mentions=pings,
                applied_tags=access.needed_tags(place),
            )
        else:
            await place.send(view=view, allowed_mentions=pings)

    async def waiting(self, channel: ChannelId, member: MemberId) -> list[PendingCard]:
        """Return what waits for a member, in the order it came."""
        return list(await self._pending_cards.waiting(channel, member))

    async def taken(self, pending: PendingCard) -> None:
        """Let go of a card that was shown, unless a newer one has taken its place."""
        if pending in await self.waiting(pending.channel, pending.member):
            await self._pending_cards.drop(pending.channel, pending.key)


async def _there(guild: discord.Guild, member: MemberId) -> discord.Member | None:
    """Return a member as their server knows them; None if they have left it."""
    try:
        return await guild.fetch_member(snowflake(member))
    except discord.NotFound as exc:
        if exc.code not in LEFT:
            raise
        return None
