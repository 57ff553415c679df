"""Tells members, at the hour they chose, that something is due for review."""

import asyncio
import logging
from datetime import timedelta

from structlog.contextvars import bind_contextvars

from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.model import UTC_ZONE, Address, Channel, ChannelId
from bot.quiz.ports import Chat, Clock
from bot.quiz.review import rules
from bot.quiz.review import view as views
from bot.quiz.review.model import ReviewReminder
from bot.quiz.review.queue import ReviewQuestion, ReviewQueue
from bot.quiz.rounds.schedule import local_date
from bot.quiz.store import Store
from bot.quiz.zones import own_zone

log = logging.getLogger(__name__)

TICK_S = 10.0
AT_ONCE = 16
HOLD = timedelta(minutes=5)
TOO_LATE = timedelta(hours=3)


class ReminderWorker:
    """Reminds each member once a day, and only of something.

    A moment is claimed, told under a key of its date and then settled: whoever goes on with one
    that was cut short posts nothing twice.
    """

    def __init__(self, store: Store, queue: ReviewQueue, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._queue = queue
        self._chat = chat
        self._clock = clock

    async def run(self) -> None:
        """Remind for ever."""
        while True:
            try:
                await self.tick()
            except StoreAway as exc:
                log.warning("reminders wait for the store: %s", exc)
            except Exception:
                log.exception("the reminders could not be looked through")
            await self._clock.sleep(TICK_S)

    async def tick(self) -> None:
        """Remind all whose moment has come."""
        while found := await self._store.reminders(self._clock.now(), AT_ONCE):
            async with asyncio.TaskGroup() as tasks:
                seen_to = [tasks.create_task(self._see_to(reminder)) for reminder in found]
            if not all(task.result() for task in seen_to):
                return

    async def _see_to(self, reminder: ReviewReminder) -> bool:
        """See to a reminder that nobody else is at; False if the store is away."""
        bind_contextvars(member=reminder.member.id)
        now = self._clock.now()
        try:
            is_ours = await self._store.claim_reminder(reminder, now, now + HOLD)
            is_late = now - reminder.at >= TOO_LATE
            if is_ours and (is_late or await self._has_reminded(reminder)):
                await self._settle(reminder)
        except StoreAway as exc:
            log.warning("a reminder waits for the store: %s", exc)
            return False
        return True

    async def _has_reminded(self, reminder: ReviewReminder) -> bool:
        """Remind a member; False if that has to wait for their platform."""
        try:
            await self._remind(reminder)
        except ChannelUnreachable as exc:
            log.info("a member cannot be reminded now: %s", exc)
            return exc.reason != "away"
        except StoreAway:
            raise
        except Exception:
            log.exception("reminding a member failed")
        return True

    async def _remind(self, reminder: ReviewReminder) -> None:
        member = reminder.member
        due = await self._queue.due(member.id)
        channel = await self._active(due)
        if channel is not None:
            zone = own_zone(member) or UTC_ZONE
            key = f"reminder:{member.id}:{reminder.at.astimezone(zone).date()}"
            card = views.reminder(member.language, len(due))
            await self._chat.post(Address(channel, only=member.id), card, key)

    async def _active(self, due: list[ReviewQuestion]) -> ChannelId | None:
        """Return the first channel of what is due that runs a quiz now."""
        for id in dict.fromkeys(one.card.channel for one in due):
            channel = await self._store.channel(id)
            if channel and channel.is_active and not self._is_paused(channel):
                return id
        return None

    def _is_paused(self, channel: Channel) -> bool:
        today = local_date(channel, self._clock.now())
        return any(one.is_pause and one.covers(today) for one in channel.days_off)

    async def _settle(self, reminder: ReviewReminder) -> None:
        member = reminder.member
        at = (await self._store.preferences(member.id)).reminder_at
        zone = own_zone(member) or UTC_ZONE
        following = rules.next_reminder(at, zone, self._clock.now()) if at else None
        await self._store.settle_reminder(reminder, following)
