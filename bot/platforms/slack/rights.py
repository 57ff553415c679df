"""Who runs the quiz of a channel on Slack: whoever made it, and who runs the workspace or is in the
user group that the settings name. Everyone runs that of their own conversation with the bot.
"""

import asyncio
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.platforms.slack.channel_directory import ChannelDirectory, ChannelInfo
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.errors import ChannelUnreachable, Refusal
from bot.quiz.model import ChannelId, Member
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=5)
ASK_S = 1.0


@dataclass(frozen=True, slots=True)
class _Group:
    users: Collection[str]
    asked_at: datetime


class Rights:
    """Knows who may; whatever Slack says is believed for five minutes."""

    def __init__(
        self, people: People, directory: ChannelDirectory, group: str, clock: Clock
    ) -> None:
        """Take the handle of the user group; without one there is none."""
        self._people = people
        self._directory = directory
        self.group = group.strip().removeprefix("@")
        self._clock = clock
        self._groups: dict[str, _Group] = {}

    def refusal(self, info: ChannelInfo | None) -> Refusal:
        """Return what those read who may not: who may, or that they may have made the channel."""
        if info is None:
            return Refusal("slack-maker-unknown")
        if self.group:
            return Refusal("slack-admins-only-or-group", group=self.group)
        return Refusal("slack-admins-only")

    async def in_channel(
        self, workspace: Workspace, user: str, called: str, channel: ChannelId
    ) -> tuple[Member, ChannelInfo | None]:
        """Return somebody with their rights in a channel, and the channel.

        Raises:
            ChannelUnreachable: Slack is away, and nobody knows whether it is their own, or whether
                they run the workspace.
        """
        member = await self._everywhere(workspace, user, called)
        if member.is_admin:
            return member, await self._directory.glimpse(channel)
        info = await self._directory.about(channel)
        is_own = _is_own(info, user)
        if not (is_own or self._people.knows(workspace, user)):
            raise ChannelUnreachable(f"Slack does not say who {user} is", "away")
        return replace(member, is_admin=is_own), info

    async def run_by(
        self, workspace: Workspace, member: Member, channels: Iterable[ChannelId]
    ) -> tuple[Member, Collection[ChannelId]]:
        """Return somebody with their rights in the workspace, and whose quizzes they run."""
        user = own_id(member.id)
        found = await self._everywhere(workspace, user, member.name)
        if found.is_admin:
            return found, frozenset(channels)
        abouts = [(channel, await self._directory.glimpse(channel)) for channel in channels]
        return found, {channel for channel, info in abouts if _is_own(info, user)}

    async def _everywhere(self, workspace: Workspace, user: str, called: str) -> Member:
        member = await self._people.member(workspace, user, called, FRESH)
        if member.is_admin or not self.group:
            return member
        return replace(member, is_admin=user in await self._users(workspace))

    async def _users(self, workspace: Workspace) -> Collection[str]:
        """Return who is in the group; nobody while Slack does not say."""
        known = self._groups.get(workspace.team)
        if known and self._clock.now() - known.asked_at < FRESH:
            return known.users
        try:
            async with asyncio.timeout(ASK_S):
                users = await self._asked(workspace)
        except FAILURES as exc:
            log.warning("who is in @%s of %s is not known: %s", self.group, workspace.team, exc)
            return ()
        self._groups[workspace.team] = _Group(users, self._clock.now())
        return users

    async def _asked(self, workspace: Workspace) -> Collection[str]:
        response = await workspace.client.usergroups_list(include_users=True)
        return {
            user
            for group in response.get("usergroups") or []
            if group.get("handle") == self.group and not group.get("date_delete")
            for user in group.get("users") or []
        }


def _is_own(info: ChannelInfo | None, user: str) -> bool:
    return info is not None and user in (info.creator, info.partner)
