"""A study group on the fake Discord."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from pydantic import SecretStr

from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import channel_id, workspace_id
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.discord.shards import ALONE, Shards
from bot.quiz.model import Channel, ChannelId
from content.loader import Bank
from tests import study
from tests.discord_fake import FakeDiscord
from tests.doubles import ManualClock
from tests.study import Bot, Memory, Read

PATIENCE_S = 0.3


def running(
    fake: FakeDiscord, memory: Memory, bank: Bank, read: Read, shards: Shards = ALONE
) -> AbstractAsyncContextManager[Bot]:
    """Run a bot on the fake until the block ends."""

    def platform(clock: ManualClock) -> DiscordPlatform:
        point_at(fake.api_base, fake.gateway_url)
        return DiscordPlatform(
            SecretStr(fake.token),
            memory.storage,
            clock,
            shards=shards,
            servers_patience_s=0.05,
        )

    return study.running(platform, memory, bank, read, PATIENCE_S)


def study_channel(channel: Any, guild: Any, **changes: Any) -> Channel:
    return study.study_channel(home(channel), workspace_id(int(guild.id)), channel.name, **changes)


def home(channel: Any) -> ChannelId:
    return channel_id(int(channel.id))
