from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from types import ModuleType

import pytest

from tests.scenarios import on_discord, on_slack, on_the_page
from tests.scenarios.group import Group


@pytest.fixture(params=[on_discord, on_slack, on_the_page], ids=["discord", "slack", "web"])
async def group(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Group]:
    """A study group on each platform in turn; its channel's question was due a minute ago."""
    monkeypatch.setattr("bot.platforms.slack.rates.PER_CHANNEL_S", {})  # The fake takes all.
    platform: ModuleType = request.param
    opened: AbstractAsyncContextManager[Group] = platform.group()
    async with opened as group:
        await group.memory.store.save_channel(group.channel)
        yield group
