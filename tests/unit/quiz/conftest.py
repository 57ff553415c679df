"""A wired core on doubles: one channel, a deck of two questions, a grader that reads the text."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.quiz.cards import Card, Paragraph
from bot.quiz.library import Library
from bot.quiz.model import (
    DEFAULT_DECK,
    EVERY_DAY,
    Answer,
    AnswerId,
    Channel,
    ChannelId,
    EventId,
    Invocation,
    Member,
    MemberId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    WorkspaceId,
)
from bot.quiz.quiz import Adapters, Quiz, build_quiz
from content.importers.wording import same
from content.loader import Bank
from content.schema import Bilingual, KeyPoint, Question, References
from evaluators.grade import Grade, KeyPointGrade, PointState, Verdict
from tests.doubles import (
    FakeDemos,
    FakeFigures,
    FakeGrader,
    FakeImporter,
    FakeReply,
    ManualClock,
)
from tests.fakes import InMemoryStore
from tests.fakes_chat import FakeChat

MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # 09:00 in Seoul, a Friday
SPACE = WorkspaceId("web")
CHANNEL = Channel(
    id=ChannelId("web:daily"),
    workspace=SPACE,
    name="daily",
    language="en",
    timezone=ZoneInfo("Asia/Seoul"),
    at=time(9, 0),
    weekdays=EVERY_DAY,
)
MINA = Member(MemberId("web:mina"), SPACE, "민아", "ko")
JUN = Member(MemberId("web:jun"), SPACE, "Jun", "en", is_admin=True)


def both(text: str) -> Bilingual:
    return Bilingual(ko=f"{text} (ko)", en=text)


def question(
    name: str, *follow_ups: Question, topic: str = "optimization", figure: str | None = None
) -> Question:
    return Question(
        id=name,
        topic=topic,
        text=both(f"What about {name}?"),
        references=References(en=("because",)),
        key_points=(KeyPoint(id="why", text=both("the reason")),),
        hints=(both("first hint"), both("second hint")),
        explanation=both(f"{name} explained " + "at length " * 12),
        lead=both("It follows"),
        figure=figure,
        follow_ups=follow_ups,
    )


def bank(*mains: Question) -> Bank:
    return Bank(
        questions={one.id: one for main in mains for one in main.walk()},
        parents={child.id: main.id for main in mains for child in main.follow_ups},
    )


DECK = bank(
    question("first", question("then", figure="network"), question("finally"), figure="curve"),
    question("second", topic="data"),
)


def a_round(question: str = "first", **changes: Any) -> Round:
    round = Round(
        id=RoundId(1),
        channel=CHANNEL.id,
        local_date=MORNING.date(),
        slot=0,
        question=QuestionId(question),
        state=RoundState.OPEN,
        due_at=MORNING,
        closes_at=MORNING,
    )
    return replace(round, **changes)


def an_answer(**changes: Any) -> Answer:
    answer = Answer(
        id=AnswerId(1),
        event=EventId("e"),
        round=RoundId(1),
        channel=CHANNEL.id,
        question=QuestionId("first"),
        member=MINA.id,
        attempt=1,
        text="because",
        study_date=MORNING.date(),
        at=MORNING,
    )
    return replace(answer, **changes)


def read(text: str) -> Grade | None:
    """Grade "good …", "half …" and "bad …"; anything with "poison" cannot be graded."""
    if "poison" in text:
        return None
    score = {"good": 1.0, "half": 0.5}.get(text.split()[0], 0.1)
    verdict = {1.0: Verdict.CORRECT, 0.5: Verdict.PARTIAL}.get(score, Verdict.INCORRECT)
    met = score > 0.3
    point = KeyPointGrade(
        id="why",
        text=both("the reason"),
        weight=1,
        score=score,
        state=PointState.STATED if met else PointState.MISSING,
        evidence=text if met else None,
    )
    return Grade(score=score, verdict=verdict, key_points=(point,))


@dataclass
class World:
    store: InMemoryStore
    chat: FakeChat
    clock: ManualClock
    grader: FakeGrader
    demos: FakeDemos
    figures: FakeFigures
    importer: FakeImporter
    adapters: Adapters
    quiz: Quiz
    events: int = 0

    async def say(
        self, member: Member, command: str, event: str | None = None, **args: str
    ) -> FakeReply:
        """Let a member invoke a command and return what they were shown."""
        return await self.ask(member, command, args, event)

    async def ask(
        self, member: Member, command: str, args: Mapping[str, str], event: str | None = None
    ) -> FakeReply:
        """Do as `say` does, with arguments of any name."""
        self.events += 1
        reply = FakeReply()
        invocation = Invocation(
            EventId(event or f"event-{self.events}"), member, CHANNEL.id, command, args
        )
        await self.quiz.dispatcher.handle(invocation, reply, reply.rest)
        return reply

    async def say_later(self, at: datetime, member: Member, command: str, **args: str) -> FakeReply:
        """Let what a member invoked at a time be served only now."""
        self.events += 1
        reply = FakeReply()
        event = EventId(f"event-{self.events}")
        invocation = Invocation(event, member, CHANNEL.id, command, args, at=at)
        await self.quiz.dispatcher.handle(invocation, reply, reply.rest)
        return reply

    async def post_now(self) -> FakeReply:
        """Have the admin post a question, and say yes if asked."""
        reply = await self.say(JUN, "quiz now")
        if reply.last.actions:
            [yes] = reply.last.actions
            reply = await self.say(JUN, yes.command, **yes.args)
        return reply

    def public(self) -> list[str]:
        """Return the titles of what everybody sees, threads included."""
        return [p.card.title for p in self.chat.messages if p.to.only is None]

    def told(self, member: Member) -> list[Card]:
        """Return the cards that were sent to a member alone, without their asking."""
        return [p.card for p in self.chat.messages if p.to.only == member.id]

    async def states(self) -> list[RoundState]:
        """Return the states of the rounds of the channel."""
        return [round.state for round in await self.store.rounds(channel=CHANNEL.id)]

    def with_library(self, library: Library) -> "World":
        """Return the same world with a core of its own on other questions."""
        return replace(self, quiz=build_quiz(self.adapters, library, CHANNEL.timezone))


def texts(card: Card) -> list[str]:
    return [block.text for block in card.blocks if isinstance(block, Paragraph)]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A world with its grading worker and its teller at work."""
    store, chat, clock = InMemoryStore(), FakeChat(), ManualClock(MORNING)
    grader, demos, figures = FakeGrader(read), FakeDemos(), FakeFigures()
    importer = FakeImporter()
    await store.save_channel(CHANNEL)
    library = Library({DEFAULT_DECK: DECK})
    adapters = Adapters(
        store=store,
        chat=chat,
        grader=grader,
        demos=demos,
        figures=figures,
        importer=importer,
        alike=same,
        clock=clock,
    )
    quiz = build_quiz(adapters, library, CHANNEL.timezone)
    async with asyncio.TaskGroup() as tasks:
        works = [
            tasks.create_task(work.run())
            for work in (quiz.grading, quiz.teller, quiz.rulings, quiz.reviewing)
        ]
        yield World(store, chat, clock, grader, demos, figures, importer, adapters, quiz)
        for work in works:
            work.cancel()


@pytest.fixture
async def open_world(world: World) -> World:
    """A world whose channel has an open question."""
    await world.quiz.host.tick()
    return world
