"""Planning: which question a channel is asked on which date."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.i18n.messages import say
from bot.quiz.audit.model import AuditEntry, Detail
from bot.quiz.cards import Option
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import Channel, ChannelId, Invocation, QuestionId
from bot.quiz.plans import view as views
from bot.quiz.plans.coming import coming
from bot.quiz.plans.model import DaySlot, Plan
from bot.quiz.plans.search import search
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import schedule
from bot.quiz.store import Store
from content.schema import LANGUAGES, Language, Question

TURNS = 25


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
        matching = search(self._library.plannable(channel), said)
        if not matching:
            raise Refusal("plan-not-found", field="question", given=said[:40])
        if len(matching) > 1:
            await reply.show(views.found(language, matching))
            return
        await reply.show(views.dates(language, matching[0], await self._day_slots(channel)))

    async def add(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or plan what it says."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        day_slots = await self._day_slots(channel)
        if "date" not in args:
            await reply.ask(views.form(language, args, day_slots))
            return
        matching = search(self._library.plannable(channel), args.get("question", ""))
        try:
            day_slot = _read_day_slot(args["date"], day_slots)
            if not matching:
                raise Refusal(
                    "plan-not-found", field="question", given=args.get("question", "")[:40]
                )
            if len(matching) > 1:
                raise Refusal("plan-several", field="question", count=len(matching))
        except Refusal as refusal:
            choices = matching if len(matching) > 1 else ()
            form = views.form(language, args, day_slots, choices)
            await reply.ask(asked_again(language, form, refusal))
            return
        [found] = matching
        await self._add(channel, invocation, day_slot, found.main)
        await self._show(channel, language, reply, views.added(language, day_slot, found))

    async def _add(
        self, channel: Channel, invocation: Invocation, day_slot: DaySlot, question: Question
    ) -> None:
        id, by = QuestionId(question.id), invocation.member.id
        plan = Plan(channel.id, day_slot.day, id, by, day_slot.slot)
        words = {language: question.text[language] for language in LANGUAGES}
        entry = self._entry(invocation, "audit-planned", day_slot, question=words)
        await self._store.plan(plan, entry)

    async def remove(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        language = invocation.member.language
        day_slot = DaySlot.of(channel, *_read(invocation.args["date"]))
        entry = self._entry(invocation, "audit-unplanned", day_slot)
        await self._store.unplan(channel.id, day_slot.day, day_slot.slot, entry)
        done = say(language, "plan-removed", day=views.named(language, day_slot))
        await self._show(channel, language, reply, done)

    def _entry(
        self, invocation: Invocation, what: str, day_slot: DaySlot, **details: Detail
    ) -> AuditEntry:
        day = {language: views.named(language, day_slot) for language in LANGUAGES}
        return AuditEntry.of(invocation, self._clock.now(), what, day=day, **details)

    async def _show(
        self, channel: Channel, language: Language, reply: Reply, done: str = ""
    ) -> None:
        today = schedule.local_date(channel, self._clock.now())
        taken = await schedule.taken(self._store, channel, today)
        plans = await coming(self._store, channel, today, taken)
        known = {question.id: question for question in self._library.plannable(channel)}
        planned = [
            (DaySlot.of(channel, plan.local_date, plan.slot), known.get(plan.question))
            for plan in plans
        ]
        await reply.show(views.listed(language, channel, planned, done))

    async def _day_slots(self, channel: Channel) -> list[DaySlot]:
        """Return the next slots of days that a question can be planned for.

        Raises:
            Refusal: there is none.
        """
        now = self._clock.now()
        taken = await schedule.taken(self._store, channel, schedule.local_date(channel, now))
        turns = schedule.coming(channel, now, TURNS, taken)
        if not turns:
            raise Refusal("plan-no-days")
        return [DaySlot.of(channel, due.local_date, slot) for due, slot in turns]

    async def complete(
        self, language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
    ) -> list[Option]:
        """Offer the questions of a channel that hold what is typed."""
        place = await self._store.channel(channel)
        found = search(self._library.plannable(place), typed) if place else []
        return [Option(value=one.main.id, label=views.label(language, one)) for one in found]


def _read_day_slot(text: str, day_slots: Sequence[DaySlot]) -> DaySlot:
    found = next((one for one in day_slots if (one.day, one.slot) == _read(text)), None)
    if found is None:
        raise Refusal("plan-bad-day", field="date", given=text[:20])
    return found


def _read(text: str) -> tuple[date, int]:
    """Read one as `DaySlot` writes it: a date, and its slot where that isn't the first."""
    day, _, slot = text.partition("/")
    try:
        return date.fromisoformat(day), int(slot or 0)
    except ValueError:
        raise Refusal("plan-bad-day", field="date", given=text[:20]) from None
