"""Rounds from claim to reveal: posts each channel's question once, and closes it once.

A round is claimed in the store before it is sent, and its message is stored after; so is its end
before the reveal. Whatever was interrupted in between is looked up on the platform by its key and
taken from there.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from bot.quiz import progress, schedule, scoring, selection
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable, Refusal
from bot.quiz.library import Library
from bot.quiz.model import (
    Address,
    Channel,
    ChannelId,
    EventId,
    MessageId,
    NewRound,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.ports import Agenda, Answers, Channels, Chat, Clock, Figures, Rounds, Scores
from bot.quiz.streaks import streaks
from bot.quiz.trouble import Troubles
from bot.quiz.views import question as question_views
from bot.quiz.views import reveal as reveal_views
from content.schema import Question

log = logging.getLogger(__name__)

TICK_S = 15.0
BOARD_S = 3.0
NEVER = datetime.max.replace(tzinfo=UTC)
ENDS = {RoundState.CLOSING: RoundState.CLOSED, RoundState.SKIPPING: RoundState.SKIPPED}
UNSETTLED = [RoundState.CLAIMED, RoundState.OPEN, *ENDS]


class RoundStore(Channels, Agenda, Rounds, Answers, Scores, Protocol):
    """The part of the store that rounds need."""


class RoundHost:
    """Runs the rounds of all channels of one process; one lock keeps its steps in order."""

    def __init__(
        self,
        store: RoundStore,
        chat: Chat,
        troubles: Troubles,
        library: Library,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._store = store
        self._chat = chat
        self._troubles = troubles
        self._library = library
        self._figures = figures
        self._clock = clock
        self._lock = asyncio.Lock()
        self._stale_boards: set[RoundId] = set()

    async def run(self) -> None:
        """Post and close what is due, for ever."""
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("the channels could not be looked through")
            await self._clock.sleep(TICK_S)

    async def run_boards(self) -> None:
        """Bring changed boards up to date at a polite pace, for ever."""
        while True:
            await self._clock.sleep(BOARD_S)
            await self.refresh_boards()

    async def tick(self) -> None:
        """Do everything that is due now; a channel that fails does not hold up the others."""
        now = self._clock.now()
        due = {channel.id for channel in await self._store.due(now)}
        unsettled = {channel.id for channel in await self._store.unsettled(now)}
        for channel in sorted(due | unsettled):
            try:
                async with self._lock:
                    await self._serve(channel, is_due=channel in due)
            except Exception:
                log.exception("serving channel %s failed", channel)

    async def _serve(self, id: ChannelId, *, is_due: bool) -> None:
        channel = await self._store.channel(id)
        if channel is not None and channel.is_active:
            work = partial(self._do_what_is_due, channel, is_due=is_due)
            await self._troubles.guard(channel, work)

    async def _do_what_is_due(self, channel: Channel, *, is_due: bool) -> None:
        now = self._clock.now()
        await self._settle(channel, now)
        if is_due:
            await self._start_daily(channel, now)

    async def _settle(self, channel: Channel, now: datetime) -> None:
        """Go on with rounds whose start or end was begun, and end those whose time is over.

        Raises:
            ChannelUnreachable: what is left to do would be in vain.
        """
        for round in await self._store.rounds(channel=channel.id, states=UNSETTLED):
            try:
                if round.state is RoundState.CLAIMED:
                    await self._reconcile(channel, round)
                elif round.state in ENDS:
                    await self._end(channel, round)
                elif round.closes_at <= now:
                    await self._close(channel, round)
            except ChannelUnreachable:
                raise
            except Exception:
                log.exception("round %s could not be settled", round.id)

    async def _start_daily(self, channel: Channel, now: datetime) -> None:
        due = schedule.latest_due(channel, now)
        claimed = await self._claim_daily(channel, due, now) if due else None
        following = schedule.next_due(channel, now)
        await self._store.schedule(channel, following.at if following else NEVER)
        if claimed:
            await self._send(channel, claimed)

    async def _claim_daily(
        self, channel: Channel, due: schedule.Due, now: datetime
    ) -> Round | None:
        """Claim the question of a date, unless it has one; note it as missed when it is too late.

        A channel that was never asked anything has missed nothing.
        """
        if await self._store.rounds(channel=channel.id, local_date=due.local_date):
            return None
        if not schedule.is_too_late(channel, due.at, now):
            return await self._claim(channel, due)
        if await self._store.asked(channel.id):
            missed = await self._claim(channel, due)
            if missed:
                await self._miss(missed)
        return None

    async def _claim(
        self,
        channel: Channel,
        due: schedule.Due,
        slot: int | None = 0,
        request: EventId | None = None,
        ends: RoundState | None = None,
    ) -> Round | None:
        question = await self.upcoming(channel)
        if question is None:
            raise ChannelUnreachable(f"deck {channel.deck} holds no question", "empty")
        return await self._store.claim(
            NewRound(
                channel=channel.id,
                local_date=due.local_date,
                question=QuestionId(question.id),
                due_at=due.at,
                closes_at=schedule.closing(channel, due.local_date),
                slot=slot,
                takes_drafts=channel.takes_drafts,
                request=request,
            ),
            ends,
        )

    async def _miss(self, claimed: Round) -> None:
        missed = replace(claimed, state=RoundState.MISSED)
        await self._store.save_round(missed, since=RoundState.CLAIMED)

    async def upcoming(self, channel: Channel) -> Question | None:
        """Return the question that would be posted next."""
        asked = await self._store.asked(channel.id)
        return selection.choose(self._library.askable(channel), asked, channel.topics)

    async def _send(self, channel: Channel, claimed: Round) -> Round | None:
        main = self._library.main(claimed)
        if main is None:
            log.error("round %s is missed: its question %s is gone", claimed.id, claimed.question)
            await self._miss(claimed)
            return None
        card = await self._board(channel, claimed, main)
        message = await self._chat.post(Address(channel.id), card, claimed.key)
        return await self._open(claimed, message)

    async def _open(self, claimed: Round, message: MessageId) -> Round | None:
        opened = replace(claimed, state=RoundState.OPEN, message=message)
        if await self._store.save_round(opened, since=RoundState.CLAIMED):
            return opened
        return await self._store.round(claimed.id)

    async def _reconcile(self, channel: Channel, claimed: Round) -> Round | None:
        message = await self._chat.find(Address(channel.id), claimed.key)
        if message is not None:
            return await self._open(claimed, message)
        if schedule.is_too_late(channel, claimed.due_at, self._clock.now()):
            await self._miss(claimed)
            return None
        return await self._send(channel, claimed)

    async def post_now(self, channel: Channel, request: EventId) -> bool:
        """Close what is open and post a question at once; tell whether it is up.

        A request that comes again goes on with what it began.
        """
        async with self._lock:
            return await self._post_extra(channel, request, RoundState.CLOSING)

    async def skip(self, channel: Channel, request: EventId) -> bool:
        """Drop the open question without a reveal and post another in its place, as `post_now`.

        Raises:
            Refusal: no question is open.
        """
        async with self._lock:
            return await self._post_extra(channel, request, RoundState.SKIPPING)

    async def _post_extra(self, channel: Channel, request: EventId, ends: RoundState) -> bool:
        now = self._clock.now()
        await self._settle(channel, now)
        if ends is RoundState.SKIPPING and not await self._rounds(channel, RoundState.OPEN):
            raise Refusal("error-no-open-round")
        due = schedule.Due(schedule.local_date(channel, now), now)
        claimed = await self._claim(channel, due, None, request, ends)
        round = claimed or await self._store.requested(request)
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
        if await self._store.save_round(closing, since=RoundState.OPEN):
            await self._end(channel, closing)

    async def _end(self, channel: Channel, round: Round) -> None:
        """Do what the end of a round takes; one whose deck is away waits a while for it."""
        reveal = round.reveal
        if round.state is RoundState.CLOSING:
            main = self._library.main(round)
            if main is not None:
                reveal = await self._reveal(channel, round, main)
            elif schedule.is_too_late(channel, round.closes_at, self._clock.now()):
                log.error("round %s ends unrevealed: its question is gone", round.id)
            else:
                return
        await self._redraw(channel, round)
        ended = replace(round, state=ENDS[round.state], reveal=reveal)
        await self._store.save_round(ended, since=round.state)

    async def _reveal(self, channel: Channel, round: Round, main: Question) -> MessageId:
        thread = Address(channel.id, thread=round.message)
        key = f"reveal:{round.id}"
        reveal = await self._chat.find(thread, key)
        if reveal is None:
            card = await self._reveal_card(channel, round, main)
            reveal = await self._chat.post(thread, card, key)
        await self._reveal_follow_ups(channel, round, main, thread)
        return reveal

    async def _reveal_card(self, channel: Channel, round: Round, main: Question) -> Card:
        answers = await self._store.answers(round=round.id, question=round.question)
        scores = await self._store.scores(channel.id, round.local_date, round.local_date)
        studied = await self._store.study_dates(channel.id)
        today = schedule.local_date(channel, self._clock.now())
        everyone = streaks(studied, today, channel.weekdays)
        day = scoring.rank([s for s in scores if s.points > 0], everyone)
        return reveal_views.reveal(channel.language, main, answers, day)

    async def _reveal_follow_ups(
        self, channel: Channel, round: Round, main: Question, thread: Address
    ) -> None:
        for step in progress.steps(main)[1:]:
            question = QuestionId(step.question.id)
            answers = await self._store.answers(round=round.id, question=question)
            key = f"reveal:{round.id}:{question}"
            if answers and await self._chat.find(thread, key) is None:
                card = reveal_views.follow_up_reveal(channel.language, step, answers)
                await self._chat.post(thread, card, key)

    def answered(self, round: RoundId) -> None:
        """Note that a round's board is out of date."""
        self._stale_boards.add(round)

    async def refresh_boards(self) -> None:
        """Redraw the boards that are out of date, each once; one that fails is left as it is."""
        stale, self._stale_boards = self._stale_boards, set()
        for round in stale:
            try:
                await self._refresh(round)
            except Exception:
                log.exception("the board of round %s could not be redrawn", round)

    async def _refresh(self, id: RoundId) -> None:
        round = await self._store.round(id)
        channel = await self._store.channel(round.channel) if round else None
        if round and channel:
            try:
                await self._redraw(channel, round)
            except ChannelUnreachable as exc:
                await self._troubles.met(channel, exc)

    async def _redraw(self, channel: Channel, round: Round) -> None:
        main = self._library.main(round)
        if round.message and main:
            card = await self._board(channel, round, main)
            await self._chat.edit(Address(channel.id), round.message, card)

    async def _board(self, channel: Channel, round: Round, main: Question) -> Card:
        answers = await self._store.answers(round=round.id)
        members = len({answer.member for answer in answers})
        figure = await self._figures.figure(main.figure) if main.figure else None
        return question_views.board(channel, round, main, members, self._clock.now(), figure)
