"""A clock set by hand, a grader, demos and figures that do as told, a reply that remembers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.quiz.cards import Card, Form
from bot.quiz.demos.model import DemoOrder, DemoRun
from bot.quiz.errors import DemosUnavailable, GraderUnavailable, ListRefused
from bot.quiz.figures import BarChart
from bot.quiz.imports.model import ImportedList
from bot.quiz.model import MemberId
from bot.quiz.mypage.model import PastDay
from content.demo import DemoSpec
from content.schema import Bilingual, Rubric
from evaluators.grade import Grade, GradeRequest


class ManualClock:
    """Stands still until it is moved; `sleep` moves it and lets others run."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def advance(self, **parts: float) -> None:
        self._now += timedelta(**parts)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds=seconds)
        await asyncio.sleep(0)


class FakeGrader:
    """Grades by a function of the answer's text; away while `is_away`."""

    def __init__(self, grade: Callable[[str], Grade | None]) -> None:
        self._grade = grade
        self.is_away = False
        self.batches: list[list[str]] = []
        self.rubrics: list[Rubric] = []

    async def grade(self, requests: Sequence[GradeRequest]) -> list[Grade | None]:
        if self.is_away:
            raise GraderUnavailable("away")
        self.batches.append([request.answer for request in requests])
        self.rubrics += [request.question for request in requests]
        return [self._grade(request.answer) for request in requests]


class FakeImporter:
    """Reads nothing but remembers; what it makes of a list is `found`, or `refused`."""

    def __init__(self) -> None:
        self.read_lists: list[tuple[str, bytes, str]] = []
        self.published: list[str] = []
        self.found: ImportedList | None = None
        self.refused: ListRefused | None = None

    def is_taken(self, deck: str) -> bool:
        return deck in self.published

    async def read(self, name: str, content: bytes, deck: str) -> ImportedList:
        self.read_lists.append((name, content, deck))
        if self.refused or self.found is None:
            raise self.refused or ListRefused(Bilingual(ko="비었어요.", en="It's empty."))
        return self.found

    async def publish(self, id: str) -> str | None:
        if self.found is None or id != self.found.id:
            return None
        self.published.append(self.found.deck)
        return self.found.deck


class FakeDemos:
    """Offers nothing until told; a run then yields the given states, or fails as told.

    It stays in its first state until it may go on.
    """

    def __init__(self) -> None:
        self._demos: Sequence[DemoSpec] = ()
        self._runs: Sequence[DemoRun] = ()
        self._problem: Exception | None = None
        self.started: list[tuple[str, dict[str, str], int]] = []
        self.orders: list[DemoOrder] = []
        self.cancelled: list[tuple[str, MemberId]] = []
        self.going: list[MemberId] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.script = "print(1)\n"
        self.plots: dict[str, bytes] = {}

    def offer(self, demos: Sequence[DemoSpec], runs: Sequence[DemoRun]) -> None:
        self._demos, self._runs = demos, runs

    def fail(self, problem: Exception | None) -> None:
        self._problem = problem

    async def demos(self) -> Sequence[DemoSpec]:
        if isinstance(self._problem, DemosUnavailable):
            raise self._problem
        return self._demos

    async def run(self, order: DemoOrder) -> AsyncIterator[DemoRun]:
        if self._problem:
            raise self._problem
        self.started.append((order.name, dict(order.params), order.seed))
        self.orders.append(order)
        for run in self._runs:
            params = {**(run.params or {}), **order.params} if run.state == "done" else run.params
            yield replace(run, params=params)
            await self.may_go_on.wait()

    async def finished(self, job: str) -> DemoRun | None:
        return next((run for run in self._runs if run.job == job and run.state == "done"), None)

    async def last(self, member: MemberId) -> DemoRun | None:
        asked = any(order.member == member for order in self.orders)
        return next((run for run in self._runs if asked and run.state == "done"), None)

    async def recent(self, name: str, limit: int) -> Sequence[DemoRun]:
        return [run for run in self._runs if run.demo == name and run.state == "done"][:limit]

    async def plot(self, job: str, name: str) -> bytes | None:
        return self.plots.get(name)

    async def code(self, job: str) -> str | None:
        return self.script if await self.finished(job) else None

    async def cancel(self, job: str, member: MemberId) -> None:
        self.cancelled.append((job, member))

    async def cancel_all(self, member: MemberId) -> int:
        count = self.going.count(member)
        self.going = [other for other in self.going if other != member]
        return count


class FakeFigures:
    """Has the figures that are put into `media`, by name, "bars" and "calendar"; else none."""

    def __init__(self) -> None:
        self.media: dict[str, str] = {}
        self.charts: list[BarChart] = []

    async def figure(self, name: str) -> str | None:
        return self.media.get(name)

    async def bars(self, chart: BarChart) -> str | None:
        self.charts.append(chart)
        return self.media.get("bars")

    async def calendar(self, first: date, today: date, days: Mapping[date, PastDay]) -> str | None:
        return self.media.get("calendar")


class FakeReply:
    """Remembers what one member was shown and asked."""

    def __init__(self) -> None:
        self.cards: list[tuple[str | None, Card]] = []
        self.forms: list[Form] = []
        self.rested_after: list[int] = []

    @property
    def last(self) -> Card:
        return self.cards[-1][1]

    async def show(self, card: Card, key: str | None = None) -> None:
        self.cards.append((key, card))

    async def ask(self, form: Form) -> None:
        self.forms.append(form)

    def rest(self) -> None:
        self.rested_after.append(len(self.cards))
