"""A workspace on the Slack emulator, with the bot in it as its user starts it.

What needs the emulator is left out where it is not installed.
"""

import os
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.app.supervisor import free_port
from bot.platforms.slack.manifest import REQUESTS
from tests.bot_process import bot_in, some_weekday
from tests.e2e.slack_door import Json, Message
from tests.e2e.slack_emulator import (
    ALEX,
    BOSS,
    MINA,
    SlackEmulator,
    is_installed,
    running_slack,
)
from tests.e2e.slack_people import SIGNING_SECRET, Answered, Bot, Person

LEFT_OUT = "left out: the Slack Web API emulator is not installed (`make emulate` installs it)"
IS_REQUIRED = os.environ.get("QUIZMASTER_TEST_EMULATOR") == "required"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if is_installed() or IS_REQUIRED:
        return
    for item in items:
        if item.get_closest_marker("emulator"):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


@dataclass(frozen=True)
class Study:
    """A channel of its own, with an admin, a member who reads Korean and one who reads English."""

    slack: SlackEmulator
    bot: Bot
    channel: str
    boss: Person
    mina: Person
    alex: Person

    async def modal(self, member: Person, act: Awaitable[Answered]) -> Json:
        """Return the modal that opens upon what a member does."""
        before = len(await self.slack.views(member.name))
        await act

        async def newest() -> Json | None:
            shown = await self.slack.views(member.name)
            return shown[-1] if len(shown) > before else None

        return await self.slack.until(newest, "modal")

    async def private(self, member: Person, text: str) -> Message:
        """Wait for the newest private message to a member that says this."""

        async def newest() -> Message | None:
            shown = await self.slack.ephemerals(self.channel, member.name)
            return next((one for one in reversed(shown) if text in one.text), None)

        return await self.slack.until(newest, f"{text!r} for {member.name}")

    async def told(self, member: Person, act: Awaitable[Answered]) -> Message:
        """Return the first private message that a member gets upon what they do."""
        before = len(await self.slack.ephemerals(self.channel, member.name))
        await act

        async def newer() -> list[Message]:
            return (await self.slack.ephemerals(self.channel, member.name))[before:]

        return (await self.slack.until(newer, f"word to {member.name}"))[0]

    async def posted(self, text: str) -> Message:
        """Wait for a message in the channel that says this."""

        async def found() -> Message | None:
            messages = await self.slack.history(self.channel)
            return next((one for one in messages if text in one.text), None)

        return await self.slack.until(found, f"{text!r} in the channel")

    async def set_up(self) -> Message:
        """Save the admin's form as it comes, but for days that are not near; return the answer."""
        form = await self.modal(self.boss, self.boss.slash(self.channel, "/quiz settings"))
        filled = {"weekdays": [some_weekday()], "timezone": "Asia/Seoul"}
        sent = await self.boss.submit(form, filled)
        assert sent.payload.get("response_action") != "errors", sent
        return await self.private(self.boss, "저장했어요")

    async def open_question(self) -> Message:
        """Set the channel up, and post a question at once."""
        saved = await self.set_up()
        await self.boss.press(saved, "지금 올리기")
        return await self.posted("오늘의 질문")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackEmulator]:
    async with running_slack(tmp_path_factory.mktemp("slack")) as emulator:
        yield emulator


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(slack: SlackEmulator, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    port = free_port()
    settings = {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_BASE": slack.api_base,
        "PORT": str(port),
    }
    async with bot_in(tmp_path_factory.mktemp("bot"), **settings) as process:
        assert "Slack" in await process.ready()
        yield Bot(slack.session, f"http://127.0.0.1:{port}{REQUESTS}")
        ended = await process.stopped()
    assert ended.code == 0
    assert "Traceback" not in ended.complained, ended.complained


@pytest_asyncio.fixture(loop_scope="module")
async def study(slack: SlackEmulator, bot: Bot) -> Study:
    return await _in_new_channel(slack, bot)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lounge(slack: SlackEmulator, bot: Bot) -> Study:
    """Return a channel that tests share, with an open question."""
    shared = await _in_new_channel(slack, bot)
    await shared.open_question()
    return shared


async def _in_new_channel(slack: SlackEmulator, bot: Bot) -> Study:
    people = (Person(slack, bot, name) for name in (BOSS, MINA, ALEX))
    return Study(slack, bot, await slack.new_channel(), *people)
