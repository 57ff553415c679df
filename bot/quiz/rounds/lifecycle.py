"""What happens to a channel's rounds, step by step, from claim to reveal.

A round is claimed in the store before it is sent, and its message is stored after; so is its end
before the reveal. Whatever was interrupted in between is looked up on the platform by its key and
taken from there. Who takes these steps does so for one channel at a time.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bot import metrics
from bot.quiz.audit.model import AuditEntry
from bot.quiz.errors import ChannelUnreachable, Refusal, StillOpen, StoreAway
from bot.quiz.library import Library
from bot.quiz.model import (
    BEGUN,
    UNSETTLED,
    Address,
    Channel,
    ChannelId,
    EventId,
    MessageId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.ports import Chat, Clock
from bot.quiz.recaps.recaps import Recaps
from bot.quiz.rounds import schedule
from bot.quiz.rounds.boards import Boards
from bot.quiz.rounds.channel_health import ChannelHealth
from bot.quiz.rounds.claims import Claims, no_question
from bot.quiz.rounds.reveals import Reveals
from bot.quiz.rounds.round_reminders import RoundReminders
from bot.quiz.seasons.ends import SeasonEnds
from bot.quiz.store import Store

log = logging.getLogger(__name__)

ENDS = {RoundState.CLOSING: RoundState.CLOSED, RoundState.SKIPPING: RoundState.SKIPPED}
GRADES_TAKE = timedelta(minutes=5)


class Lifecycle:
    """Takes the steps of rounds, each as `claims` begins it and `boards` shows it."""

    def __init__(
        self,
        store: Store,
        chat: Chat,
        library: Library,
        boards: Boards,
        health: ChannelHealth,
        seasons: SeasonEnds,
        recaps: Recaps,
        clock: Clock,
    ) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._boards = boards
        self.claims = Claims(store, chat, library, clock)
        self._health = health
        self._seasons = seasons
        self._recaps = recaps
        self._reveals = Reveals(store, chat, clock)
        self._reminders = RoundReminders(store, chat, library, clock)
        self._clock = clock

    async def serve(self, channel: Channel, *, is_due: bool) -> None:
        """Claim the question of the day if it is due, and settle the channel's rounds.

        Raises:
            ChannelUnreachable: the deck is empty, or what is left to do would be in vain.
        """
        is_empty = is_due and not await self.claims.start_daily(channel)
        await self.settle(channel)
        if is_empty:
            raise no_question(channel)

    async def settle(self, channel: Channel) -> None:
        """Go on with what was begun, and end rounds whose time is over.

        What is over is told between reveals and the next question, which stays the newest message
        and comes all the same where what is over can't be told.

        Raises:
            ChannelUnreachable: what is left to do would be in vain.
        """
        rounds = await self._rounds(channel, *UNSETTLED)
        begun = [round for round in rounds if round.state is RoundState.CLAIMED]
        try:
            await self._settle_rounds(channel, [round for round in rounds if round not in begun])
            await self._tell(channel)
        finally:
            await self._settle_rounds(channel, begun)

    async def _tell(self, channel: Channel) -> None:
        """Tell of seasons and weeks whose rounds have all come to their end."""
        for end in (self._seasons, self._recaps):
            try:
                await end.settle(channel, partial(self._open_since, channel))
            except (ChannelUnreachable, StoreAway):
                raise
            except Exception:
                log.exception("what is over in %s could not be told", channel.id)

    async def _open_since(self, channel: Channel, grace: timedelta) -> date:
        """Return the first date with a round that is not over, or over for no longer than `grace`.

        Grades that are still to come are waited for, but not for long.
        """
        closed_after = self._clock.now() - grace
        unsettled = await self._rounds(channel, *UNSETTLED)
        unsettled += await self._store.rounds(
            channel=channel.id, closed_after=closed_after, states=ENDS.values()
        )
        unsettled += await self._store.being_graded(channel.id, closed_after - GRADES_TAKE)
        return min((round.local_date for round in unsettled), default=date.max)

    async def _settle_rounds(self, channel: Channel, rounds: Sequence[Round]) -> None:
        now = self._clock.now()
        for round in rounds:
            try:
                if round.state is RoundState.CLAIMED:
                    await self._reconcile(channel, round)
                elif round.state in ENDS:
                    await self._end(channel, round)
                elif round.closes_at <= now:
                    await self._close(channel, round)
                elif round.remind_at and round.remind_at <= now:
                    await self._reminders.post(channel, round)
            except (ChannelUnreachable, StoreAway):
                raise
            except Exception:
                log.exception("round %s could not be settled", round.id)

    async def _send(self, channel: Channel, claimed: Round) -> Round | None:
        main = self._library.main(claimed)
        if main is None:
            log.error("round %s is missed: its question %s is gone", claimed.id, claimed.question)
            await self.claims.miss(claimed)
            return None
        message = await self._boards.post(channel, claimed, main)
        opened = await self._open(channel, claimed, message)
        if claimed.request is None:
            lateness = self._clock.now() - claimed.due_at
            metrics.ROUND_LATENESS.observe(lateness.total_seconds())
        await self._health.tell_of_lacks(channel)
        return opened

    async def _open(self, channel: Channel, claimed: Round, message: MessageId) -> Round | None:
        now = self._clock.now()
        asks_study = schedule.asks_study(channel, claimed.local_date, claimed.due_at, now)
        opened = replace(
            claimed, state=RoundState.OPEN, message=message, posted_at=now, asks_study=asks_study
        )
        if await self._store.update_round(opened, since=RoundState.CLAIMED):
            return opened
        return await self._store.round(claimed.id)

    async def _reconcile(self, channel: Channel, claimed: Round) -> Round | None:
        """Go on with a claim; one that took too long, or was overtaken, is posted no more."""
        if await self._chat.find(Address(channel.id), claimed.key):
            opened = await self._send(channel, claimed)
            if opened and await self._newer(opened):
                await self._close(channel, opened)
            return opened
        now = self._clock.now()
        if claimed.request and schedule.is_expired(claimed.due_at, now):
            log.warning("round %s is not posted: it was asked for long ago", claimed.id)
            await self._store.withdraw(claimed.id)
            return None
        if schedule.is_too_late(channel, claimed.due_at, now) or await self._newer(claimed):
            await self.claims.miss(claimed)
            return None
        return await self._send(channel, claimed)

    async def _newer(self, round: Round) -> bool:
        """Tell whether something has taken a round's place since: no other daily question does."""
        return any(
            other.id > round.id and (other.slot == round.slot or round.request or other.request)
            for other in await self.begun(round.channel)
        )

    async def begun(self, channel: ChannelId) -> list[Round]:
        """Return the rounds that are open in a channel, or about to be."""
        return await self._store.rounds(channel=channel, states=BEGUN)

    async def post_now(
        self,
        channel: Channel,
        request: EventId,
        over: RoundId | None,
        entry: AuditEntry | None = None,
    ) -> bool:
        """Close all open rounds and post a question; tell whether it is up.

        Raises:
            StillOpen: a round is open, and `over` isn't the newest of them.
            ChannelUnreachable: the question goes out soon or never, if it is claimed.
        """
        if await self._store.requested(request) is None:
            await self.settle(channel)
            begun = await self.begun(channel.id)
            if begun and begun[-1].id != over:
                raise StillOpen(begun)
        next_one = schedule.next_daily(channel, self._clock.now())
        return await self._post_extra(channel, next_one, request, RoundState.CLOSING, entry)

    async def skip(
        self, channel: Channel, request: EventId, entry: AuditEntry | None = None
    ) -> bool:
        """Drop the newest open question without a reveal and post one in its place, as `post_now`.

        Raises:
            Refusal: no question is open.
        """
        daily, newest = channel, None
        if await self._store.requested(request) is None:
            await self.settle(channel)
            newest = next(reversed(await self._rounds(channel, RoundState.OPEN)), None)
            if newest is None:
                raise Refusal("error-no-open-round")
            daily = schedule.daily_of(channel, newest, self._clock.now())
        over = newest.id if newest else None
        return await self._post_extra(channel, daily, request, RoundState.SKIPPING, entry, over)

    async def _post_extra(
        self,
        channel: Channel,
        daily: Channel,
        request: EventId,
        ends: RoundState,
        entry: AuditEntry | None,
        over: RoundId | None = None,
    ) -> bool:
        round = await self._store.requested(request)
        if round is None:
            round = await self.claims.claim_extra(daily, request, ends, entry, over)
        if round and round.state is RoundState.CLAIMED:
            round = await self._reconcile(channel, round)
        await self._settle_ends(channel)
        return round is not None and round.state is RoundState.OPEN

    async def _settle_ends(self, channel: Channel) -> None:
        """End what is to end; where that fails it is left to the next tick."""
        for round in await self._rounds(channel, *ENDS):
            try:
                await self._end(channel, round)
            except ChannelUnreachable as exc:
                log.warning("round %s ends later: %s", round.id, exc)
            except Exception:
                log.exception("round %s ends later", round.id)

    async def _rounds(self, channel: Channel, *states: RoundState) -> list[Round]:
        return await self._store.rounds(channel=channel.id, states=states)

    async def _close(self, channel: Channel, round: Round) -> None:
        closing = replace(round, state=RoundState.CLOSING)
        if await self._store.update_round(closing, since=RoundState.OPEN):
            await self._end(channel, closing)

    async def _end(self, channel: Channel, round: Round) -> None:
        """Do what the end of a round takes; one whose deck is away waits a while for it."""
        reveal = round.reveal
        if round.state is RoundState.CLOSING:
            main = self._library.main(round)
            if main is not None:
                upcoming = await self.claims.upcoming(channel)
                reveal = await self._reveals.post(channel, round, main, upcoming)
            elif schedule.is_too_late(channel, round.closes_at, self._clock.now()):
                log.error("round %s ends unrevealed: its question is gone", round.id)
            else:
                return
        await self._boards.redraw(channel, round)
        ended = replace(round, state=ENDS[round.state], reveal=reveal)
        await self._store.update_round(ended, since=round.state)

    async def redraw_reveal(self, channel: Channel, round: Round) -> None:
        """Show a reveal as it is now, unless it was never posted or its question is gone."""
        main = self._library.main(round)
        if round.reveal and main:
            await self._reveals.redraw(channel, round, main, await self.claims.upcoming(channel))
