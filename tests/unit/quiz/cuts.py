"""What begins, ends or posts, cut off at each of its steps, and hosts that start anew after it."""

import asyncio
import contextlib
import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from bot.quiz.errors import ChannelUnreachable
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, Answer, QuestionId, RoundState
from bot.quiz.rounds.host import RoundHost
from tests.doubles import FakeFigures, ManualClock
from tests.fakes import InMemoryStore
from tests.fakes_chat import FakeChat
from tests.samples import new_answer
from tests.unit.quiz.conftest import CHANNEL, DECK, MINA, MORNING, a_round

CUTS = [asyncio.CancelledError, RuntimeError, ChannelUnreachable]
AFTER = pytest.mark.parametrize("comes_after", [False, True], ids=["before", "after"])
CUT = pytest.mark.parametrize("error", CUTS, ids=["killed", "broken", "away"])


class Cut:
    """Passes calls on until one is cut off: before it is made, or after it had its effect.

    After a call without one, all is as before the next.
    """

    def __init__(
        self, at: int, error: type[BaseException], effects: Callable[[], object], comes_after: bool
    ) -> None:
        self._left = at
        self._effects = effects
        self._error = error
        self._comes_after = comes_after
        self.happened = False

    def through(self, target: object) -> Any:
        return _Through(target, self)

    async def call(self, method: Callable[..., Awaitable[object]], *args: Any, **kw: Any) -> object:
        before = self._effects()
        if not self._comes_after:
            self._count()
        result = await method(*args, **kw)
        if self._comes_after and self._effects() != before:
            self._count()
        return result

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.happened = True
            raise self._error("cut off")


class _Through:
    def __init__(self, target: object, cut: Cut) -> None:
        self._target = target
        self._cut = cut

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        method = getattr(self._target, name)

        async def call(*args: Any, **kw: Any) -> object:
            return await self._cut.call(method, *args, **kw)

        return call


class Scene:
    """An open round that Mina answered, and hosts that start anew on what the last one left."""

    def __init__(self) -> None:
        self.store, self.chat, self.clock = InMemoryStore(), FakeChat(), ManualClock(MORNING)

    async def begin(self) -> None:
        await self.store.save_channel(CHANNEL)
        await self.store.remember(MINA)
        await self.host().tick()
        assert not (await self.answer("first", "in time")).is_late
        assert not (await self.answer("then", "in time, too")).is_late

    def host(self, cut: Cut | None = None) -> RoundHost:
        store = cut.through(self.store) if cut else self.store
        chat = cut.through(self.chat) if cut else self.chat
        library, figures = Library({DEFAULT_DECK: DECK}), FakeFigures()
        return RoundHost(store, chat, self.chat, library, figures, self.clock)

    async def answer(self, question: str, text: str) -> Answer:
        new = new_answer(a_round(), text, MINA, text, QuestionId(question))
        added = await self.store.add(replace(new, at=self.clock.now()), 99)
        assert added is not None
        return added

    def effects(self) -> tuple[int, int]:
        """Return how much was written and said so far."""
        edits = sum(said.edits for said in self.chat.messages)
        return self.store.database.changes, len(self.chat.messages) + edits

    async def states(self) -> list[RoundState]:
        return [round.state for round in await self.store.rounds()]

    def said(self) -> dict[str, list[str]]:
        """Return the commands of each message's buttons, by its key."""
        return {
            said.key: [action.command for action in said.card.actions]
            for said in self.chat.messages
            if said.to.only is None
        }


Act = Callable[[Scene, RoundHost], Awaitable[None]]


async def tick(_: Scene, host: RoundHost) -> None:
    await host.tick()


async def cut_off(
    begun: Callable[[], Scene], act: Act, error: type[BaseException], *, comes_after: bool
) -> AsyncIterator[tuple[int, Scene]]:
    """Yield scenes in which an act was cut off at its first step, at its second, up to its end."""
    first = begun()
    await first.begin()
    for at in count(1):
        scene = copy.deepcopy(first)
        cut = Cut(at, error, scene.effects, comes_after)
        with contextlib.suppress(asyncio.CancelledError, RuntimeError, ChannelUnreachable):
            await act(scene, scene.host(cut))
        if not cut.happened:
            return
        yield at, scene
