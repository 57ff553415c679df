"""Private cards that no way leads to: they are kept, and a line in the channel says so."""

import logging

import discord

from bot.i18n.messages import say
from bot.platforms.discord.channel_directory import ChannelDirectory
from bot.platforms.discord.identity import is_direct, snowflake
from bot.platforms.discord.refusals import OUTAGES
from bot.platforms.discord.spots import needed_tags
from bot.platforms.shared import buttons
from bot.platforms.shared.buttons import ButtonBook, ResponseMode
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import ChannelId, MemberId
from bot.quiz.outbox import PendingCard, PendingCards
from bot.quiz.ports import Channels

log = logging.getLogger(__name__)


class PendingDelivery:
    """Holds cards for their members. The line pings its member, and gives nothing away."""

    def __init__(
        self,
        directory: ChannelDirectory,
        book: ButtonBook,
        pending_cards: PendingCards,
        channels: Channels,
    ) -> None:
        self._directory = directory
        self._book = book
        self._pending_cards = pending_cards
        self._channels = channels
        self._untold: set[tuple[ChannelId, MemberId]] = set()

    async def keep_waiting(self, pending: PendingCard) -> None:
        """Keep a card; the first one that waits for a member is announced, or else the next."""
        whose = pending.channel, pending.member
        is_first = not await self._pending_cards.waiting(*whose)
        await self._pending_cards.keep_waiting(pending)
        if (is_first or whose in self._untold) and not is_direct(pending.channel):
            self._untold.add(whose)
            try:
                await self._announce(*whose)
                self._untold.discard(whose)
            except (ChannelUnreachable, discord.HTTPException, *OUTAGES) as exc:
                log.warning("nobody can tell %s that something waits: %s", pending.member, exc)

    async def _announce(self, channel: ChannelId, member: MemberId) -> None:
        place = await self._directory.find(channel)
        assert not isinstance(place, discord.PartialMessageable | discord.DMChannel), "a channel"
        user = await place.guild.fetch_member(snowflake(member))
        button = buttons.pick_up(channel)
        await self._book.keep(button)
        known = await self._channels.channel(channel)
        language = known.language if known else "en"
        view = discord.ui.LayoutView(timeout=None)
        text = say(language, "discord-held", name=user.mention)
        view.add_item(discord.ui.TextDisplay(text))
        press = discord.ui.Button[discord.ui.LayoutView](
            label=say(language, "discord-pick-up"),
            custom_id=buttons.custom_id(button, ResponseMode.SHOW),
            style=discord.ButtonStyle.primary,
        )
        view.add_item(discord.ui.ActionRow(press))
        view.stop()
        pings = discord.AllowedMentions(users=[user])
        if isinstance(place, discord.ForumChannel):
            title = say(language, "discord-held-title")
            await place.create_thread(
                name=title, view=view, allowed_mentions=pings, applied_tags=needed_tags(place)
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
