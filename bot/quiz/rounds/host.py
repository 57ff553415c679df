"""Keeps the rounds of all channels going, side by side: daily, on request, and their boards."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.library import Library
from bot.quiz.model import Channel, ChannelId, EventId, RoundId, RoundState
from bot.quiz.ports import Chat, Clock, Figures, Store
from bot.quiz.rounds.boards import Boards
from bot.quiz.rounds.channel_health import ChannelHealth
from bot.quiz.rounds.lifecycle import Lifecycle
from bot.quiz.rounds.slots import Slots
from content.schema import Question

log = logging.getLogger(__name__)

TICK_S = 15.0
BOARD_S = 3.0
AT_ONCE = 100
AT_ONCE_EACH = 8
Key = ChannelId | RoundId
Work = Callable[[], Coroutine[Any, Any, None]]


class RoundHost:
    """Runs the rounds of all channels of one process; none waits for another.

    A lock for each channel keeps the steps of its rounds in order.
    """

    def __init__(
        self,
        store: Store,
        chat: Chat,
        troubles: ChannelHealth,
        library: Library,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._store = store
        self._troubles = troubles
        self._clock = clock
        self._boards = Boards(store, chat, library, figures, clock)
        self._rounds = Lifecycle(store, chat, library, self._boards, clock)
        self._locks = KeyedLocks()
        self._slots = Slots(AT_ONCE, AT_ONCE_EACH)
        self._under_way: set[Key] = set()
        self._stale_boards: set[RoundId] = set()

    async def run(self) -> None:
        """Post and close what is due, for ever; nobody waits for a channel that takes its time."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    self._start(tasks, await self._due())
                except StoreAway as exc:
                    log.warning("the channels wait for the store: %s", exc)
                except Exception:
                    log.exception("the channels could not be looked through")
                await self._clock.sleep(TICK_S)

    async def tick(self) -> None:
        """Do everything that is due now; a channel that fails does not hold up the others."""
        due = await self._due()
        async with asyncio.TaskGroup() as tasks:
            self._start(tasks, due)

    async def _due(self) -> dict[Key, Work]:
        """Return what is to do for each channel that has something to do."""
        now = self._clock.now()
        due = {channel.id: channel for channel in await self._store.due(now)}
        unsettled = {channel.id: channel for channel in await self._store.unsettled(now)}
        return {
            id: partial(self._serve, channel, is_due=id in due)
            for id, channel in (due | unsettled).items()
        }

    def _start(self, tasks: asyncio.TaskGroup, todo: Mapping[Key, Work]) -> None:
        """Do each work in a task of its own, unless what has its key is under way still."""
        for key, work in todo.items():
            if key not in self._under_way:
                self._under_way.add(key)
                task = tasks.create_task(work(), name=f"rounds {key}")
                task.add_done_callback(partial(self._over, key))

    def _over(self, key: Key, _task: asyncio.Task[None]) -> None:
        self._under_way.discard(key)

    @asynccontextmanager
    async def _turn(self, channel: Channel) -> AsyncIterator[None]:
        """Be the one who works on a channel, when there is room for it."""
        async with self._slots.of(channel.workspace), self._locks.of(channel.id):
            yield

    async def _serve(self, seen: Channel, *, is_due: bool) -> None:
        try:
            async with self._turn(seen):
                channel = await self._store.channel(seen.id)
                if channel is not None and channel.is_active:
                    work = partial(self._rounds.serve, channel, is_due=is_due)
                    await self._troubles.guard(channel, work)
        except StoreAway as exc:
            log.warning("channel %s waits for the store: %s", seen.id, exc)
        except Exception:
            log.exception("serving channel %s failed", seen.id)

    async def upcoming(self, channel: Channel) -> Question | None:
        """Return the question that would be posted next."""
        return await self._rounds.upcoming(channel)

    async def post_now(self, channel: Channel, request: EventId) -> bool:
        """Close what is open and post a question at once; tell whether it is up.

        A request that comes again goes on with what it began.
        """
        async with self._locks.of(channel.id):
            return await self._rounds.post_extra(channel, request, RoundState.CLOSING)

    async def skip(self, channel: Channel, request: EventId) -> bool:
        """Drop the open question without a reveal and post another in its place, as `post_now`.

        Raises:
            Refusal: no question is open.
        """
        async with self._locks.of(channel.id):
            return await self._rounds.post_extra(channel, request, RoundState.SKIPPING)

    def answered(self, round: RoundId) -> None:
        """Note that a round's board is out of date."""
        self._stale_boards.add(round)

    async def run_boards(self) -> None:
        """Bring changed boards up to date at a polite pace, for ever."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._clock.sleep(BOARD_S)
                self._start(tasks, self._stale())

    async def refresh_boards(self) -> None:
        """Redraw the boards that are out of date, each once; one that fails is left as it is."""
        async with asyncio.TaskGroup() as tasks:
            self._start(tasks, self._stale())

    def _stale(self) -> dict[Key, Work]:
        """Return the boards to redraw; one being redrawn already has its turn after that."""
        stale = self._stale_boards - self._under_way
        self._stale_boards -= stale
        return {round: partial(self._refresh, round) for round in stale}

    async def _refresh(self, id: RoundId) -> None:
        try:
            round = await self._store.round(id)
            channel = await self._store.channel(round.channel) if round else None
            if channel:
                async with self._turn(channel):
                    await self._redraw(channel, id)
        except Exception:
            log.exception("the board of round %s could not be redrawn", id)

    async def _redraw(self, channel: Channel, id: RoundId) -> None:
        round = await self._store.round(id)
        try:
            if round:
                await self._boards.redraw(channel, round)
        except ChannelUnreachable as exc:
            await self._troubles.met(channel, exc)
