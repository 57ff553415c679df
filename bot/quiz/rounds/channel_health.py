"""Tells the admin who set a channel up, once, when the bot can no longer do its work there."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, Channel, ChannelId, Member
from bot.quiz.ports import ChannelAccess, Chat, Clock
from bot.quiz.private_message import tell
from bot.quiz.rounds import trouble_view as views
from bot.quiz.store import Store

log = logging.getLogger(__name__)

REST = timedelta(minutes=10)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ChannelHealth:
    """The channels' troubles: each kind is told once, and forgotten when it is over."""

    def __init__(self, store: Store, chat: Chat, access: ChannelAccess, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._access = access
        self._clock = clock
        self._resting: dict[ChannelId, datetime] = {}

    async def guard(self, channel: Channel, work: Callable[[], Awaitable[None]]) -> None:
        """Do a channel's work, unless it is known to be in vain, and note how it went."""
        if self._resting.get(channel.id, LONG_AGO) > self._clock.now():
            return
        try:
            if channel.trouble:
                await self._access.check(channel.id)
        except ChannelUnreachable as exc:
            await self.met(channel, exc)
            return
        try:
            await work()
        except ChannelUnreachable as exc:
            if channel.trouble:
                # What cannot be seen coming costs a refused request: try seldom.
                self._resting[channel.id] = self._clock.now() + REST
            await self.met(channel, exc)
        else:
            await self._over(channel)

    async def _over(self, channel: Channel) -> None:
        self._resting.pop(channel.id, None)
        if channel.trouble:
            log.warning("channel %s can be reached again", channel.id)
            await self._store.note_trouble(channel.id, "")

    async def met(self, channel: Channel, trouble: ChannelUnreachable) -> None:
        """Note a trouble, and tell the admin unless they know. A platform's pause is none."""
        mark = " ".join((trouble.reason, *trouble.missing))
        if trouble.reason == "away":
            log.info("channel %s cannot be reached: %s", channel.id, trouble)
            return
        if channel.trouble != mark:
            log.warning("channel %s cannot be reached: %s", channel.id, trouble)
            admin = await self._admin(channel)
            if admin is not None:
                card = views.card(admin.language, channel, trouble)
                key = f"trouble:{mark}:{self._clock.now():%Y-%m-%dT%H:%M}"
                await self._tell(admin, channel, card, key)
            await self._store.note_trouble(channel.id, mark)

    async def tell_of_lacks(self, channel: Channel) -> None:
        """Tell the admin, once each, what questions are posted without: permissions, a ping."""
        admin, ping = await self._admin(channel), channel.ping
        if admin is None:
            return
        try:
            missing = await self._access.lacking(channel.id)
            is_ping_gone = ping and not await self._access.is_there(channel.id, ping)
        except ChannelUnreachable as exc:
            log.info("channel %s is not looked at: %s", channel.id, exc)
            return
        if missing:
            card = views.lacking_card(admin.language, channel, missing)
            await self._tell_once(admin, channel, card, f"lacking:{admin.id}:{' '.join(missing)}")
        if ping and is_ping_gone:
            card = views.ping_gone(admin.language, channel, ping)
            await self._tell_once(admin, channel, card, f"ping:{admin.id}:{ping.id}")

    async def _admin(self, channel: Channel) -> Member | None:
        return await self._store.member(channel.admin) if channel.admin else None

    async def _tell_once(self, admin: Member, channel: Channel, card: Card, key: str) -> None:
        if not await self._chat.find(Address(channel.id, only=admin.id), key):
            log.warning("posts in channel %s go without something: %s", channel.id, key)
            await self._tell(admin, channel, card, key)

    async def _tell(self, admin: Member, channel: Channel, card: Card, key: str) -> None:
        await tell(self._chat, channel.id, admin.id, card, key, logging.WARNING)
