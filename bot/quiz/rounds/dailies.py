"""Several questions a day: at which times, and from which decks each."""

from dataclasses import replace
from datetime import timedelta

from bot.quiz.audit.changes import changes
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import MAX_DAILY, Channel, DailyQuiz, Invocation
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import dailies_view as views
from bot.quiz.rounds import schedule
from bot.quiz.store import Store
from bot.quiz.times import read_time


class Dailies:
    """Handlers of `quiz times`, and of its buttons."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    async def show(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        await reply.show(views.times(invocation.member.language, channel))

    async def add(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form of one more question a day, or save what it says."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        slot = await self._free_slot(channel)
        if "at" not in args:
            await reply.ask(views.form(language, self._library.decks(), {}))
            return
        try:
            added = DailyQuiz(slot, read_time(args["at"]), self._read_decks(args.get("decks", "")))
            if added.at in {daily.at for daily in channel.by_slot.values()}:
                raise Refusal("error-time-taken", field="at", at=f"{added.at:%H:%M}")
        except Refusal as refusal:
            form = views.form(language, self._library.decks(), args)
            await reply.ask(asked_again(language, form, refusal))
            return
        more = sorted((*channel.more, added), key=lambda quiz: quiz.at)
        changed = replace(channel, more=tuple(more))
        # Its own last time is not made up for, but what else is due by now still comes.
        if due := schedule.latest_due(changed.by_slot[slot], self._clock.now()):
            since = due.at + timedelta(microseconds=1)
            changed = replace(changed, since=max(since, channel.since or since))
        await self._save(channel, changed, invocation, reply)

    async def remove(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        slot = int(invocation.args["slot"])
        more = tuple(quiz for quiz in channel.more if quiz.slot != slot)
        await self._save(channel, replace(channel, more=more), invocation, reply)

    async def _save(
        self, channel: Channel, changed: Channel, invocation: Invocation, reply: Reply
    ) -> None:
        by, at = invocation.member.id, self._clock.now()
        await self._store.save_channel(
            changed, *changes(channel, changed, by, invocation.event, at)
        )
        await reply.show(views.times(invocation.member.language, changed))

    def _read_decks(self, text: str) -> tuple[str, ...]:
        known = self._library.decks()
        chosen = {name.strip() for name in text.split(",") if name.strip()}
        if unknown := chosen - set(known):
            raise Refusal("error-unknown-deck", field="decks", given=min(unknown)[:40])
        if not chosen and len(known) != 1:
            raise Refusal("error-no-deck", field="decks")
        return tuple(name for name in known if name in chosen) if chosen else known

    async def _free_slot(self, channel: Channel) -> int:
        """Return a slot that no question of today has had, if there is one, or else any free."""
        free = set(range(MAX_DAILY)) - set(channel.by_slot)
        if not free:
            raise Refusal("error-enough-times", total=MAX_DAILY)
        today = schedule.local_date(channel, self._clock.now())
        return min(free.difference(await schedule.taken(self._store, channel, today)) or free)
