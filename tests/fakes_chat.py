"""Doubles of the chat: a `Chat` that remembers, and a transcript without a database."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.quiz.cards import Card
from bot.quiz.errors import AttachmentGone, ChannelUnreachable, Refusal
from bot.quiz.model import Address, Attachment, Channel, ChannelId, MemberId, MessageId, Ping
from bot.quiz.ports import PlatformChat
from bot.quiz.transcript import Author, Posting, Transcript

START = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the fake platform holds it."""

    id: MessageId
    to: Address
    card: Card
    key: str
    edits: int = 0


class FakeChat(PlatformChat):
    """A platform in a dictionary; channels in `unreachable` take nothing public, and members in
    `refuse_to` nothing private; those in `say_nothing_to` cannot be reached now. `tried` are the
    keys of all posts asked for, `lacks` the permissions that posts go without, `files` what can be
    fetched, `pings` whom messages can call, `elsewhere` the channels that other processes serve.
    """

    def __init__(self) -> None:
        self.said: dict[MessageId, Said] = {}
        self.tried: list[str] = []
        self.files: dict[str, bytes] = {}
        self.pings: dict[str, Ping] = {}
        self.lacks: list[str] = []
        self.elsewhere: set[ChannelId] = set()
        self.unreachable: set[ChannelId] = set()
        self.refuse_to: set[MemberId] = set()
        self.say_nothing_to: set[MemberId] = set()

    @property
    def messages(self) -> list[Said]:
        """Return what was said, in the order it came."""
        return list(self.said.values())

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        self.tried.append(key)
        if to.only in self.say_nothing_to:
            raise ChannelUnreachable(to.channel, "away")
        if to.only in self.refuse_to or (to.only is None and to.channel in self.unreachable):
            raise ChannelUnreachable(to.channel, "forbidden", ["send_messages"])
        known = await self.find(to, key)
        if known is not None:
            await self.edit(to, known, card)
            return known
        message = MessageId(f"m{len(self.said) + 1}")
        self.said[message] = Said(message, to, card, key)
        return message

    def serves(self, channel: Channel) -> bool:
        return channel.id not in self.elsewhere

    async def check(self, channel: ChannelId) -> None:
        if channel in self.unreachable:
            raise ChannelUnreachable(channel, "forbidden", ["send_messages"])

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        await self.check(channel)
        return self.lacks

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        try:
            return self.files[attachment.source]
        except KeyError:
            raise AttachmentGone(attachment.source) from None

    def has_pings(self, channel: ChannelId) -> bool:
        return bool(self.pings)

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        return ping in self.pings.values()

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        try:
            return self.pings[said]
        except KeyError:
            raise Refusal("error-unknown-ping", given=said) from None

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        if to.only is None and to.channel in self.unreachable:
            raise ChannelUnreachable(to.channel, "forbidden", ["send_messages"])
        known = self.said[message]
        self.said[message] = replace(known, card=card, edits=known.edits + 1)

    async def find(self, to: Address, key: str) -> MessageId | None:
        return next(
            (
                message
                for message, said in self.said.items()
                if said.to.channel == to.channel and said.key == key
            ),
            None,
        )

    def seen_by(self, member: MemberId, channel: ChannelId) -> list[Card]:
        return [
            said.card
            for said in self.said.values()
            if said.to.channel == channel and said.to.only in (None, member)
        ]


class InMemoryTranscript(Transcript):
    """A transcript in a list; its time moves one second with every change."""

    def __init__(self) -> None:
        self.postings: dict[MessageId, Posting] = {}
        self._seconds = count()

    async def put(
        self,
        channel: ChannelId,
        thread: MessageId | None,
        only: MemberId | None,
        author: Author,
        card: Card,
        key: str | None,
    ) -> tuple[Posting, bool]:
        await asyncio.sleep(0)
        known = await self.by_key(channel, key) if key else None
        if known is not None:
            return await self.replace(known.id, card), False
        posting = Posting(
            MessageId(str(len(self.postings) + 1)),
            channel,
            thread,
            only,
            author,
            key,
            card,
            self.tick(),
        )
        self.postings[posting.id] = posting
        return posting, True

    async def replace(self, id: MessageId, card: Card) -> Posting:
        self.postings[id] = replace(self.postings[id], card=card, edited_at=self.tick())
        return self.postings[id]

    async def by_key(self, channel: ChannelId, key: str) -> Posting | None:
        held = self.postings.values()
        return next((one for one in held if (one.channel, one.key) == (channel, key)), None)

    async def visible(
        self, channel: ChannelId, member: MemberId, limit: int = 200
    ) -> Sequence[Posting]:
        held = self.postings.values()
        seen = [one for one in held if one.channel == channel and one.only in (None, member)]
        return seen[-limit:]

    def tick(self) -> datetime:
        return START + timedelta(seconds=next(self._seconds))
