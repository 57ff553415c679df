"""`quizmaster run` on Slack as its user starts it: grades, wrong settings, kills, installations.

Whatever happens in a test, the bot prints no traceback and gives no secret away.
"""

import asyncio
import hashlib
import json
import random
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.app.keys import keys_in
from bot.platforms.slack.manifest import INSTALL, REDIRECT
from bot.platforms.slack.platform import EVENTS
from bot.store.encryption import Cipher
from tests.bot_process import DEADLINE_S, BotProcess, Ended, lost, query, until
from tests.slack_fake import FakeSlack
from tests.slack_fake.channels import Channel
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team
from tests.slack_process import (
    bot_on,
    by_installing,
    by_requests,
    by_socket,
    open_question,
    says,
)

MEMBERS = 40
WITHIN_S = 3.0
STOP_S = 6.0
GOOD = "기울기의 반대 방향으로 학습률만큼 조금씩 옮기며 손실이 줄지 않을 때까지 되풀이해요."
GRADE = re.compile(r"\d+점 · ")
LINK = re.compile(r'"(https://slack\.com/oauth/v2/authorize\?[^"]+)"')
COOKIE = "slack-app-oauth-state"
FEW_REQUESTS = 10
LATE = 20
BEAT_S = 0.05
RECORDED = "SELECT message FROM outbox WHERE message IS NOT NULL"
GRADED = """
    SELECT member, text FROM answers JOIN rounds ON rounds.id = answers.round
    WHERE answers.question = rounds.question AND graded_at IS NOT NULL
"""

Way = Callable[[FakeSlack, Team], dict[str, str]]


@dataclass
class Study:
    """A workspace with a channel for the quiz, its admin and a member."""

    fake: FakeSlack
    team: Team
    place: Channel
    boss: Member
    mina: Member
    data: Path
    compute: dict[str, str] = field(default_factory=dict)
    wrote: list[Ended] = field(default_factory=list)

    @classmethod
    def at(cls, fake: FakeSlack, data: Path, name: str, installed: bool = True) -> "Study":
        team = fake.add_team(name, installed)
        place, boss = team.add_channel("딥러닝-스터디"), team.add_member("지훈", is_admin=True)
        return cls(fake, team, place, boss, team.add_member(f"{name}의 민지"), data)

    @asynccontextmanager
    async def bot(self, settings: dict[str, str]) -> AsyncIterator[BotProcess]:
        """Run a bot, and keep what it wrote."""
        async with bot_on(self.fake, self.data, self.compute, settings) as bot:
            try:
                yield bot
            finally:
                self.wrote.append(await bot.killed())

    @property
    def by_socket(self) -> dict[str, str]:
        return by_socket(self.fake, self.team)


@pytest.fixture
async def study(tmp_path: Path, light_compute: dict[str, str]) -> AsyncIterator[Study]:
    async with FakeSlack(rate_limits=True, events=set(EVENTS)) as fake:
        study = Study.at(fake, tmp_path, "스터디")
        study.compute = light_compute
        yield study
        assert fake.violations == []
        assert fake.too_many == 0
    written = "".join(one.said + one.complained for one in study.wrote)
    assert "Traceback" not in written
    told = written + "".join(kept(tmp_path))
    assert [secret for secret in secrets_of(fake) if secret in told] == []


def secrets_of(fake: FakeSlack) -> Iterator[str]:
    """Yield whatever lets somebody act as the bot, or as Slack."""
    yield from (fake.app_token, fake.signing_secret, fake.client_secret)
    yield from fake.world.tokens
    yield from (path.rpartition("/")[2] for path in fake.world.response_urls)


