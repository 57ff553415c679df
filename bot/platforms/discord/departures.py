"""Notes which servers remove the bot, and which have it again, also while it was not connected."""

import asyncio
import logging

import discord

from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.identity import DIRECT, PREFIX, snowflake, workspace_id
from bot.platforms.shared.starting import begin
from bot.quiz.errors import QuizError
from bot.quiz.model import WorkspaceId
from bot.quiz.ports import Clock
from bot.quiz.store import Store

log = logging.getLogger(__name__)


class GuildDepartures:
    """Asks the client which servers it is in: that holds however fast one comes and goes."""

    def __init__(
        self, client: QuizClient, store: Store, clock: Clock, tasks: asyncio.TaskGroup
    ) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._tasks = tasks
        self._noting = asyncio.Lock()

    def changed(self, guild: discord.Guild) -> None:
        """Take that a server has added or removed the bot."""
        begin(self._tasks, self._note(workspace_id(guild.id)), f"departure of {guild.id}")

    def connected(self) -> None:
        """Take that all servers are known."""
        begin(self._tasks, self._note_all(), "departures on discord")

    async def _note_all(self) -> None:
        try:
            channels = await self._store.channels()
            departed = await self._store.departed()
        except QuizError as exc:
            log.warning("which servers are gone is not known: %s", exc)
            return
        for workspace in {channel.workspace for channel in channels} | set(departed):
            if self._is_ours(workspace) and self._has_bot(workspace) == (workspace in departed):
                await self._note(workspace)

    async def _note(self, workspace: WorkspaceId) -> None:
        try:
            async with self._noting:
                if self._has_bot(workspace):
                    await self._store.came_back(workspace)
                else:
                    await self._store.left(workspace, self._clock.now())
        except QuizError as exc:
            log.warning("whether %s has the bot is not noted: %s", workspace, exc)

    def _is_ours(self, workspace: WorkspaceId) -> bool:
        """Tell whether a workspace is a server on one of our shards."""
        is_server = workspace.startswith(PREFIX) and workspace != DIRECT
        return is_server and self._client.holds(snowflake(workspace))

    def _has_bot(self, workspace: WorkspaceId) -> bool:
        return self._client.get_guild(snowflake(workspace)) is not None
