"""What a member chooses for themself: language, time zone, reminder, and being quoted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from bot.quiz import commands
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.model import UTC_ZONE, Invocation
from bot.quiz.ports import Clock, Reply
from bot.quiz.preferences import view as views
from bot.quiz.preferences.model import Preferences
from bot.quiz.review.rules import next_reminder
from bot.quiz.store import Store
from bot.quiz.zones import own_zone, read_zone


class PreferencesHandler:
    """Handler of `settings me`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def me(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or save what it says and tell it in the language chosen there."""
        member, args = invocation.member, invocation.args
        before = await self._store.preferences(member.id)
        values = views.values_of(before) | dict(args)
        if "language" not in args:
            await reply.ask(views.form(member.language, values))
            return
        try:
            chosen = _read(args)
        except Refusal as refusal:
            form = views.form(member.language, values)
            await reply.ask(asked_again(member.language, form, refusal))
            return
        await self._save(invocation, chosen)
        if invocation.here:
            await self._store.remember(invocation.here)
            await self._store.save_language(invocation.here.id, chosen.language)
        member = await self._store.member(member.id) or member
        zone = own_zone(member) or UTC_ZONE
        await reply.show(views.saved(member.language, chosen, zone))

    async def _save(self, invocation: Invocation, chosen: Preferences) -> None:
        """Keep what was chosen, and when that reminds of reviews.

        An hour is one of some zone: where neither the member nor their platform tells one, it's
        that of the channel they are in.
        """
        me, at = invocation.member.id, chosen.reminder_at
        await self._store.save_preferences(me, chosen, None)
        if at is None:
            return
        member = await self._store.member(me)
        zone = own_zone(member) if member else None
        if zone is None:
            channel = await self._store.channel(invocation.channel)
            zone = channel.timezone if channel else UTC_ZONE
            chosen = replace(chosen, timezone=zone)
        await self._store.save_preferences(me, chosen, next_reminder(at, zone, self._clock.now()))


def _read(args: Mapping[str, str]) -> Preferences:
    """Read what the form says.

    Raises:
        Refusal: there is no such time zone.
    """
    name = args.get("timezone", "").strip()
    hour = args.get("reminder", commands.OFF)
    return Preferences(
        language=views.LANGUAGE_OF.get(args["language"]),
        timezone=read_zone(name) if name else None,
        reminder_at=None if hour == commands.OFF else time(int(hour)),
        may_quote=args.get("quote") == commands.YES,
    )
