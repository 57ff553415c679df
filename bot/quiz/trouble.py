"""Tells the admin who set a channel up, once, when the bot can no longer do its work there."""

import logging
from dataclasses import replace
from typing import Protocol

from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, Channel, Member
from bot.quiz.ports import Channels, Chat, Clock, Members, Reach
from bot.quiz.views import trouble as views

log = logging.getLogger(__name__)


class TroubleStore(Channels, Members, Protocol):
    """The part of the store that trouble needs."""


class Troubles:
    """The channels' troubles: each kind is told once, and forgotten when it is over."""

    def __init__(self, store: TroubleStore, chat: Chat, reach: Reach, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._reach = reach
        self._clock = clock

    async def check(self, channel: Channel) -> None:
        """Return if a channel is in no trouble, or in none any more.

        Raises:
            ChannelUnreachable: it still is.
        """
        if channel.trouble:
            await self._reach.check(channel.id)
            log.warning("channel %s can be reached again", channel.id)
            await self._note(channel, "")

    async def met(self, channel: Channel, trouble: ChannelUnreachable) -> None:
        """Note a trouble, and tell the admin unless they know. A platform's pause is none."""
        mark = " ".join((trouble.reason, *trouble.missing))
        if trouble.reason == "away":
            log.info("channel %s cannot be reached: %s", channel.id, trouble)
            return
        if channel.trouble != mark:
            log.warning("channel %s cannot be reached: %s", channel.id, trouble)
            admin = await self._store.member(channel.admin) if channel.admin else None
            if admin is not None:
                await self._tell(admin, channel, trouble, mark)
        await self._note(channel, mark)

    async def _note(self, channel: Channel, trouble: str) -> None:
        """Store a trouble and leave the settings alone, which may have changed meanwhile."""
        stored = await self._store.channel(channel.id)
        if stored is not None and stored.trouble != trouble:
            await self._store.save_channel(replace(stored, trouble=trouble))

    async def _tell(
        self, admin: Member, channel: Channel, trouble: ChannelUnreachable, mark: str
    ) -> None:
        card = views.card(admin.language, channel, trouble)
        key = f"trouble:{mark}:{self._clock.now():%Y-%m-%dT%H:%M}"
        try:
            await self._chat.post(Address(channel.id, only=admin.id), card, key)
        except ChannelUnreachable as exc:
            log.warning("admin %s cannot be told: %s", admin.id, exc)
