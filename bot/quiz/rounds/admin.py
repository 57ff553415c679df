"""What admins do: post now, skip, and set the channel up."""

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time

from bot.i18n.messages import say
from bot.quiz.cards import Option
from bot.quiz.dispatch import notice
from bot.quiz.errors import ChannelUnreachable, Refusal
from bot.quiz.library import Library
from bot.quiz.model import Channel, Invocation
from bot.quiz.place import channel_of
from bot.quiz.ports import ChannelAccess, Channels, Clock, Reply
from bot.quiz.rounds import settings_view as views
from bot.quiz.rounds import trouble_view as trouble_views
from bot.quiz.rounds.host import RoundHost
from bot.quiz.rounds.settings_view import Offer
from content.schema import Language

_EVERY_DAY = "0123456"


class Admin:
    """Handlers of `quiz now`, `quiz skip`, `quiz settings` and `quiz questions`."""

    def __init__(
        self,
        store: Channels,
        host: RoundHost,
        reach: ChannelAccess,
        library: Library,
        timezone: zoneinfo.ZoneInfo,
        clock: Clock,
    ) -> None:
        """Take the questions there are and the time zone that new channels start with."""
        self._timezone = timezone
        self._store = store
        self._host = host
        self._reach = reach
        self._library = library
        self._clock = clock

    async def now(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        posted = await self._host.post_now(channel, invocation.event)
        if posted:
            await reply.show(notice(say(invocation.member.language, "quiz-posted")))

    async def skip(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        posted = await self._host.skip(channel, invocation.event)
        if posted:
            await reply.show(notice(say(invocation.member.language, "quiz-skipped")))

    async def settings(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or save what it says."""
        stored = await self._store.channel(invocation.channel)
        channel = stored or self._new_channel(invocation)
        language = invocation.member.language
        values = views.values_of(channel) | dict(invocation.args)
        offer = self._offer(channel)
        if "at" not in invocation.args:
            # A time zone typed with the command goes with the form, shown there or not.
            preset = {
                k: read_timezone(v).key for k, v in invocation.args.items() if k == "timezone"
            }
            await reply.ask(views.settings_form(language, values, offer, preset))
            return
        try:
            changed = self._changed(channel, invocation.args)
        except Refusal as refusal:
            error = say(language, refusal.message, **refusal.variables)
            await reply.ask(views.settings_form(language, values, offer, error=error))
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
            error = say(language, refusal.message, **refusal.variables)
            await reply.ask(views.questions_form(language, values, offer, error))
            return
        await self._save(changed, invocation, reply)

    async def _save(self, changed: Channel, invocation: Invocation, reply: Reply) -> None:
        language = invocation.member.language
        changed = replace(changed, admin=invocation.member.id, trouble="")
        await self._store.save_channel(changed)
        upcoming = await self._host.upcoming(changed)
        trouble = await self._trouble(changed, language)
        await reply.show(views.saved(language, changed, upcoming, self._clock.now(), trouble))

    async def _trouble(self, channel: Channel, language: Language) -> str | None:
        try:
            await self._reach.check(channel.id)
        except ChannelUnreachable as exc:
            return trouble_views.sentence(language, channel.name, exc)
        return None

    def _new_channel(self, invocation: Invocation) -> Channel:
        member = invocation.member
        return Channel(
            id=invocation.channel,
            workspace=member.workspace,
            name=invocation.channel_name or invocation.channel,
            language=member.language,
            timezone=self._timezone,
        )

    def _changed(self, channel: Channel, args: Mapping[str, str]) -> Channel:
        language: Language = "en" if args.get("language", channel.language) == "en" else "ko"
        chosen = args["decks"].split(",") if args.get("decks") else views.decks_of(channel)
        decks, takes_drafts = self._read_decks(chosen)
        return replace(
            channel,
            at=read_time(args["at"]),
            timezone=read_timezone(args.get("timezone", channel.timezone.key)),
            weekdays=_read_weekdays(args.get("weekdays", "")),
            language=language,
            topics=channel.topics & set(self._library.topics(decks)),
            decks=decks,
            takes_drafts=takes_drafts,
        )

    def _offer(self, channel: Channel) -> Offer:
        decks = {deck: self._library.has_drafts(deck) for deck in self._library.decks()}
        return Offer(self._library.topics(channel.decks), decks)

    def _read_decks(self, choices: Sequence[str]) -> tuple[tuple[str, ...], bool]:
        """Read which decks are meant, in the order of the library, and whether with drafts."""
        names = {choice.strip().removesuffix(views.WITH_DRAFTS) for choice in choices}
        if unknown := names - set(self._library.decks()):
            raise Refusal("error-unknown-deck", given=min(unknown)[:40])
        takes_drafts = any(choice.endswith(views.WITH_DRAFTS) for choice in choices)
        return tuple(name for name in self._library.decks() if name in names), takes_drafts

    async def complete_timezone(
        self, language: Language, args: Mapping[str, str], typed: str
    ) -> list[Option]:
        wanted = typed.lower()
        names = sorted(zoneinfo.available_timezones())
        return [Option(value=name, label=name) for name in names if wanted in name.lower()]


def read_time(text: str) -> time:
    """Read "9:00", "09:00" or "21:30".

    Raises:
        Refusal: it is no time of day.
    """
    hours, colon, minutes = text.strip().partition(":")
    is_clock = colon and hours.isdecimal() and minutes.isdecimal() and len(text.strip()) <= 5
    if is_clock and int(hours) < 24 and int(minutes) < 60:
        return time(int(hours), int(minutes))
    raise Refusal("error-bad-time", given=text[:20])


def read_timezone(text: str) -> zoneinfo.ZoneInfo:
    """Read an IANA time zone name.

    Raises:
        Refusal: there is none of that name.
    """
    name = text.strip()
    if name not in zoneinfo.available_timezones():
        raise Refusal("error-bad-timezone", given=text[:40])
    return zoneinfo.ZoneInfo(name)


def _read_topics(text: str, offer: Offer) -> frozenset[str]:
    chosen = {word.strip() for word in text.split(",") if word.strip()}
    unknown = chosen - set(offer.topics)
    if unknown:
        raise Refusal("error-unknown-topic", given=min(unknown)[:40])
    return frozenset(chosen)


def _read_levels(text: str) -> frozenset[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not {*words} <= {*map(str, views.LEVELS)}:
        raise Refusal("error-bad-level", given=text[:20])
    return frozenset(map(int, words))


def _read_weekdays(text: str) -> frozenset[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if any(word not in _EVERY_DAY or len(word) != 1 for word in words):
        raise Refusal("error-bad-weekdays", given=text[:20])
    return frozenset(int(word) for word in words)
