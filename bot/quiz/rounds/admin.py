"""What admins do: post now, skip, and set the channel up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.i18n.messages import say
from bot.quiz import zones
from bot.quiz.audit.changes import changes
from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Option
from bot.quiz.channels import channel_name, channel_of
from bot.quiz.dispatch import asked_again, notice
from bot.quiz.errors import ChannelUnreachable, Refusal, StillOpen
from bot.quiz.library import Library
from bot.quiz.model import (
    BEGUN,
    Channel,
    ChannelId,
    EventId,
    Invocation,
    Ping,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.ports import ChannelAccess, Clock, Reply
from bot.quiz.rounds import now_view as now_views
from bot.quiz.rounds import round_reminders, schedule
from bot.quiz.rounds import settings_view as views
from bot.quiz.rounds import trouble_view as trouble_views
from bot.quiz.rounds.host import RoundHost
from bot.quiz.rounds.now_view import OpenRound
from bot.quiz.rounds.round_reminders import RoundReminders
from bot.quiz.rounds.settings_view import Offer
from bot.quiz.store import Store
from bot.quiz.times import read_time
from content.schema import Language

_EVERY_DAY = "0123456"
NEWEST = 20


class Admin:
    """Handlers of `quiz now` and `quiz skip`, and of what a channel is set up with: `quiz
    settings`, `quiz decks`, `quiz questions` and `quiz reminders`."""

    def __init__(
        self,
        store: Store,
        host: RoundHost,
        access: ChannelAccess,
        library: Library,
        timezone: ZoneInfo,
        clock: Clock,
        reminders: RoundReminders,
    ) -> None:
        """Take the questions there are and the time zone that new channels start with."""
        self._timezone = timezone
        self._store = store
        self._host = host
        self._access = access
        self._library = library
        self._clock = clock
        self._reminders = reminders

    async def now(self, invocation: Invocation, reply: Reply) -> None:
        """Post a question, after asking if one is open; the answer is bound to that one."""
        channel = await channel_of(invocation, self._store)
        self._refuse_expired(invocation)
        over = RoundId(int(invocation.args["over"])) if "over" in invocation.args else None
        request = EventId(f"over:{over}") if over else invocation.event
        entry = AuditEntry.of(invocation, self._clock.now(), "audit-now")
        entry = replace(entry, event=request)
        try:
            posted = await self._host.post_now(channel, request, over, entry)
        except StillOpen as still:
            rounds = [await self._open_round(one) for one in still.rounds]
            language, now = invocation.member.language, self._clock.now()
            await reply.show(now_views.ask_first(language, channel, rounds, now))
            return
        said = await self._how_it_went(entry) if posted else "now-expired"
        await reply.show(notice(say(invocation.member.language, said)))

    async def _how_it_went(self, entry: AuditEntry) -> str:
        """Return what to say of a question that is up: another admin may have said yes first."""
        newest = await self._store.entries(entry.channel, NEWEST)
        noted = next((one for one in newest if one.event == entry.event), entry)
        return "quiz-posted" if noted.by == entry.by else "now-posted-already"

    def _refuse_expired(self, invocation: Invocation) -> None:
        """Refuse what was kept for so long that nobody waits for it any more."""
        now = self._clock.now()
        if schedule.is_expired(invocation.at or now, now):
            raise Refusal("now-expired")

    async def _open_round(self, round: Round) -> OpenRound:
        answers = await self._store.answers(round=round.id)
        members = len({answer.member for answer in answers})
        return OpenRound(round, self._library.main(round), members)

    async def skip(self, invocation: Invocation, reply: Reply) -> None:
        """Drop the open question, after asking if it is answered; the yes is bound to that one."""
        channel = await channel_of(invocation, self._store)
        self._refuse_expired(invocation)
        over = RoundId(int(invocation.args["over"])) if "over" in invocation.args else None
        request = EventId(f"skip:{over}") if over else invocation.event
        language, now = invocation.member.language, self._clock.now()
        if answered := await self._answered(channel, request, over):
            await reply.show(now_views.ask_to_skip(language, channel, answered, now))
            return
        entry = replace(AuditEntry.of(invocation, now, "audit-skip"), event=request)
        if await self._host.skip(channel, request, entry):
            await reply.show(notice(say(language, "quiz-skipped")))

    async def _answered(
        self, channel: Channel, request: EventId, over: RoundId | None
    ) -> OpenRound | None:
        """Return the round that would be dropped, if that is to be asked first: others have
        answered it, or it isn't the one that was agreed to."""
        open_ones = await self._store.rounds(channel=channel.id, states=[RoundState.OPEN])
        if not open_ones or open_ones[-1].id == over or await self._store.requested(request):
            return None
        newest = await self._open_round(open_ones[-1])
        return newest if newest.members or over else None

    async def settings(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, with one more `deck` chosen if one is named, or save what it says."""
        stored = await self._store.channel(invocation.channel)
        channel = self._guessed(stored or self._new_channel(invocation), invocation)
        language = invocation.member.language
        values = views.values_of(channel) | dict(invocation.args)
        offer = self._offer(channel)
        if deck := invocation.args.get("deck"):
            values["decks"] += f",{deck}"
        if "at" not in invocation.args:
            if typed := invocation.args.get("timezone"):
                values["timezone"] = zones.read_zone(typed).key
            await reply.ask(views.settings_form(language, values, offer))
            return
        try:
            changed = self._changed(channel, invocation.args)
        except Refusal as refusal:
            form = views.settings_form(language, values, offer)
            await reply.ask(asked_again(language, form, refusal))
            return
        await self._save(changed, invocation, reply)

    async def decks(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form of the decks alone, or save what it says."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        values = views.values_of(channel) | dict(args)
        form = views.decks_form(language, values, self._offer(channel))
        if "decks" not in args:
            await reply.ask(form)
            return
        try:
            changed = self._with_decks(channel, args["decks"].split(","))
        except Refusal as refusal:
            await reply.ask(asked_again(language, form, refusal))
            return
        await self._save(changed, invocation, reply)

    async def questions(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form of what is asked, or save what it says."""
        channel = await channel_of(invocation, self._store)
        language, offer = invocation.member.language, self._offer(channel)
        values = views.values_of(channel) | dict(invocation.args)
        if "levels" not in invocation.args:
            await reply.ask(views.questions_form(language, values, offer))
            return
        try:
            changed = replace(
                channel,
                topics=_read_topics(invocation.args.get("topics", ""), offer),
                levels=_read_levels(invocation.args["levels"]),
            )
        except Refusal as refusal:
            form = views.questions_form(language, values, offer)
            await reply.ask(asked_again(language, form, refusal))
            return
        await self._save(changed, invocation, reply)

    async def reminders(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form of reminder and ping, or save what it says, for open rounds too."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        values = round_reminders.values_of(channel, has_pings=self._access.has_pings(channel.id))
        if "hours" not in args:
            await reply.ask(round_reminders.form(language, values))
            return
        try:
            ping = await self._ping(channel, args.get("ping"))
        except Refusal as refusal:
            form = round_reminders.form(language, values | dict(args))
            await reply.ask(asked_again(language, form, refusal, "ping"))
            return
        changed = replace(channel, reminder_h=int(args["hours"]), ping=ping)
        await self._reminders.reset(changed)
        await self._save(changed, invocation, reply)

    async def _ping(self, channel: Channel, said: str | None) -> Ping | None:
        """Return whom to call: whoever it is already, if nothing is said of it."""
        if said is None or (channel.ping and said.strip() == channel.ping.name):
            return channel.ping
        return await self._access.find_ping(channel.id, said) if said.strip() else None

    async def _save(self, changed: Channel, invocation: Invocation, reply: Reply) -> None:
        language, by = invocation.member.language, invocation.member.id
        name = invocation.channel_name or changed.name
        changed = replace(changed, name=name, admin=by, trouble="")
        stored, now = await self._store.channel(changed.id), self._clock.now()
        changed = schedule.retimed(stored, changed, now)
        entries = changes(stored, changed, by, invocation.event, now)
        begun = await self._store.rounds(channel=changed.id, states=BEGUN)
        is_retimed = changed.since == now
        closes = schedule.closings(stored or changed, changed, begun, now) if is_retimed else {}
        await self._store.save_channel(changed, *entries, closes=closes)
        if closes:
            await self._reminders.reset(changed)
        for round in begun:
            self._host.answered(round.id)
        upcoming = await self._host.upcoming(changed)
        trouble = await self._trouble(changed, language)
        has_many = self._offer(changed).has_many_decks
        card = views.saved(language, changed, upcoming, now, trouble, has_many_decks=has_many)
        await reply.show(card)

    async def _trouble(self, channel: Channel, language: Language) -> str:
        try:
            await self._access.check(channel.id)
            missing = await self._access.lacking(channel.id)
        except ChannelUnreachable as exc:
            return trouble_views.sentence(language, channel.name, exc)
        return trouble_views.lacking(language, channel, missing)

    def _new_channel(self, invocation: Invocation) -> Channel:
        member = invocation.member
        return Channel(
            id=invocation.channel,
            workspace=member.workspace,
            name=channel_name(invocation),
            language=member.language,
            timezone=self._timezone,
        )

    def _guessed(self, channel: Channel, invocation: Invocation) -> Channel:
        """Return a channel that nobody has set up yet with the time zone its admin may be in."""
        guess = zones.own_zone(invocation.member)
        return replace(channel, timezone=guess) if guess and channel.admin is None else channel

    def _changed(self, channel: Channel, args: Mapping[str, str]) -> Channel:
        language: Language = "en" if args.get("language", channel.language) == "en" else "ko"
        chosen = args["decks"].split(",") if "decks" in args else views.decks_of(channel)
        changed = replace(
            channel,
            at=read_time(args["at"]),
            timezone=zones.read_zone(args.get("timezone", channel.timezone.key)),
            weekdays=_read_weekdays(args.get("weekdays", "")),
            language=language,
        )
        return self._with_decks(changed, chosen)

    def _with_decks(self, channel: Channel, chosen: Sequence[str]) -> Channel:
        """Return a channel with these decks, and those of its topics that they have."""
        decks, takes_drafts = self._read_decks(chosen)
        changed = replace(channel, decks=decks, takes_drafts=takes_drafts)
        topics = channel.topics & set(self._library.topics(changed.all_decks))
        return replace(changed, topics=topics)

    def _offer(self, channel: Channel) -> Offer:
        decks = {deck: self._library.has_drafts(deck) for deck in self._library.decks()}
        return Offer(self._library.topics(channel.all_decks), decks)

    def _read_decks(self, choices: Sequence[str]) -> tuple[tuple[str, ...], bool]:
        """Read which decks are meant, in the order of the library, and whether with drafts."""
        names = {choice.strip().removesuffix(views.WITH_DRAFTS) for choice in choices} - {""}
        if not names:
            raise Refusal("error-no-deck", field="decks")
        if unknown := names - set(self._library.decks()):
            raise Refusal("error-unknown-deck", field="decks", given=min(unknown)[:40])
        takes_drafts = any(choice.endswith(views.WITH_DRAFTS) for choice in choices)
        return tuple(name for name in self._library.decks() if name in names), takes_drafts

    async def complete_timezone(
        self, language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
    ) -> list[Option]:
        found = zones.search(language, typed, self._clock.now())
        return [Option(value=key, label=label) for key, label in found]


def _read_topics(text: str, offer: Offer) -> frozenset[str]:
    chosen = {word.strip() for word in text.split(",") if word.strip()}
    unknown = chosen - set(offer.topics)
    if unknown:
        raise Refusal("error-unknown-topic", field="topics", given=min(unknown)[:40])
    return frozenset(chosen)


def _read_levels(text: str) -> frozenset[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not {*words} <= {*map(str, views.LEVELS)}:
        raise Refusal("error-bad-level", field="levels", given=text[:20])
    return frozenset(map(int, words))


def _read_weekdays(text: str) -> frozenset[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if any(word not in _EVERY_DAY or len(word) != 1 for word in words):
        raise Refusal("error-bad-weekdays", field="weekdays", given=text[:20])
    return frozenset(int(word) for word in words)
