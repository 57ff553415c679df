"""Three bots and two computes on one PostgreSQL, and one of each killed while members answer.

`QUIZMASTER_TEST_ANSWERS=2000` sends more of them. What became of them is printed, by what their
members saw.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from aiohttp import web
from sqlalchemy import make_url

from bot.app.supervisor import free_port
from bot.i18n.messages import say
from bot.platforms.slack.manifest import REQUESTS
from bot.platforms.slack.platform import EVENTS
from tests.bench.crowd import lateness, ms
from tests.bench.processes import percentile
from tests.bot_process import BotProcess, bot_in, environment
from tests.chaos.compute import ComputeService
from tests.databases import empty_url, needs_postgres
from tests.slack_fake import FakeSlack
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.people import Member
from tests.slack_process import open_question

ANSWERS = int(os.environ.get("QUIZMASTER_TEST_ANSWERS", "60"))
PER_S = 20
ACK_S = 10
BOTS, COMPUTES = 3, 2
TOKEN = "a-token-of-computes"
PATIENCE_S = max(120, ANSWERS)


class Balancer:
    """Hands each request to one of several servers, to the next where one cannot be connected to.

    As with ops/Caddyfile, what a server has begun to read and does not answer is lost.
    """

    def __init__(self, urls: list[str]) -> None:
        self._urls = urls
        self.passed_on = 0
        self._session = aiohttp.ClientSession()

    async def hand_over(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        for url in random.sample(self._urls, len(self._urls)):
            try:
                async with self._session.request(
                    request.method, f"{url}{request.path_qs}", data=body, headers=headers
                ) as told:
                    kind = told.headers.get("Content-Type", "").partition(";")[0]
                    said = await told.read()
                    return web.Response(status=told.status, body=said, content_type=kind or None)
            except aiohttp.ClientConnectorError:
                self.passed_on += 1
            except aiohttp.ClientError:
                break
        return web.Response(status=502)

    async def close(self) -> None:
        await self._session.close()


@asynccontextmanager
async def balanced(urls: list[str]) -> AsyncIterator[tuple[Balancer, str]]:
    balancer = Balancer(urls)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", balancer.hand_over)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield balancer, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
        await balancer.close()


def compute(folder: Path, number: int) -> ComputeService:
    here, port = folder / f"compute{number}", free_port()
    here.mkdir()
    words = ("tests.chaos.grader", str(port), TOKEN)
    return ComputeService(words, here, environment(here), port, TOKEN)


async def answer(member: Member, place: Any, after_s: float) -> Interaction:
    """Answer once, and wait for what the bot says to it."""
    await asyncio.sleep(after_s)
    sent = await member.slash(place, "/answer", f"{member.name}: 기울기의 반대쪽으로 옮겨요.")
    with suppress(TimeoutError):
        await sent.acked(ACK_S)
    return sent


def fate(sent: Interaction) -> str:
    """Return what became of an answer, as its member saw it."""
    if sent.status is None:
        return "without a response in time"
    if sent.status != 200:
        return f"answered HTTP {sent.status}"
    said = str((sent.ack or {}).get("text", ""))
    refusals = {"error-too-fast": "refused as too fast", "error-not-kept": "refused as not kept"}
    found = [it for id, it in refusals.items() if said.startswith(say("ko", id))]
    return found[0] if found else said or "acknowledged"


def told(fates: Counter[str], acks_s: Sequence[float], late_s: list[float]) -> str:
    """Return in one sentence what became of how many, and how long an acknowledgement took."""
    each = ", ".join(f"{count} {what}" for what, count in fates.most_common())
    times = "; ".join(f"p{n} {ms(percentile(list(acks_s), n))}" for n in (50, 99))
    own = ms(percentile(late_s, 99))
    return f"{ANSWERS} answers, {PER_S} a second: {each}. Acks {times}; the test's own delay {own}"


async def found(url: str, words: str) -> list[Any]:
    server = make_url(url).set(drivername="postgresql")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        return [tuple(row) for row in await connection.fetch(words)]
    finally:
        await connection.close()


async def settled(url: str, words: str) -> None:
    """Wait until nothing is found any longer."""
    async with asyncio.timeout(PATIENCE_S):
        while await found(url, words):
            await asyncio.sleep(0.2)


@needs_postgres
async def test_killing_a_bot_and_a_compute_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(empty_url("postgres", tmp_path))
        fake = await stack.enter_async_context(FakeSlack(events=set(EVENTS)))
        team = fake.add_team("스터디")
        place, boss = team.add_channel("딥러닝-스터디"), team.add_member("지훈", is_admin=True)
        crowd = [team.add_member(f"회원{number}") for number in range(ANSWERS)]
        computes = [compute(tmp_path, number) for number in range(COMPUTES)]
        for one in computes:
            await one.start()
            stack.push_async_callback(one.killed)
        ports = [free_port() for _ in range(BOTS)]
        bots: list[BotProcess] = []
        for port in ports:
            settings = {
                "SLACK_API_BASE": fake.api_base,
                "SLACK_BOT_TOKEN": team.bot_token,
                "SLACK_SIGNING_SECRET": fake.signing_secret,
                "PORT": str(port),
                "DATABASE_URL": url,
                "COMPUTE_URL": ",".join(one.url for one in computes),
                "COMPUTE_TOKEN": TOKEN,
            }
            bot = await stack.enter_async_context(bot_in(tmp_path, **settings))
            await bot.ready()
            bots.append(bot)
        doors = [f"http://127.0.0.1:{port}" for port in ports]
        balancer, door = await stack.enter_async_context(balanced(doors))
        fake.post_to(f"{door}{REQUESTS}")
        await open_question(boss, place)

        late_s = await stack.enter_async_context(lateness())
        sending = [
            asyncio.create_task(answer(one, place, number / PER_S))
            for number, one in enumerate(crowd)
        ]
        await settled(url, "SELECT 1 WHERE (SELECT count(*) FROM answers) < 5")
        await bots[0].killed()
        await computes[0].killed()
        early = crowd[: len(fake.interactions)]
        sent = await asyncio.gather(*sending)
        fates = {one.id: fate(it) for one, it in zip(crowd, sent, strict=True)}
        print()
        print(told(Counter(fates.values()), [it.ack_s for it in sent if it.ack_s], late_s))
        print(f"{balancer.passed_on} times the balancer went on to another bot")

        await settled(url, "SELECT 1 FROM inbox WHERE served_at IS NULL")
        await settled(url, "SELECT 1 FROM answers WHERE graded_at IS NULL OR NOT is_told")
        stored = await found(url, "SELECT member, count(*) FROM answers GROUP BY member")
        acked = {id for id, it in fates.items() if it == "acknowledged"}
        assert acked <= {member.rpartition("/")[2] for member, _ in stored}
        assert {count for _, count in stored} == {1}
        rounds = await found(url, "SELECT count(*) FROM rounds WHERE state = 'open'")
        assert rounds == [(1,)]
        assert [one for one in crowd if one.id in acked and not grades(one, place)] == []
        # What only one member is shown cannot be looked for: what was under way may come again.
        doubled = [one for one in crowd if len(grades(one, place)) > 1]
        assert set(doubled) <= set(early)
        print(f"{len(acked)} acknowledged, stored, graded and told; {len(doubled)} told twice")
        for bot in bots[1:]:
            ended = await bot.stopped()
            assert "Traceback" not in ended.complained


def grades(member: Member, place: Any) -> list[Any]:
    seen = [*member.ephemerals(place), *member.dm.messages]
    return [one for one in seen if "점 · " in one.text]
