"""Keeps channels called by their names, which their members change."""

from collections.abc import Mapping
from typing import Any

from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.events import Payload
from bot.platforms.slack.identity import channel_id
from bot.quiz.store import Channels


class Renaming:
    def __init__(self, directory: ChannelDirectory, channels: Channels) -> None:
        self._directory = directory
        self._channels = channels

    async def note(self, team: str, body: Payload) -> None:
        """Call a channel as it is called from now on, if a quiz is set up there."""
        channel = (body.get("event") or {}).get("channel")
        named: Mapping[str, Any] = channel if isinstance(channel, Mapping) else {}
        id, name = channel_id(team, str(named.get("id"))), str(named.get("name") or "")
        self._directory.forget(id)
        known = await self._channels.channel(id)
        if known and name and name != known.name:
            await self._channels.rename_channel(id, name)
