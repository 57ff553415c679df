"""Which questions a channel is asked, chosen or planned, and the claims on their slots."""

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot import metrics
from bot.quiz.audit.model import AuditEntry
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.library import Library
from bot.quiz.model import (
    Channel,
    EventId,
    NewRound,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    TimesAsked,
)
from bot.quiz.plans import view as plan_views
from bot.quiz.plans.model import DaySlot, Plan
from bot.quiz.ports import Chat, Clock
from bot.quiz.private_message import tell
from bot.quiz.recaps.model import Recap
from bot.quiz.rounds import schedule, selection
from bot.quiz.store import Store
from content.schema import LANGUAGES, Question

NEVER = datetime.max.replace(tzinfo=UTC)
WEEK = timedelta(days=7)
JUST_ASKED = TimesAsked(sys.maxsize, RoundId(0))


class Claims:
    """Chooses what channels are asked, and claims a round for it before it is posted."""

    def __init__(self, store: Store, chat: Chat, library: Library, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._clock = clock

    async def start_daily(self, channel: Channel) -> bool:
        """Claim the day's questions unless they are there; False if there is none to ask for one.

        The others are claimed all the same, and that one is looked for again. The first is noted
        as missed when it is too late; but a channel that was never asked anything has missed
        nothing.
        """
        now = self._clock.now()
        before = await self._store.asked(channel.id)
        plans = await self._store.plans(channel.id, schedule.local_date(channel, now) - WEEK)
        claims, asked, is_empty = [], dict(before), False
        planned: dict[int, Plan | None] = {}
        for slot, daily in channel.by_slot.items():
            due = schedule.latest_due(daily, now)
            if due is None or schedule.is_before(channel, due.at):
                continue
            if channel.more and await self._is_claimed(channel, due, slot):
                continue
            if schedule.is_too_late(daily, due.at, now) and not (before and slot == 0):
                continue
            planned[slot] = _of_day(plans, due.local_date, slot)
            question = self._main_of(channel, planned[slot])
            question = question or self._choose(daily, asked, plans)
            if question is None:
                is_empty |= not await self._is_claimed(channel, due, slot)
                continue
            claims.append(replace(_new_round(daily, question, due), slot=slot))
            asked[QuestionId(question.id)] = JUST_ASKED
        following = schedule.next_due(channel, now)
        next_at = now if is_empty else following.at if following else NEVER
        recap = self._recap(channel, before)
        for claimed in await self._store.schedule(channel, next_at, claims, recap):
            if schedule.is_too_late(channel, claimed.due_at, now):
                await self.miss(claimed)
            elif (plan := planned.get(claimed.slot)) and claimed.question != plan.question:
                await self._tell_gone(channel, plan)
        return not is_empty

    async def _is_claimed(self, channel: Channel, due: schedule.Due, slot: int) -> bool:
        return slot in await schedule.taken(self._store, channel, due.local_date)

    def _main_of(self, channel: Channel, plan: Plan | None) -> Question | None:
        """Return a planned question; None if there is none, or it can no longer be asked."""
        askable = self._library.plannable(channel) if plan else ()
        return next((one for one in askable if plan and one.id == plan.question), None)

    async def _tell_gone(self, channel: Channel, plan: Plan) -> None:
        """Tell who planned a question that another one was asked; a day without it is no error."""
        admin = await self._store.member(plan.by)
        if admin is None:
            return
        day_slot = DaySlot.of(channel, plan.local_date, plan.slot)
        card = plan_views.gone(admin.language, channel, day_slot)
        key = f"plan-gone:{plan.local_date.isoformat()}:{plan.slot}"
        await tell(self._chat, channel.id, plan.by, card, key, logging.WARNING)

    def _recap(self, channel: Channel, asked: Mapping[QuestionId, TimesAsked]) -> Recap | None:
        """Return the recap that is due; a channel that was never asked anything has none."""
        day = schedule.recap_day(channel, self._clock.now())
        return Recap(channel.id, day) if asked and day else None

    async def claim_extra(
        self,
        daily: Channel,
        request: EventId,
        ends: RoundState,
        entry: AuditEntry | None,
        over: RoundId | None,
    ) -> Round | None:
        now = self._clock.now()
        due = schedule.Due(schedule.local_date(daily, now), now)
        plans = await self._store.plans(daily.id, due.local_date)
        is_daily = not await self._is_claimed(daily, due, 0)
        plan = _of_day(plans, due.local_date, 0) if is_daily else None
        question = self._main_of(daily, plan)
        question = question or self._choose(daily, await self._store.asked(daily.id), plans)
        if question is None:
            raise no_question(daily)
        new = replace(_new_round(daily, question, due), slot=None, request=request)
        if entry:
            asked = {one: question.text[one] for one in LANGUAGES}
            entry = replace(entry, details={"question": asked})
        claimed = await self._store.claim(new, ends, entry, over)
        if claimed and plan and claimed.question != plan.question:
            await self._tell_gone(daily, plan)
        return claimed or await self._store.requested(request)

    async def upcoming(self, channel: Channel) -> schedule.Upcoming | None:
        """Return what would be posted next, and when; None without a study day."""
        now = self._clock.now()
        today = schedule.local_date(channel, now)
        taken = await schedule.taken(self._store, channel, today)
        due = schedule.next_due(channel, now, taken)
        if due is None:
            return None
        daily = schedule.next_daily(channel, now, taken)
        plans = await self._store.plans(channel.id, today)
        slot = next((slot for slot, one in channel.by_slot.items() if one == daily), 0)
        main = self._main_of(channel, _of_day(plans, due.local_date, slot))
        main = main or self._choose(daily, await self._store.asked(channel.id), plans)
        return schedule.Upcoming(due, main)

    def _choose(
        self, channel: Channel, asked: Mapping[QuestionId, TimesAsked], plans: Sequence[Plan]
    ) -> Question | None:
        """Choose a question that no day from today on is to have, if there is one."""
        today = schedule.local_date(channel, self._clock.now())
        planned = {plan.question for plan in plans if plan.local_date >= today}
        askable = self._library.askable(channel)
        free = [question for question in askable if question.id not in planned]
        return selection.choose(free or askable, asked, channel.topics, channel.levels)

    async def miss(self, claimed: Round) -> None:
        missed = replace(claimed, state=RoundState.MISSED)
        if await self._store.update_round(missed, since=RoundState.CLAIMED):
            metrics.ROUNDS_MISSED.inc()


def _of_day(plans: Sequence[Plan], day: date, slot: int) -> Plan | None:
    found = (plan for plan in plans if (plan.local_date, plan.slot) == (day, slot))
    return next(found, None)


def _new_round(channel: Channel, question: Question, due: schedule.Due) -> NewRound:
    closes_at = schedule.closing(channel, due.local_date)
    return NewRound(
        channel=channel.id,
        local_date=due.local_date,
        question=QuestionId(question.id),
        due_at=due.at,
        closes_at=closes_at,
        remind_at=schedule.reminding(channel, closes_at, due.at),
        takes_drafts=channel.takes_drafts,
    )


def no_question(channel: Channel) -> ChannelUnreachable:
    return ChannelUnreachable(f"no question in {', '.join(channel.decks)}", "empty")
