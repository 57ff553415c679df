"""The bot as its user starts it, on Slack: a process, and the first steps of its admin."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.app.supervisor import free_port
from bot.platforms.slack.manifest import REQUESTS
from tests.bot_process import DEADLINE_S, BotProcess, bot_in, some_weekday
from tests.slack_fake import FakeSlack
from tests.slack_fake.channels import Channel
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team


def bot_on(
    fake: FakeSlack, data: Path, *ways: dict[str, str], **more: str
) -> AbstractAsyncContextManager[BotProcess]:
    """Start a bot on the fake; what still runs after the block is killed."""
    settings = {"SLACK_API_BASE": fake.api_base}
    for way in ways:
        settings |= way
    return bot_in(data, **settings | more)


def by_socket(fake: FakeSlack, team: Team) -> dict[str, str]:
    """Return what is set for Socket Mode."""
    return {"SLACK_BOT_TOKEN": team.bot_token, "SLACK_APP_TOKEN": fake.app_token}


def by_requests(fake: FakeSlack, team: Team) -> dict[str, str]:
    """Return what is set for requests, which the fake sends from now on."""
    return {"SLACK_BOT_TOKEN": team.bot_token} | _requests(fake)


def by_installing(fake: FakeSlack) -> dict[str, str]:
    """Return what is set for workspaces that install the bot by themselves."""
    ours = {"SLACK_CLIENT_ID": fake.client_id, "SLACK_CLIENT_SECRET": fake.client_secret}
    return ours | _requests(fake)


def _requests(fake: FakeSlack) -> dict[str, str]:
    port = free_port()
    fake.post_to(f"http://127.0.0.1:{port}{REQUESTS}")
    return {"SLACK_SIGNING_SECRET": fake.signing_secret, "PORT": str(port)}


async def open_question(boss: Member, place: Channel) -> Message:
    """Set a channel up, post a question at once and return its message."""
    opened = await boss.slash(place, "/quiz", "settings")
    await opened.opened(timeout=DEADLINE_S)
    filled = {
        "at": "09:00",
        "weekdays": [some_weekday()],
        "language": "ko",
        "decks": ["deep-learning"],
    }
    saving = await boss.submit(opened, filled)
    saved = await saving.shown(says("저장했어요"), DEADLINE_S)
    posting = await boss.press(saved, "지금 올리기")
    await posting.shown(says("새 질문을 올렸어요"), DEADLINE_S)
    return await place.message(says("오늘의 질문"), DEADLINE_S)


def says(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text
