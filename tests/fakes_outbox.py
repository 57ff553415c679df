"""Doubles of what platforms remember, in dictionaries. Methods never await, as in `tests.fakes`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.quiz.inbox import Arrival, Inbox
from bot.quiz.model import ChannelId, EventId, MemberId
from bot.quiz.outbox import (
    Button,
    Buttons,
    Outbox,
    PendingCard,
    PendingCards,
    Sent,
)

Place = tuple[ChannelId, str]


class InMemoryOutbox(Outbox):
    def __init__(self) -> None:
        self._sent: dict[Place, Sent] = {}

    async def begin(self, channel: ChannelId, key: str) -> Sent | None:
        known = self._sent.get((channel, key))
        if known is None:
            self._sent[channel, key] = Sent(channel, key, begun_at=datetime.now(UTC))
        return known

    async def record(self, sent: Sent) -> None:
        self._sent[sent.channel, sent.key] = sent

    async def sent(self, channel: ChannelId, key: str) -> Sent | None:
        return self._sent.get((channel, key))

    async def open_interaction(
        self, channel: ChannelId, member: MemberId, now: datetime
    ) -> Sent | None:
        open_interactions = [
            (sent.expires_at, sent)
            for sent in self._sent.values()
            if (sent.channel, sent.member) == (channel, member)
            and sent.message is not None
            and sent.expires_at is not None
            and sent.expires_at > now
        ]
        return (
            max(open_interactions, key=lambda open_interaction: open_interaction[0])[1]
            if open_interactions
            else None
        )


class InMemoryPendingCards(PendingCards):
    def __init__(self) -> None:
        self._held: dict[Place, PendingCard] = {}
        self._announced: set[Place] = set()

    async def keep_waiting(self, pending: PendingCard) -> None:
        place = (pending.channel, pending.key)
        self._held[place] = replace(self._held.get(place, pending), card=pending.card)

    async def waiting(self, channel: ChannelId, member: MemberId) -> list[PendingCard]:
        found = self._held.values()
        return [one for one in found if (one.channel, one.member) == (channel, member)]

    async def drop(self, channel: ChannelId, key: str) -> None:
        self._held.pop((channel, key), None)
        self._announced.discard((channel, key))

    async def unannounced(self) -> list[tuple[ChannelId, MemberId]]:
        whose = {place: (one.channel, one.member) for place, one in self._held.items()}
        told = {whose[place] for place in self._announced}
        return [one for one in dict.fromkeys(whose.values()) if one not in told]

    async def announced(self, channel: ChannelId, member: MemberId) -> None:
        self._announced |= {(channel, one.key) for one in await self.waiting(channel, member)}


class InMemoryButtons(Buttons):
    def __init__(self) -> None:
        self._buttons: dict[str, Button] = {}

    async def keep(self, buttons: Sequence[Button]) -> None:
        for button in buttons:
            kept = replace(button, args=dict(button.args), draft=dict(button.draft))
            self._buttons.setdefault(button.id, kept)

    async def button(self, id: str) -> Button | None:
        return self._buttons.get(id)


class InMemoryInbox(Inbox):
    is_shared = False

    def __init__(self) -> None:
        self._kept: dict[EventId, Arrival] = {}
        self._served: dict[EventId, datetime] = {}

    @property
    def left(self) -> list[Arrival]:
        """Return what is not served yet."""
        return [one for one in self._kept.values() if one.event not in self._served]

    async def keep(self, arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
        new = {one.event: one.event not in self._kept for one in arrivals}
        for one in arrivals:
            self._kept.setdefault(one.event, one)
        return {event: is_new for event, is_new in new.items() if event not in self._served}

    async def unserved(self, platform: str) -> list[Arrival]:
        left = [one for one in self.left if one.platform == platform]
        return sorted(left, key=lambda one: (one.tries, one.at, one.event))

    async def begun(self, event: EventId) -> None:
        known = self._kept[event]
        self._kept[event] = replace(known, tries=known.tries + 1)

    async def served(self, events: Sequence[EventId], at: datetime) -> None:
        for event in self._kept.keys() & set(events):
            self._served.setdefault(event, at)

    async def withdraw(self, events: Sequence[EventId]) -> None:
        for event in events:
            self._drop(event)

    async def forget(self, before: datetime) -> None:
        for event in [event for event, at in self._served.items() if at < before]:
            self._drop(event)

    def _drop(self, event: EventId) -> None:
        self._kept.pop(event, None)
        self._served.pop(event, None)
