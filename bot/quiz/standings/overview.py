"""What a member sees at one glance of the channels they are in."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.quiz.cards import Card
from bot.quiz.library import Library
from bot.quiz.model import Channel, ChannelId, Member, Round, RoundState
from bot.quiz.ports import Clock
from bot.quiz.rounds import schedule
from bot.quiz.standings import overview_view as views
from bot.quiz.standings.numbers import numbers
from bot.quiz.store import Store
from bot.quiz.zones import zone_of
from content.schema import Question

NOWHERE = ChannelId("")


@dataclass(frozen=True, slots=True)
class Panel:
    """A card and the channel its buttons speak for; one without buttons is `NOWHERE`."""

    channel: ChannelId
    card: Card


@dataclass(frozen=True, slots=True)
class _Place:
    """A channel and, while one is open, its round with the main question."""

    channel: Channel
    asked: tuple[Round, Question] | None


class Overview:
    """Composes the panels of a member's channels."""

    def __init__(
        self,
        store: Store,
        library: Library,
        clock: Clock,
    ) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    async def panels(
        self, member: Member, channels: Collection[ChannelId], run: Collection[ChannelId] = ()
    ) -> list[Panel]:
        """Return the member's numbers, each channel's question, and the settings of those they run.

        `channels` are those the member may see. Of these the ones that run a quiz are shown by
        name, those with an open question first; without any, one card says how it starts.
        """
        member = (await self._store.preferences(member.id)).of(member)
        places = await self._places(frozenset(channels))
        if not places:
            return [Panel(NOWHERE, views.start(member.language, is_admin=member.is_admin))]
        own = Panel(NOWHERE, await self._numbers(member, places))
        today = [Panel(p.channel.id, await self._today(member, p)) for p in places]
        theirs = [place.channel for place in places if place.channel.id in run]
        settings = [Panel(one.id, views.settings(member.language, one)) for one in theirs]
        return [own, *today, *settings]

    async def _places(self, wanted: Collection[ChannelId]) -> list[_Place]:
        places = [
            _Place(channel, await self._asked(channel))
            for channel in await self._store.channels()
            if channel.id in wanted and channel.is_active
        ]
        return sorted(places, key=lambda p: (p.asked is None, p.channel.name.casefold()))

    async def _asked(self, channel: Channel) -> tuple[Round, Question] | None:
        rounds = await self._store.rounds(channel=channel.id, states=[RoundState.OPEN])
        main = self._library.main(rounds[-1]) if rounds else None
        return (rounds[-1], main) if main else None

    async def _numbers(self, member: Member, places: Collection[_Place]) -> Card:
        found = []
        for channel in (place.channel for place in places):
            today = schedule.local_date(channel, self._clock.now())
            mine = await numbers(self._store, channel, member.id, today)
            if mine:
                found.append((channel, mine))
        return views.numbers(member.language, found)

    async def _today(self, member: Member, place: _Place) -> Card:
        now, zone = self._clock.now(), zone_of(member, place.channel)
        if place.asked is None:
            return views.quiet(member.language, place.channel, now, zone)
        round, main = place.asked
        mine = await self._store.answers(round=round.id, member=member.id)
        return views.question(member.language, place.channel, round, main, mine, now, zone)
