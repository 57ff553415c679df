"""Compute is killed while answers arrive: each is kept, and graded once when it is back."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app.supervisor import free_port
from bot.quiz.clock import SystemClock
from bot.quiz.library import Library
from bot.quiz.model import (
    DEFAULT_DECK,
    EVERY_DAY,
    Channel,
    ChannelId,
    EventId,
    Invocation,
    Member,
    MemberId,
    RoundId,
    WorkspaceId,
)
from bot.quiz.quiz import Adapters, Quiz, build_quiz
from bot.remote.grader import HttpGrader
from bot.store.sql_store import SqlStore
from compute.client import ComputeClient, ComputeUnavailable
from content.importers.wording import same
from content.loader import load
from tests.databases import database_of
from tests.doubles import FakeDemos, FakeFigures, FakeImporter, FakeReply
from tests.fakes_chat import FakeChat

SPACE = WorkspaceId("web")
TOKEN = "integration"
MEMBERS = [Member(MemberId(f"web:m{n}"), SPACE, f"m{n}", "en") for n in range(3)]
CHANNEL = Channel(ChannelId("web:daily"), SPACE, "daily", "en", weekdays=EVERY_DAY, late_h=24)
ANSWER = "It takes small steps against the gradient of the loss, again and again."

pytestmark = pytest.mark.timeout(180)


@asynccontextmanager
async def compute(port: int, data: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the real service; it is killed on the way out unless it is dead already."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "compute", "serve"),
        *("--port", str(port), "--data-dir", str(data)),
        env=os.environ | {"QUIZMASTER_COMPUTE_TOKEN": TOKEN},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def ready(client: ComputeClient) -> None:
    async with asyncio.timeout(90):
        while True:
            try:
                if (await client.healthy()).status == "ready":
                    return
            except ComputeUnavailable:
                pass
            await asyncio.sleep(0.1)


def answering(quiz: Quiz, member: Member, reply: FakeReply) -> asyncio.Task[None]:
    invocation = Invocation(
        EventId(f"event-{member.id}"), member, CHANNEL.id, "answer", {"text": ANSWER}
    )
    return asyncio.create_task(quiz.dispatcher.handle(invocation, reply))


async def test_answers_given_while_compute_is_dead_are_graded_when_it_is_back(
    tmp_path: Path,
) -> None:
    port, chat = free_port(), FakeChat()
    client = ComputeClient(f"http://127.0.0.1:{port}", SecretStr(TOKEN))
    async with database_of("sqlite", tmp_path) as database, client:
        store = SqlStore(database)
        await store.save_channel(CHANNEL)
        adapters = Adapters(
            store=store,
            chat=chat,
            grader=HttpGrader(client),
            demos=FakeDemos(),
            figures=FakeFigures(),
            importer=FakeImporter(),
            alike=same,
            clock=SystemClock(),
        )
        quiz = build_quiz(adapters, Library({DEFAULT_DECK: load()}), CHANNEL.timezone)
        await quiz.host.tick()
        async with asyncio.TaskGroup() as tasks:
            works = [tasks.create_task(work.run()) for work in (quiz.grading, quiz.teller)]
            async with compute(port, tmp_path) as first:
                await ready(client)
                first.send_signal(signal.SIGKILL)
                replies = [FakeReply() for _ in MEMBERS]
                await asyncio.gather(
                    *(answering(quiz, m, r) for m, r in zip(MEMBERS, replies, strict=True))
                )
            for reply in replies:
                assert "Your answer is saved" in reply.last.model_dump_json()
            assert len(await store.pending(10)) == len(MEMBERS)
            async with compute(port, tmp_path):
                await told(store)
            for work in works:
                work.cancel()
        answers = await store.answers(round=RoundId(1))
    assert sorted(answer.member for answer in answers) == [m.id for m in MEMBERS]
    assert len({answer.value for answer in answers}) == 1
    assert answers[0].value > 0
    private = [p.card.title for p in chat.messages if p.key.startswith("answer:")]
    assert ["points ·" in title for title in private] == [True] * len(MEMBERS)


async def told(store: SqlStore) -> None:
    """Wait until every answer has its grade and its member knows."""
    async with asyncio.timeout(90):
        while await store.pending(1) or await store.untold(1):
            await asyncio.sleep(0.1)
