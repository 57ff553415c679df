"""When a channel has days off: the calendar, its form, pausing and resuming."""

from dataclasses import replace
from datetime import date

from bot.i18n.messages import say
from bot.quiz.audit.changes import changes
from bot.quiz.calendar import view as views
from bot.quiz.calendar.dates import AHEAD, read_date, read_days
from bot.quiz.calendar.days_off import is_off, paused, planned, resumed, with_planned
from bot.quiz.calendar.holidays import country_name, read_country
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.model import BEGUN, Channel, DayOff, Invocation
from bot.quiz.plans.coming import coming
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import schedule
from bot.quiz.rounds.host import RoundHost
from bot.quiz.rounds.round_reminders import RoundReminders
from bot.quiz.store import Store
from content.schema import Language


class Calendar:
    """Handlers of `quiz calendar`, `quiz pause` and `quiz resume`, and of the form of days off."""

    def __init__(
        self, store: Store, host: RoundHost, reminders: RoundReminders, clock: Clock
    ) -> None:
        self._store = store
        self._host = host
        self._reminders = reminders
        self._clock = clock

    async def show(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        await self._show(channel, invocation, reply)

    async def edit(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form of days off and holidays, or save what it says."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        today = self._today(channel)
        if "days" not in args:
            days = views.days_text(language, planned(channel, today))
            country = country_name(language, channel.holidays) if channel.holidays else ""
            await reply.ask(views.days_form(language, days, country))
            return
        written, country = args["days"], args.get("holidays", "")
        try:
            changed = replace(
                with_planned(channel, _days(language, written, today), today),
                holidays=read_country(country),
            )
        except Refusal as refusal:
            form = views.days_form(language, written, country)
            await reply.ask(asked_again(language, form, refusal, "days"))
            return
        await self._save(channel, changed, invocation, reply, "calendar-saved")

    async def pause(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form of a pause, or begin one."""
        channel = await channel_of(invocation, self._store)
        language, written = invocation.member.language, invocation.args.get("until")
        if written is None:
            await reply.ask(views.pause_form(language))
            return
        today = self._today(channel)
        try:
            until = _until(written, today)
        except Refusal as refusal:
            form = views.pause_form(language, written)
            await reply.ask(asked_again(language, form, refusal, "until"))
            return
        changed = paused(channel, today, until)
        await self._save(channel, changed, invocation, reply, "calendar-pause-begun")

    async def resume(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        now, today = self._clock.now(), self._today(channel)
        dailies = channel.by_slot.values()
        is_over = all(schedule.due_on(daily, today).at <= now for daily in dailies)
        changed = resumed(channel, today, is_over=is_over)
        if changed == channel:
            raise Refusal("error-not-paused")
        await self._save(channel, changed, invocation, reply, "calendar-resumed")

    def _today(self, channel: Channel) -> date:
        return schedule.local_date(channel, self._clock.now())

    async def _save(
        self, channel: Channel, changed: Channel, invocation: Invocation, reply: Reply, note: str
    ) -> None:
        """Save a calendar, and let what is open close when the next question is due.

        What a day that is off no longer would have asked by now is not asked.
        """
        now, language = self._clock.now(), invocation.member.language
        begun = await self._store.rounds(channel=channel.id, states=BEGUN)
        closes = schedule.closings(channel, changed, begun, now)
        today = self._today(channel)
        if is_off(channel, today) and not is_off(changed, today):
            changed = replace(changed, since=now)
        entries = changes(channel, changed, invocation.member.id, invocation.event, now)
        await self._store.save_channel(changed, *entries, closes=closes)
        if closes:
            await self._reminders.reset(changed)
        for round in closes:
            self._host.answered(round)
        await self._show(changed, invocation, reply, say(language, note))

    async def _show(
        self, channel: Channel, invocation: Invocation, reply: Reply, note: str = ""
    ) -> None:
        now, language = self._clock.now(), invocation.member.language
        today = self._today(channel)
        taken = await schedule.taken(self._store, channel, today)
        plans = await coming(self._store, channel, today, taken)
        await reply.show(views.coming(language, channel, now, taken, note, plans))


def _days(language: Language, written: str, today: date) -> tuple[DayOff, ...]:
    """Read days off, no more than the form holds as it will write them."""
    days = read_days(written, today)
    length = len(views.days_text(language, days))
    if length > views.MAX_DAYS_TEXT:
        raise Refusal("error-days-off-too-long", limit=views.MAX_DAYS_TEXT, given=length)
    return days


def _until(written: str, today: date) -> date | None:
    """Read when questions come again; nothing is until somebody resumes."""
    if not written.strip():
        return None
    until = read_date(written, today)
    if until <= today:
        raise Refusal("error-pause-past", given=written.strip()[:40])
    if until > today + AHEAD:
        raise Refusal("error-pause-far", given=written.strip()[:40])
    return until
