"""What happens to a channel's rounds, step by step, from claim to reveal.

A round is claimed in the store before it is sent, and its message is stored after; so is its end
before the reveal. Whatever was interrupted in between is looked up on the platform by its key and
taken from there. Who takes these steps does so for one channel at a time.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.quiz.errors import ChannelUnreachable, Refusal, StoreAway
from bot.quiz.library import Library
from bot.quiz.model import (
    Address,
    Asked,
    Channel,
    EventId,
    MessageId,
    NewRound,
    QuestionId,
    Round,
    RoundState,
)
from bot.quiz.ports import Chat, Clock, Store
from bot.quiz.rounds import schedule, selection
from bot.quiz.rounds.boards import Boards
from bot.quiz.rounds.reveals import Reveals
from content.schema import Question

log = logging.getLogger(__name__)

ENDS = {RoundState.CLOSING: RoundState.CLOSED, RoundState.SKIPPING: RoundState.SKIPPED}
UNSETTLED = [RoundState.CLAIMED, RoundState.OPEN, *ENDS]
NEVER = datetime.max.replace(tzinfo=UTC)


class Lifecycle:
    """Takes the steps of rounds; `boards` shows how a round stands."""

    def __init__(
        self, store: Store, chat: Chat, library: Library, boards: Boards, clock: Clock
    ) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._boards = boards
        self._reveals = Reveals(store, chat, clock)
        self._clock = clock

    async def serve(self, channel: Channel, *, is_due: bool) -> None:
        """Claim the question of the day if it is due, and settle the channel's rounds.

        Raises:
            ChannelUnreachable: the deck is empty, or what is left to do would be in vain.
        """
        is_empty = is_due and not await self._start_daily(channel)
        await self._settle(channel)
        if is_empty:
            raise _empty(channel)

    async def _start_daily(self, channel: Channel) -> bool:
        """Claim the day's question unless there is one; False if there is none to ask.

        It is noted as missed when it is too late; but a channel that was never asked anything has
        missed nothing.
        """
        now = self._clock.now()
        due, following = schedule.latest_due(channel, now), schedule.next_due(channel, now)
        asked = await self._store.asked(channel.id)
        is_late = due is None or schedule.is_too_late(channel, due.at, now)
        new = None
        if due is not None and (asked or not is_late):
            question = self._choose(channel, asked)
            if question is None:
                return bool(await self._store.rounds(channel=channel.id, local_date=due.local_date))
            new = _new_round(channel, question, due)
        next_at = following.at if following else NEVER
        claimed = await self._store.schedule(channel, next_at, new)
        if claimed and is_late:
            await self._miss(claimed)
        return True

    async def _settle(self, channel: Channel) -> None:
        """Go on with rounds whose start or end was begun, and end those whose time is over."""
        now = self._clock.now()
        for round in await self._rounds(channel, *UNSETTLED):
            try:
                if round.state is RoundState.CLAIMED:
                    await self._reconcile(channel, round)
                elif round.state in ENDS:
                    await self._end(channel, round)
                elif round.closes_at <= now:
                    await self._close(channel, round)
            except (ChannelUnreachable, StoreAway):
                raise
            except Exception:
                log.exception("round %s could not be settled", round.id)

    async def _miss(self, claimed: Round) -> None:
        missed = replace(claimed, state=RoundState.MISSED)
        await self._store.save_round(missed, since=RoundState.CLAIMED)

    async def upcoming(self, channel: Channel) -> Question | None:
        """Return the question that would be posted next."""
        return self._choose(channel, await self._store.asked(channel.id))

    def _choose(self, channel: Channel, asked: Mapping[QuestionId, Asked]) -> Question | None:
        return selection.choose(
            self._library.askable(channel), asked, channel.topics, channel.levels
        )

    async def _send(self, channel: Channel, claimed: Round) -> Round | None:
        main = self._library.main(claimed)
        if main is None:
            log.error("round %s is missed: its question %s is gone", claimed.id, claimed.question)
            await self._miss(claimed)
            return None
        return await self._open(claimed, await self._boards.post(channel, claimed, main))

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

    async def post_extra(self, channel: Channel, request: EventId, ends: RoundState) -> bool:
        """Bring what is open to its end, post a question, and tell whether it is up.

        Raises:
            Refusal: no question is open to be skipped.
            ChannelUnreachable: the question goes out later, if it is claimed.
        """
        await self._settle(channel)
        now = self._clock.now()
        if ends is RoundState.SKIPPING and not await self._rounds(channel, RoundState.OPEN):
            raise Refusal("error-no-open-round")
        question = await self.upcoming(channel)
        if question is None:
            raise _empty(channel)
        due = schedule.Due(schedule.local_date(channel, now), now)
        new = replace(_new_round(channel, question, due), slot=None, request=request)
        claimed = await self._store.claim(new, ends)
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
                reveal = await self._reveals.post(channel, round, main)
            elif schedule.is_too_late(channel, round.closes_at, self._clock.now()):
                log.error("round %s ends unrevealed: its question is gone", round.id)
            else:
                return
        await self._boards.redraw(channel, round)
        ended = replace(round, state=ENDS[round.state], reveal=reveal)
        await self._store.save_round(ended, since=round.state)


def _new_round(channel: Channel, question: Question, due: schedule.Due) -> NewRound:
    return NewRound(
        channel=channel.id,
        local_date=due.local_date,
        question=QuestionId(question.id),
        due_at=due.at,
        closes_at=schedule.closing(channel, due.local_date),
        takes_drafts=channel.takes_drafts,
    )


def _empty(channel: Channel) -> ChannelUnreachable:
    return ChannelUnreachable(f"no question in {', '.join(channel.decks)}", "empty")
