"""One process serves Discord, Slack and the playground at once, on one store."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.app.supervisor import free_port
from bot.platforms.discord import identity as discord_identity
from bot.platforms.slack import identity as slack_identity
from content.loader import load
from tests import discord_process, slack_process
from tests.bot_process import DEADLINE_S, BotProcess, bot_in, environment, query
from tests.browser.chromium import FLAGS, chromium
from tests.discord_fake import FakeDiscord
from tests.discord_fake.messages import Message as DiscordMessage
from tests.slack_fake import FakeSlack
from tests.slack_fake.messages import Message as SlackMessage

GRADE = re.compile(r"\d+점 · ")
VAGUE = "데이터를 많이 모아서 오래 학습시키면 될 것 같아요."
GAMER, WORKER, GUEST = "디스코드 민지", "슬랙 민지", "손님"


def is_leaderboard(message: DiscordMessage | SlackMessage) -> bool:
    """Tell it from the question's board, whose counter may change at the same moment."""
    return "🏆" in message.text


class OnDiscord:
    """A server with a channel for the quiz, its admin and a member."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.guild = fake.add_guild("디스코드 스터디")
        self.place = self.guild.add_channel("딥러닝")
        self.boss = self.guild.add_member("지훈", is_admin=True)
        self.member = self.guild.add_member(GAMER)

    @property
    def known_as(self) -> str:
        workspace = discord_identity.workspace_id(int(self.guild.id))
        return discord_identity.member_id(workspace, int(self.member.id))

    async def ask(self) -> DiscordMessage:
        return await discord_process.open_question(self.boss, self.place)

    async def answer(self, board: DiscordMessage, text: str) -> None:
        pressed = await self.member.press(board, "답하기")
        await pressed.acked(DEADLINE_S)
        sent = await self.member.submit(pressed, {"text": text})
        await sent.shown(DEADLINE_S, where=is_grade)

    async def standings(self, board: DiscordMessage) -> str:
        pressed = await self.member.press(board, "순위")
        return (await pressed.shown(DEADLINE_S, where=is_leaderboard)).text

    def leave(self) -> Callable[[], None]:
        """Be away until what is returned is called."""
        away = self.fake.inject(status=503, times=10_000)
        return lambda: setattr(away, "times", 0)


class OnSlack:
    """A workspace with a channel for the quiz, its admin and a member."""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.team = fake.add_team("슬랙 스터디")
        self.place = self.team.add_channel("딥러닝")
        self.boss = self.team.add_member("지훈", is_admin=True)
        self.member = self.team.add_member(WORKER)

    @property
    def known_as(self) -> str:
        return slack_identity.member_id(self.team.id, self.member.id)

    async def ask(self) -> SlackMessage:
        return await slack_process.open_question(self.boss, self.place)

    async def answer(self, board: SlackMessage, text: str) -> None:
        pressed = await self.member.press(board, "답하기")
        await pressed.opened(timeout=DEADLINE_S)
        sent = await self.member.submit(pressed, {"text": text})
        await sent.shown(is_grade, DEADLINE_S)

    async def standings(self, board: SlackMessage) -> str:
        pressed = await self.member.press(board, "순위")
        return (await pressed.shown(is_leaderboard, DEADLINE_S)).text

    def leave(self) -> Callable[[], None]:
        """Be away until what is returned is called."""
        self.fake.refuse_sockets(10_000)
        return lambda: self.fake.refuse_sockets(0)


class Everywhere:
    """A data folder, and the bot's settings for a server, a workspace and a playground."""

    def __init__(self, discord: OnDiscord, slack: OnSlack, data: Path) -> None:
        self.discord = discord
        self.slack = slack
        self.data = data
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.settings = {
            **discord_process.settings(discord.fake),
            **slack_process.by_socket(slack.fake, slack.team),
            "SLACK_API_BASE": slack.fake.api_base,
            "PLAYGROUND": "true",
            "PORT": str(port),
        }

    async def command(self, *words: str) -> str:
        """Run another command of the bot's, and return what it prints."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self.data,
            env=environment(self.data),
            stdout=PIPE,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0
        return said.decode()


@pytest.fixture
async def everywhere(tmp_path: Path) -> AsyncIterator[Everywhere]:
    async with FakeDiscord(rate_limits=True) as discord, FakeSlack(rate_limits=True) as slack:
        yield Everywhere(OnDiscord(discord), OnSlack(slack), tmp_path)
        assert discord.violations + slack.violations == []
        assert discord.too_many == slack.too_many == 0


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Open an empty page of a real browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = await browser.new_page(locale="ko-KR")
        page.set_default_timeout(1000 * DEADLINE_S)
        yield page
        await browser.close()


def is_grade(message: DiscordMessage | SlackMessage) -> bool:
    return GRADE.search(message.text) is not None


async def ready(bot: BotProcess, *places: str) -> None:
    """Wait until the bot says, in any order, that it is in these places."""
    said = [await bot.ready() for _ in places]
    assert all(any(place in line for line in said) for place in places), said


@pytest.mark.browser
async def test_one_bot_serves_all_and_knows_who_is_one_person(
    everywhere: Everywhere, page: Page
) -> None:
    discord, slack = everywhere.discord, everywhere.slack
    async with bot_in(everywhere.data, **everywhere.settings) as bot:
        await ready(bot, "on Discord", "on Slack", everywhere.url)
        on_discord, on_slack = await discord.ask(), await slack.ask()
        [asked] = {
            question for (question,) in query(everywhere.data, "SELECT question FROM rounds")
        }
        await discord.answer(on_discord, load().questions[asked].references.ko[0])
        await slack.answer(on_slack, VAGUE)
        await page.goto(f"{everywhere.url}/?name={GUEST}")
        await page.get_by_test_id("action-answer").first.click()
        await page.get_by_test_id("form-text").fill(VAGUE)
        await page.get_by_test_id("form-submit").click()
        await expect(page.get_by_test_id("point").first).to_be_visible(timeout=1000 * DEADLINE_S)

        boards = [await discord.standings(on_discord), await slack.standings(on_slack)]
        boards.append(await on_the_page(page))
        for name in (GAMER, WORKER, GUEST):
            assert [name in board for board in boards].count(True) == 1, boards
        best, vague = (points(everywhere.data, one.known_as) for one in (discord, slack))
        assert best > vague

        said = await everywhere.command("members", "link", discord.known_as, slack.known_as)
        assert discord.known_as in said
        board = await slack.standings(on_slack)
        assert f"{WORKER} (나) | {best} |" in board
        assert GAMER not in board
        assert f"`{best}` **{GAMER}" in await discord.standings(on_discord)
        assert (await bot.stopped()).code == 0


async def on_the_page(page: Page) -> str:
    """Ask for the standings in the playground."""
    await page.get_by_test_id("composer").fill("/leaderboard today")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    return await page.get_by_test_id("table").last.inner_text()


def points(data: Path, member: str) -> int:
    [(value,)] = query(data, f"SELECT max(value) FROM answers WHERE member = '{member}'")
    return int(value)


@pytest.mark.parametrize(("away", "here"), [("discord", "slack"), ("slack", "discord")])
async def test_others_are_served_while_one_is_away(
    everywhere: Everywhere, light_compute: dict[str, str], away: str, here: str
) -> None:
    names = {"discord": "on Discord", "slack": "on Slack"}
    absent, present = getattr(everywhere, away), getattr(everywhere, here)
    come_back = absent.leave()
    async with bot_in(everywhere.data, **everywhere.settings, **light_compute) as bot:
        await ready(bot, names[here], everywhere.url)
        board = await present.ask()
        await present.answer(board, VAGUE)
        async with aiohttp.ClientSession() as session, session.get(everywhere.url) as answer:
            assert answer.status == 200
        come_back()
        await ready(bot, names[away])
        await absent.answer(await absent.ask(), VAGUE)
        assert (await bot.stopped()).code == 0
