"""Where files are fetched from; how that goes is in `tests/integration/test_slack_import.py`."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.app.config import SLACK_API
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.downloads import Downloads
from bot.platforms.slack.workspaces import OneToken, Workspaces
from bot.quiz.errors import AttachmentGone, ChannelUnreachable
from bot.quiz.model import Attachment, ChannelId
from tests.doubles import ManualClock
from tests.fakes import InMemoryStore

HERE = ChannelId("slack:T1/C1")
STAND_IN = "http://127.0.0.1:8099/api/"


async def failure(source: str, api_base: str = SLACK_API) -> BaseException | None:
    """Return why a file cannot be fetched while nothing is connected."""
    clock = ManualClock(datetime(2026, 11, 20, tzinfo=UTC))
    workspaces = Workspaces(OneToken(SecretStr("xoxb-1")), api_base, InMemoryStore(), clock)
    downloads = Downloads(ChannelDirectory(workspaces, clock), api_base)
    with pytest.raises(AttachmentGone) as gone:
        await downloads.fetch(HERE, Attachment("list.md", 1, source))
    return gone.value.__cause__


@pytest.mark.parametrize(
    ("source", "api_base"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/list.md", SLACK_API),
        ("https://FILES.slack.com/files-pri/T1-F1/download/list.md", SLACK_API),
        ("http://127.0.0.1:8099/files/F1/list.md", STAND_IN),
    ],
)
async def test_a_file_on_slacks_host_is_asked_for(source: str, api_base: str) -> None:
    assert isinstance(await failure(source, api_base), ChannelUnreachable)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "list.md",
        "//files.slack.com/x",
        "file:///etc/passwd",
        "http://files.slack.com/x",
        "https://slack.com/x",
        "https://files.slack.com:8443/x",
        "https://files.slack.com.example.com/x",
        "https://files.slack.com@example.com/x",
        "https://example.com/https://files.slack.com/x",
        "https://[files.slack.com/x",
        "http://127.0.0.1:8099/files/F1/list.md",
    ],
)
async def test_whatever_is_elsewhere_is_not_asked_for(source: str) -> None:
    assert isinstance(await failure(source), ValueError)
