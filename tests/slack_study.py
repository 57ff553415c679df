"""A study group on the fake Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from bot.platforms.shared.http import HttpServer
from bot.platforms.slack.identity import channel_id, workspace_id
from bot.platforms.slack.manifest import REQUESTS
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.requests import HttpTransport
from bot.platforms.slack.socket import SocketTransport
from bot.platforms.slack.workspaces import OneToken
from bot.quiz.model import Channel, ChannelId
from content.loader import Bank
from tests import study
from tests.doubles import ManualClock
from tests.slack_fake import FakeSlack
from tests.study import Bot, Memory, Read

PATIENCE_S = 1.0
PING_S = 0.05


@asynccontextmanager
async def running(
    fake: FakeSlack,
    team: Any,
    memory: Memory,
    bank: Bank,
    read: Read,
    *,
    by_http: bool = False,
    admin_group: str = "",
) -> AsyncIterator[Bot]:
    """Run a bot in one workspace of the fake until the block ends."""
    server = HttpServer(port=0)
    server.bind()
    url = f"{server.url}{REQUESTS}"
    if by_http:
        fake.post_to(url)

    def platform(clock: ManualClock) -> SlackPlatform:
        return SlackPlatform(
            OneToken(SecretStr(team.bot_token)),
            HttpTransport(server, SecretStr(fake.signing_secret))
            if by_http
            else SocketTransport(SecretStr(fake.app_token), fake.api_base, PING_S),
            memory.storage,
            clock,
            fake.api_base,
            admin_group=admin_group,
        )

    async with study.running(platform, memory, bank, read, PATIENCE_S, server.run) as bot:
        bot.url = url
        yield bot


def study_channel(channel: Any, team: Any, **changes: Any) -> Channel:
    return study.study_channel(home(channel, team), workspace_id(team.id), channel.name, **changes)


def home(channel: Any, team: Any) -> ChannelId:
    return channel_id(team.id, channel.id)
