"""A bot process that comes to one fatal moment, says so, and waits there to be killed.

Usage: python -m tests.integration.doomed_bot DATABASE MOMENT, where MOMENT is `before-KEY` or
`after-KEY`, the key being that of a message, or `before-grade`. The bot posts its question, takes
an answer to it, and is asked for another question.
"""

import asyncio
import sys
from collections.abc import Sequence

from bot.app.bootstrap import PLAYGROUND_CHANNEL, open_playground
from bot.app.config import Settings, local_timezone
from bot.platforms.web.chat import WebChat
from bot.quiz.cards import Card
from bot.quiz.clock import SystemClock
from bot.quiz.library import Library
from bot.quiz.model import (
    DEFAULT_DECK,
    Address,
    EventId,
    Invocation,
    Member,
    MemberId,
    MessageId,
    WorkspaceId,
)
from bot.quiz.quiz import Quiz, build_quiz
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore
from bot.store.transcript import SqlTranscript
from content.importers.wording import same
from content.loader import load
from evaluators.grade import Grade, GradeRequest, Verdict
from tests.doubles import FakeDemos, FakeFigures, FakeImporter, FakeReply
from tests.uploads import NO_UPLOADS

MINA = Member(MemberId("web:mina"), WorkspaceId("web"), "Mina", "en", is_admin=True)


async def wait_to_be_killed() -> None:
    print("here", flush=True)
    await asyncio.Event().wait()


class DoomedChat(WebChat):
    """Never comes back from sending."""

    def __init__(self, transcript: SqlTranscript, moment: str) -> None:
        super().__init__(transcript, NO_UPLOADS)
        self._moment = moment

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        if self._moment == f"before-{key}":
            await wait_to_be_killed()
        message = await super().post(to, card, key)
        if self._moment == f"after-{key}":
            await wait_to_be_killed()
        return message


class DoomedGrader:
    """Never comes back from grading, or else grades everything alike."""

    def __init__(self, moment: str) -> None:
        self._moment = moment

    async def grade(self, requests: Sequence[GradeRequest]) -> list[Grade | None]:
        if self._moment == "before-grade":
            await wait_to_be_killed()
        return [Grade(score=0.8, verdict=Verdict.CORRECT)] * len(requests)


async def live(quiz: Quiz) -> None:
    await quiz.host.tick()
    answer = Invocation(
        EventId("event-1"), MINA, PLAYGROUND_CHANNEL, "answer", {"text": "It follows the slope."}
    )
    now = Invocation(EventId("event-2"), MINA, PLAYGROUND_CHANNEL, "quiz now", {"over": "1"})
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(quiz.grading.run())
        tasks.create_task(quiz.teller.run())
        tasks.create_task(quiz.rulings.run())
        tasks.create_task(quiz.reviewing.run())
        await quiz.dispatcher.handle(answer, FakeReply())
        await quiz.dispatcher.handle(now, FakeReply())


async def main(url: str, moment: str) -> None:
    clock = SystemClock()
    async with Database(url) as database:
        await upgrade(database)
        store = SqlStore(database)
        await open_playground(store, Settings(_env_file=None))
        chat = DoomedChat(SqlTranscript(database, clock), moment)
        library, zone = Library({DEFAULT_DECK: load()}), local_timezone()
        grader, demos, figures = DoomedGrader(moment), FakeDemos(), FakeFigures()
        parts = (store, chat, grader, demos, figures, chat, library, zone, clock, same)
        quiz = build_quiz(*parts, FakeImporter(), chat, chat)
        await live(quiz)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
