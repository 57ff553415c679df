"""Planning: which question a channel is asked on which date."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.i18n.messages import say
from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Option
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import Channel, ChannelId, Invocation, QuestionId
from bot.quiz.place import channel_of
from bot.quiz.plans import view as views
from bot.quiz.plans.model import Plan
from bot.quiz.plans.search import search
from bot.quiz.ports import Clock, Reply, Store
from bot.quiz.rounds import schedule
from content.schema import LANGUAGES, Language, Question

DAYS = 25


class Planning:
    """Handlers of `quiz plan`, `plan add` and `plan remove`."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    async def plan(self, invocation: Invocation, reply: Reply) -> None:
        """Show what is planned; with words of a question, ask for its date."""
        channel = await channel_of(invocation, self._store)
        language, said = invocation.member.language, invocation.args.get("question")
        if not said:
            await self._show(channel, language, reply)
            return
        matching = search(self._library.askable(channel), said)
        if not matching:
            raise Refusal("plan-not-found", field="question", given=said[:40])
        if len(matching) > 1:
            await reply.show(views.found(language, matching))
            return
        await reply.show(views.dates(language, matching[0], await self._days(channel)))

    async def add(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or plan what it says."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        days = await self._days(channel)
        if "date" not in args:
            await reply.ask(views.form(language, args, days))
            return
        matching = search(self._library.askable(channel), args.get("question", ""))
        try:
            on = _read_day(args["date"], days)
            if not matching:
                raise Refusal(
                    "plan-not-found", field="question", given=args.get("question", "")[:40]
                )
            if len(matching) > 1:
                raise Refusal("plan-several", field="question", count=len(matching))
        except Refusal as refusal:
            choices = matching if len(matching) > 1 else ()
            form = views.form(language, args, days, choices)
            await reply.ask(asked_again(language, form, refusal))
            return
        await self._add(channel, invocation, on, matching[0])
        done = say(language, "plan-added", day=views.day(language, on))
        await self._show(channel, language, reply, done)

    async def _add(
        self, channel: Channel, invocation: Invocation, on: date, question: Question
    ) -> None:
        plan = Plan(channel.id, on, QuestionId(question.id), invocation.member.id)
        words = {language: question.text[language] for language in LANGUAGES}
        await self._store.remember(invocation.member)
        told = self._told(invocation, "audit-planned", on, {"question": words})
        await self._store.plan(plan, told)

    async def remove(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        language, on = invocation.member.language, _date(invocation.args["date"])
        told = self._told(invocation, "audit-unplanned", on)
        await self._store.unplan(channel.id, on, told)
        done = say(language, "plan-removed", day=views.day(language, on))
        await self._show(channel, language, reply, done)

    def _told(
        self,
        invocation: Invocation,
        what: str,
        on: date,
        details: Mapping[str, Mapping[Language, str]] | None = None,
    ) -> AuditEntry:
        by, now = invocation.member.id, self._clock.now()
        days = {language: views.day(language, on) for language in LANGUAGES}
        return AuditEntry(
            invocation.event, invocation.channel, by, now, what, {"day": days, **(details or {})}
        )

    async def _show(
        self, channel: Channel, language: Language, reply: Reply, done: str = ""
    ) -> None:
        today = schedule.local_date(channel, self._clock.now())
        plans = await self._store.plans(channel.id, today)
        known = {question.id: question for question in self._library.askable(channel)}
        planned = [(plan.local_date, known.get(plan.question)) for plan in plans]
        await reply.show(views.listed(language, channel, planned, done))

    async def _days(self, channel: Channel) -> list[date]:
        """Return the next days a question can be planned for.

        Raises:
            Refusal: there is none.
        """
        now = self._clock.now()
        taken = await schedule.taken(self._store, channel, schedule.local_date(channel, now))
        days = schedule.study_days(channel, now, DAYS, taken)
        if not days:
            raise Refusal("plan-no-days")
        return days

    async def complete(
        self, language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
    ) -> list[Option]:
        """Offer the questions of a channel that hold what is typed."""
        place = await self._store.channel(channel)
        found = search(self._library.askable(place), typed) if place else []
        return [Option(value=one.id, label=one.text[language]) for one in found]


def _read_day(text: str, days: Sequence[date]) -> date:
    on = _date(text)
    if on not in days:
        raise Refusal("plan-bad-day", field="date", given=text[:20])
    return on


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("plan-bad-day", field="date", given=text[:20]) from None