def kept(data: Path) -> Iterator[str]:
    """Yield all that is in the database, but for the tables that are there for tokens."""
    if (data / "quizmaster.db").exists():
        for (table,) in query(data, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
            if not table.startswith("slack_"):
                yield from map(repr, query(data, f"SELECT * FROM {table}"))


def is_grade(message: Message) -> bool:
    return GRADE.search(message.text) is not None


async def answered(member: Member, board: Message, text: str) -> Interaction:
    """Press Answer, fill in the form and return what was sent."""
    pressed = await member.press(board, "답하기")
    await pressed.opened(timeout=DEADLINE_S)
    return await member.submit(pressed, {"text": text})


@pytest.mark.parametrize(("way", "has_own_compute"), [(by_socket, True), (by_requests, False)])
async def test_from_an_empty_folder_to_a_grade(
    study: Study, way: Way, has_own_compute: bool
) -> None:
    settings = way(study.fake, study.team)
    if has_own_compute:
        study.compute = {}
    async with study.bot(settings | {"LOG": "json", "LOG_LEVEL": "debug"}) as bot:
        assert "quizmaster is ready on Slack, in 스터디" in await bot.ready()
        board = await open_question(study.boss, study.place)
        sent = await answered(study.mina, board, GOOD)
        grade = await sent.shown(is_grade, DEADLINE_S)
        assert grade.ephemeral_to is study.mina
        async with asyncio.timeout(STOP_S):
            ended = await bot.stopped()
    logged = [json.loads(line) for line in ended.complained.splitlines()]
    assert (ended.code, {one["level"] for one in logged} - {"debug", "info"}) == (0, set())
    secrets = [value for name, value in settings.items() if name.startswith("SLACK_")]
    for private in (GOOD, json.dumps(GOOD)[1:-1], study.mina.id, *secrets[:2]):
        assert private not in ended.complained
    assert [text for _, text in query(study.data, GRADED)] == [GOOD]


@pytest.mark.parametrize("name", ["BOT_TOKEN", "APP_TOKEN"])
async def test_a_wrong_token_ends_it_with_one_sentence(study: Study, name: str) -> None:
    token = study.team.bot_token
    wrong = {"BOT_TOKEN": f"{token[:-4]}oops", "APP_TOKEN": token}[name]
    async with study.bot(study.by_socket | {f"SLACK_{name}": wrong}) as bot:
        ended = await bot.ended()
    assert ended.code == 1
    assert f"QUIZMASTER_SLACK_{name}" in ended.complaint
    assert wrong not in ended.complained
    assert len(study.fake.calls) < FEW_REQUESTS


async def test_half_of_the_settings_end_it_with_one_sentence(study: Study) -> None:
    async with study.bot({"SLACK_BOT_TOKEN": study.team.bot_token}) as bot:
        ended = await bot.ended()
    assert ended.code == 2
    assert "QUIZMASTER_SLACK_APP_TOKEN" in ended.complaint
    assert study.fake.calls == []


async def test_it_ends_at_once_though_slack_does_not_answer(study: Study) -> None:
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        board = await open_question(study.boss, study.place)
        before = len(study.fake.calls)
        for method in ("views.open", "response_url", "chat.postMessage"):
            study.fake.fail_next(method, hang=True, times=9)
        await study.mina.press(board, "답하기")
        await study.mina.slash(study.place, "/answer", GOOD)
        await study.boss.slash(study.place, "/quiz", "skip")

        def hanging() -> bool:
            return {"views.open", "response_url", "chat.postMessage"} <= {
                call.method for call in study.fake.calls[before:]
            }

        await study.fake.world.changes.until(hanging, DEADLINE_S, "requests")
        async with asyncio.timeout(STOP_S):
            ended = await bot.stopped()
    assert ended.code == 0


async def test_what_comes_in_while_it_ends_is_done_by_the_next(study: Study) -> None:
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        await open_question(study.boss, study.place)
        study.fake.fail_next("response_url", hang=True)
        await study.mina.slash(study.place, "/stats")
        await study.fake.world.changes.until(
            lambda: study.fake.called("response_url"), DEADLINE_S, "reply"
        )
        ending = asyncio.create_task(bot.stopped())
        crowd = [study.team.add_member(f"회원{number}") for number in range(LATE)]
        sent = [await one.slash(study.place, "/answer", f"{one.name}: {GOOD}") for one in crowd]
        assert (await ending).code == 0
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        await asyncio.gather(*(one.acked(DEADLINE_S) for one in sent))
        await until(study.data, "SELECT count(*) FROM answers", [(LATE,)])


def fail_twice(fake: FakeSlack) -> None:
    """Give the next who asks for a socket's address one that is too old, and then an error."""
    right = fake.world.socket_url

    def too_old(token: str) -> str:
        fake.world.socket_url = right
        address = right(token)
        fake.refuse_sockets(1)
        return f"{address}-too-old"

    fake.world.socket_url = too_old


async def test_a_connection_that_fails_is_tried_again(study: Study) -> None:
    fail_twice(study.fake)
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        fail_twice(study.fake)
        await study.fake.drop_sockets()
        await study.fake.connected(DEADLINE_S)
        await open_question(study.boss, study.place)


async def test_what_goes_wrong_gives_nothing_away(study: Study) -> None:
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        board = await open_question(study.boss, study.place)
        for method in ("response_url", "chat.postEphemeral"):
            study.fake.fail_next(method, drop=True, times=2)
        await (await study.mina.slash(study.place, "/hint")).shown(None, DEADLINE_S)
        study.fake.fail_next("views.open", status=500)
        pressed = await study.boss.press(board, "답하기")
        offered = await pressed.shown(lambda one: one.labels == ["열기"], DEADLINE_S)
        study.team.revoke_token()
        await (await study.boss.slash(study.place, "/quiz", "skip")).acked()
        await (await study.boss.press(offered, "열기")).acked()

        def refused() -> bool:
            return sum(call.error == "token_revoked" for call in study.fake.calls) >= 2

        await study.fake.world.changes.until(refused, DEADLINE_S, "refused requests")
        ended = await bot.stopped()
    assert "[warning" in ended.complained


async def test_a_question_sent_just_before_a_kill_is_not_sent_again(study: Study) -> None:
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        first = await open_question(study.boss, study.place)
        study.fake.fail_next("chat.postMessage", hang=True)
        await study.boss.slash(study.place, "/quiz", "skip")
        other = await study.place.message(lambda one: one is not first, DEADLINE_S)
        await bot.killed()
    states = "SELECT state FROM rounds WHERE request IS NOT NULL ORDER BY id"
    assert query(study.data, states) == [("skipping",), ("claimed",)]
    async with study.bot(study.by_socket) as bot:
        await bot.ready()
        sent = await answered(study.mina, other, GOOD)
        await sent.shown(is_grade, DEADLINE_S)
        await until(study.data, states, [("skipped",), ("open",)])
        assert (await bot.stopped()).code == 0
    assert study.place.messages == [first, other]


async def eventually(holds: Callable[[], object]) -> None:
    """Look at the database until it holds."""
    async with asyncio.timeout(DEADLINE_S):
        while not holds():
            await asyncio.sleep(BEAT_S)


class Answerer:
    """A member who types their answer again until it is acknowledged in time, as people do."""

    def __init__(self, member: Member, place: Channel) -> None:
        self.member = member
        self.text = f"{member.name}의 답이에요. {GOOD}"
        self.sent: list[Interaction] = []
        self._place = place

    async def answer(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        while not self.is_taken:
            sent = await self.member.slash(self._place, "/answer", self.text)
            self.sent.append(sent)
            try:
                await sent.acked(sent.world.ack_deadline_s)
            except TimeoutError:
                continue

    @property
    def is_taken(self) -> bool:
        in_time = self.member.world.ack_deadline_s
        return any(one.ack_s is not None and one.ack_s <= in_time for one in self.sent)

    @property
    def grades(self) -> list[Message]:
        """Return the grades that came, to the place of the answer or as direct messages."""
        seen = self.member.sees(self._place) + self.member.sees(self.member.dm)
        return [one for one in seen if is_grade(one)]


async def test_nothing_is_lost_or_doubled_by_a_kill_amid_answers(study: Study) -> None:
    changes = study.fake.world.changes
    crowd = [Answerer(study.team.add_member(f"회원{n}"), study.place) for n in range(MEMBERS)]
    async with asyncio.TaskGroup() as tasks:
        async with study.bot(study.by_socket) as bot:
            await bot.ready()
            board = await open_question(study.boss, study.place)
            await crowd[0].answer(0)
            await changes.until(lambda: crowd[0].grades, DEADLINE_S, "first grade")
            luck = random.Random(1)
            for one in crowd[1:]:
                tasks.create_task(one.answer(luck.uniform(0, WITHIN_S)))
            await changes.until(lambda: taken(crowd) > MEMBERS / 2, DEADLINE_S, "half of them")
            await bot.killed()
            shown = [grade for one in crowd for grade in one.grades]
            recorded = {message for (message,) in query(study.data, RECORDED)}
            assert lost(study.data, {one.text for one in crowd if one.is_taken}) == set()
        async with study.bot(study.by_socket) as bot:
            await bot.ready()
            everybody = lambda: all(one.is_taken and one.grades for one in crowd)  # noqa: E731
            await changes.until(everybody, DEADLINE_S, "grade for everybody")
            sent = await answered(study.mina, board, GOOD)
            await sent.shown(is_grade, DEADLINE_S)
            count = f"지금까지 {MEMBERS + 1}명이 답했어요"
            await changes.until(lambda: count in board.text, DEADLINE_S, count)
            assert (await bot.stopped()).code == 0
    known_as = f"slack:{study.team.id}"
    told = [(f"{known_as}/{one.member.id}", one.text) for one in crowd]
    told.append((f"{known_as}/{study.mina.id}", GOOD))
    assert sorted(query(study.data, GRADED)) == sorted(told)
    assert query(study.data, "SELECT count(*) FROM answers WHERE graded_at IS NULL") == [(0,)]
    doubled = [one.grades for one in crowd if len(one.grades) > len(one.sent)]
    # What one member alone is shown cannot be looked for: unless it is recorded, it is shown again.
    known = [grade for grade in shown if names(grade) & recorded]
    assert known
    assert [both for both in doubled if both[0] in known] == []
    assert not any(is_grade(one) for one in study.place.everything if one.is_public)


def names(message: Message) -> set[str]:
    """Return the names under which the bot may have recorded a message."""
    blocks = [
        {name: block[name] for name in block if name != "block_id"} for block in message.blocks
    ]
    said = json.dumps({"text": message.fallback, "blocks": blocks}, sort_keys=True)
    return {message.ts, f"whispered:{hashlib.sha256(said.encode()).hexdigest()[:16]}"}


def taken(crowd: list[Answerer]) -> int:
    return sum(one.is_taken for one in crowd)


@dataclass
class Page:
    """What a browser got."""

    status: int
    text: str
    cookie: str


class Browser:
    """Opens the bot's pages with what cookies it has been given."""

    def __init__(self, port: str) -> None:
        self._url = f"http://127.0.0.1:{port}"

    async def get(self, path: str, cookie: str = "", **params: str) -> Page:
        headers = {"Host": "quiz.example.com"} | (
            {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        )
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self._url}{path}", params=params, headers=headers) as answer,
        ):
            given = answer.cookies.get(COOKIE)
            return Page(answer.status, await answer.text(), given.value if given else "")

    async def install(self, study: Study) -> None:
        """Follow the link of the first page, agree, and come back."""
        page = await self.get(INSTALL)
        state = state_of(page)
        assert page.cookie == state
        code = study.fake.authorize(study.team)
        page = await self.get(REDIRECT, page.cookie, code=code, state=state)
        assert page.status == 200, page.text


def state_of(page: Page) -> str:
    """Return the state in the link to Slack, which asks for what the bot needs."""
    found = LINK.search(page.text)
    assert found, page.text
    asked = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    assert "commands" in asked["scope"][0].split(",")
    [state] = asked["state"]
    return state


async def test_two_workspaces_keep_apart_and_a_damaged_token_is_its_owners_alone(
    study: Study,
) -> None:
    settings = by_installing(study.fake)
    browser = Browser(settings["PORT"])
    both = [Study.at(study.fake, study.data, name, installed=False) for name in ("하나", "둘")]
    async with study.bot(settings) as bot:
        assert "no workspace yet" in await bot.ready()
        for one in both:
            await browser.install(one)
            hello = await one.team.installer.dm.message(says("👋"), DEADLINE_S)
            chosen = await one.team.installer.choose(hello, "qm:set-up", one.place)
            await chosen.opened(timeout=DEADLINE_S)
        boards = [await open_question(one.boss, one.place) for one in both]
        for one, board in zip(both, boards, strict=True):
            await (await answered(one.mina, board, GOOD)).shown(is_grade, DEADLINE_S)
        for one, board, other in zip(both, boards, reversed(both), strict=True):
            standings = await (await one.mina.press(board, "순위")).shown(says("🏆"))
            assert one.mina.name in standings.text
            assert other.mina.name not in standings.text
        assert (await bot.stopped()).code == 0
    with closing(sqlite3.connect(study.data / "quizmaster.db")) as database:
        damage = "UPDATE slack_bots SET bot_token = substr(bot_token, 1, 60) WHERE team_id = ?"
        database.execute(damage, [both[0].team.id])
        database.commit()
    async with study.bot(settings) as bot:
        assert "on Slack, in 둘" in await bot.ready()
        await (await both[1].mina.press(boards[1], "힌트")).shown(says("힌트"), DEADLINE_S)
        ended = await bot.stopped()
        assert f"the stored token of {both[0].team.id} can't be read" in ended.complained
    assert query(study.data, "SELECT * FROM departures") == []


async def test_who_began_an_installation_ends_it_and_may_remove_it_and_come_back(
    study: Study,
) -> None:
    settings = by_installing(study.fake)
    browser = Browser(settings["PORT"])
    mine = Study.at(study.fake, study.data, "하나", installed=False)
    async with study.bot(settings) as bot:
        await bot.ready()
        await refuses_others(browser, mine)
        await browser.install(mine)
        board = await open_question(mine.boss, mine.place)
        mine.team.uninstall()
        await eventually(lambda: not tokens(study.data))
        await browser.install(mine)
        await (await answered(mine.mina, board, GOOD)).shown(is_grade, DEADLINE_S)
        await bot.stopped()
    assert sum("👋" in one.text for one in mine.team.installer.dm.messages) == 1
    assert tokens(study.data) == [mine.team.bot_token]
    async with study.bot(settings) as bot:
        assert "on Slack, in 하나" in await bot.ready()
        await (await mine.mina.press(board, "힌트")).shown(says("힌트"), DEADLINE_S)


async def refuses_others(browser: Browser, study: Study) -> None:
    """Come back with a state that is nobody's, another visit's, and without a cookie."""
    page = await browser.get(INSTALL)
    code = study.fake.authorize(study.team)
    forged = {"code": code, "state": "0" * 36}
    assert (await browser.get(REDIRECT, "0" * 36, **forged)).status == 401
    another = {"code": code, "state": state_of(await browser.get(INSTALL))}
    assert (await browser.get(REDIRECT, page.cookie, **another)).status == 400
    assert (await browser.get(REDIRECT, "", **another)).status == 400
    assert study.fake.called("oauth.v2.access") == []
    assert tokens(study.data) == []


def tokens(data: Path) -> list[str]:
    """Return the tokens that are stored, as the bot reads them."""
    keys = keys_in(data)
    stored = query(data, "SELECT bot_token FROM slack_bots")
    return [Cipher(keys.values).decrypt(token) for (token,) in stored] if keys else []
