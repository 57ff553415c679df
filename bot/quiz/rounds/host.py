"""Keeps the rounds of all channels going, side by side: daily, on request, and their messages."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

from structlog.contextvars import bind_contextvars

from bot import metrics
from bot.quiz.audit.model import AuditEntry
from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.figures import Figures
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.leased import leased
from bot.quiz.library import Library
from bot.quiz.model import Channel, ChannelId, EventId, Round, RoundId
from bot.quiz.moderation.erasing import Erasing
from bot.quiz.ports import ChannelAccess, Chat, Clock
from bot.quiz.recaps.recaps import Recaps
from bot.quiz.rounds.away import Away
from bot.quiz.rounds.boards import Boards
from bot.quiz.rounds.channel_health import ChannelHealth
from bot.quiz.rounds.lifecycle import Lifecycle
from bot.quiz.rounds.schedule import Upcoming
from bot.quiz.rounds.slots import Slots
from bot.quiz.seasons.ends import SeasonEnds
from bot.quiz.store import Store

log = logging.getLogger(__name__)

TICK_S = 15.0
BOARD_S = 3.0
AT_ONCE = 100
AT_ONCE_EACH = 8
Key = ChannelId | RoundId | str
Work = Callable[[], Coroutine[Any, Any, None]]
Redraw = Callable[[Channel, Round], Awaitable[None]]


class RoundHost:
    """Runs the rounds of all channels of one process; none waits for another.

    A lock for each channel keeps the steps of its rounds in order. `ticked_at` is when all were
    last looked through.
    """

    def __init__(
        self,
        store: Store,
        chat: Chat,
        access: ChannelAccess,
        library: Library,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._store = store
        self._access = access
        self._health = ChannelHealth(store, chat, access, clock)
        self._clock = clock
        self._away = Away(store, clock)
        self._boards = Boards(store, chat, library, figures, clock)
        seasons, recaps = SeasonEnds(store, chat), Recaps(store, chat, library, figures)
        self._rounds = Lifecycle(
            store, chat, library, self._boards, self._health, seasons, recaps, clock
        )
        self._erasing = Erasing(store, chat, library, self._rounds.redraw_reveal)
        self._locks = KeyedLocks()
        self._slots = Slots(AT_ONCE, AT_ONCE_EACH)
        self._under_way: set[Key] = set()
        self._stale: dict[Key, Work] = {}
        self.ticked_at: datetime | None = None

    async def run(self) -> None:
        """Post and close what is due, for ever; nobody waits for a channel that takes its time."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    with metrics.TICK.time():
                        await self._away.look()
                        self._start(tasks, await self._due())
                    self.ticked_at = self._clock.now()
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
        served: dict[Key, Work] = {
            id: partial(self._serve, channel, is_due=id in due)
            for id, channel in (due | unsettled).items()
            if self._access.serves(channel)
        }
        left = await self._store.left_behind()
        return served | {f"erase:{id}": partial(self._erase, id) for id in left}

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
        async with self._slots.of(channel.workspace), self._alone(channel.id):
            yield

    @asynccontextmanager
    async def _alone(self, channel: ChannelId) -> AsyncIterator[None]:
        """Be the only one of all processes who works on a channel, once others are done."""
        lease = leased(self._store, f"channel:{channel}", self._clock.sleep)
        async with self._locks.of(channel), lease:
            yield

    async def _serve(self, seen: Channel, *, is_due: bool) -> None:
        bind_contextvars(channel=seen.id)
        try:
            async with self._turn(seen):
                channel = await self._store.channel(seen.id)
                if channel is not None and channel.is_active:
                    work = partial(self._rounds.serve, channel, is_due=is_due)
                    await self._health.guard(channel, work)
        except StoreAway as exc:
            log.warning("channel %s waits for the store: %s", seen.id, exc)
        except Exception:
            log.exception("serving channel %s failed", seen.id)

    async def _erase(self, id: ChannelId) -> None:
        """Take what was of forgotten members out of a channel, be it active or not."""
        bind_contextvars(channel=id)
        try:
            channel = await self._store.channel(id)
            if channel is not None and self._access.serves(channel):
                async with self._turn(channel):
                    await self._health.guard(channel, partial(self._erasing.erase, channel))
        except StoreAway as exc:
            log.warning("channel %s waits for the store: %s", id, exc)
        except Exception:
            log.exception("what members left behind in channel %s stays there", id)

    async def settle(self, channel: Channel) -> None:
        """Go on at once with what was begun in a channel."""
        async with self._alone(channel.id):
            await self._rounds.settle(channel)

    async def upcoming(self, channel: Channel) -> Upcoming | None:
        """Return what would be posted next, and when; None without a study day."""
        return await self._rounds.claims.upcoming(channel)

    async def post_now(
        self,
        channel: Channel,
        request: EventId,
        over: RoundId | None = None,
        entry: AuditEntry | None = None,
    ) -> bool:
        """Close all open rounds and post a question at once; tell whether it is up.

        `over` is the newest of them that whoever asks knows of. A request that comes again goes on
        with what it began; `entry` is noted once, with the question.

        Raises:
            StillOpen: a round is open, and `over` isn't the newest of them.
        """
        async with self._alone(channel.id):
            return await self._rounds.post_now(channel, request, over, entry)

    async def skip(
        self, channel: Channel, request: EventId, entry: AuditEntry | None = None
    ) -> bool:
        """Drop the open question without a reveal and post another in its place, as `post_now`.

        Raises:
            Refusal: no question is open.
        """
        async with self._alone(channel.id):
            return await self._rounds.skip(channel, request, entry)

    def answered(self, round: RoundId) -> None:
        """Note that a round's board is out of date."""
        self._stale[round] = partial(self._refresh, round, self._boards.redraw)

    def revealed(self, round: RoundId) -> None:
        """Note that a round's reveal is out of date."""
        self._stale[f"reveal:{round}"] = partial(self._refresh, round, self._rounds.redraw_reveal)

    async def run_boards(self) -> None:
        """Bring changed boards and reveals up to date at a polite pace, for ever."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._clock.sleep(BOARD_S)
                self._start(tasks, self._take_stale())

    async def refresh_boards(self) -> None:
        """Redraw what is out of date, each once; what fails is left as it is."""
        async with asyncio.TaskGroup() as tasks:
            self._start(tasks, self._take_stale())

    def _take_stale(self) -> dict[Key, Work]:
        """Return what to redraw; a message being redrawn already has its turn after that."""
        return {key: self._stale.pop(key) for key in self._stale.keys() - self._under_way}

    async def _refresh(self, id: RoundId, redraw: Redraw) -> None:
        try:
            round = await self._store.round(id)
            channel = await self._store.channel(round.channel) if round else None
            if channel:
                bind_contextvars(channel=channel.id)
                async with self._turn(channel):
                    await self._redraw(channel, id, redraw)
        except Exception:
            log.exception("a message of round %s could not be redrawn", id)

    async def _redraw(self, channel: Channel, id: RoundId, redraw: Redraw) -> None:
        round = await self._store.round(id)
        try:
            if round:
                await redraw(channel, round)
        except ChannelUnreachable as exc:
            await self._health.met(channel, exc)
