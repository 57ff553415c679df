"""Admins start a season."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.quiz.answering.text import clean
from bot.quiz.audit.model import AuditEntry
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.model import UNSETTLED, Channel, Invocation, RoundState
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import schedule
from bot.quiz.rounds.host import RoundHost
from bot.quiz.seasons import view as views
from bot.quiz.seasons.model import MAX_NAME_CHARS, Season, running
from bot.quiz.store import Store


class SeasonAdmin:
    """Handlers of `quiz season` and `quiz season start`."""

    def __init__(self, store: Store, host: RoundHost, clock: Clock) -> None:
        self._store = store
        self._host = host
        self._clock = clock

    async def ask(self, invocation: Invocation, reply: Reply) -> None:
        """Ask for a name, then say what will happen."""
        channel = await channel_of(invocation, self._store)
        language = invocation.member.language
        seasons = await self._store.seasons(channel.id)
        number = len(seasons) or 1
        if "name" not in invocation.args:
            await reply.ask(views.season_form(language, views.numbered(language, number + 1)))
            return
        try:
            name = read_name(invocation.args["name"])
        except Refusal as refusal:
            form = views.season_form(language, invocation.args["name"])
            await reply.ask(asked_again(language, form, refusal, "name"))
            return
        first = await self._first_day(channel)
        _refuse_twice(running(seasons), first)
        old = views.called(language, seasons[-1]) if seasons else views.numbered(language, 1)
        has_open = bool(await self._store.rounds(channel=channel.id, states=UNSETTLED))
        card = views.ask_first(language, channel, old, name, first, has_open=has_open)
        await reply.show(card)

    async def start(self, invocation: Invocation, reply: Reply) -> None:
        """Begin a season; the one before ends with the last question of its own."""
        channel = await channel_of(invocation, self._store)
        name = read_name(invocation.args["name"])
        first = await self._first_day(channel)
        details = {"name": name, "date": first.isoformat()}
        entry = AuditEntry.of(invocation, self._clock.now(), "audit-season", **details)
        season = await self._store.start_season(channel.id, name, first, entry)
        if season is None:
            season = self._begun(await self._store.seasons(channel.id), name, first)
        await reply.show(views.started(invocation.member.language, season))
        await self._host.settle(channel)

    def _begun(self, seasons: Sequence[Season], name: str, first: date) -> Season:
        """Return the season of this name if it has just begun, for somebody pressed twice."""
        season = running(seasons)
        if season and season.name == name:
            return season
        _refuse_twice(season, first)
        raise Refusal("error-season-begun", date=first.isoformat())

    async def _first_day(self, channel: Channel) -> date:
        """Return today, or the first day with no question out: what is out is the old season's."""
        today = schedule.local_date(channel, self._clock.now())
        asked = await self._store.rounds(channel=channel.id, since=today)
        out = [round.local_date for round in asked if round.state is not RoundState.MISSED]
        return max(out) + timedelta(days=1) if out else today


def _refuse_twice(season: Season | None, first: date) -> None:
    if season and season.first and season.first >= first:
        raise Refusal("error-season-begun", date=season.first.isoformat())


def read_name(text: str) -> str:
    """Read a season's name.

    Raises:
        Refusal: it is empty or too long.
    """
    name = " ".join(clean(text).split())
    if not 0 < len(name) <= MAX_NAME_CHARS:
        raise Refusal("error-season-name", limit=MAX_NAME_CHARS)
    return name
