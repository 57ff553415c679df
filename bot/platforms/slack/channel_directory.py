"""Channels as Slack knows them: what they are called, who made them, whether the bot is inside."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.platforms.slack.identity import channel_id, own_id, team_of
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.workspaces import Workspace, Workspaces
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import ChannelId
from bot.quiz.ports import Clock

FRESH = timedelta(minutes=10)
SHARED_FRESH = timedelta(minutes=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
MAX_KNOWN = 5000
PAGE = 200
MAX_PAGES = 10

Shared = tuple[frozenset[ChannelId], datetime]


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """A channel; a direct conversation has its `partner`, any other its `creator`."""

    name: str
    creator: str
    partner: str
    is_private: bool
    asked_at: datetime


class ChannelDirectory:
    def __init__(self, workspaces: Workspaces, clock: Clock) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._known: OrderedDict[ChannelId, ChannelInfo] = OrderedDict()
        self._shared: OrderedDict[tuple[str, str], Shared] = OrderedDict()

    async def workspace(self, channel: ChannelId) -> Workspace:
        """Return the installation that reaches a channel.

        Raises:
            ChannelUnreachable: there is none.
        """
        return await self._workspaces.find(team_of(channel))

    async def check(self, channel: ChannelId) -> None:
        """Return if the bot can post there, going in if it may.

        Raises:
            ChannelUnreachable: saying why not.
        """
        workspace = await self.workspace(channel)
        with translated():
            response = await workspace.client.conversations_info(channel=own_id(channel))
        about = response["channel"]
        if about.get("is_archived"):
            raise ChannelUnreachable(f"{channel} is archived", "archived")
        if not (about.get("is_member") or about.get("is_im")):
            with translated():
                await workspace.join(own_id(channel))

    async def about(self, channel: ChannelId) -> ChannelInfo | None:
        """Return what is known of a channel; None if Slack does not show it to the bot.

        Raises:
            ChannelUnreachable: nothing is known yet, and Slack is away.
        """
        known = self._known.get(channel)
        if known and self._clock.now() - known.asked_at < FRESH:
            return known
        try:
            return await self._asked(channel)
        except ChannelUnreachable as exc:
            if known is None and exc.reason == "away":
                raise
            return known

    def forget(self, channel: ChannelId) -> None:
        """Ask for a channel anew the next time."""
        self._known.pop(channel, None)

    async def glimpse(self, channel: ChannelId) -> ChannelInfo | None:
        """Return what is known of a channel, for whoever can do without."""
        try:
            return await self.about(channel)
        except ChannelUnreachable:
            return None

    async def _asked(self, channel: ChannelId) -> ChannelInfo:
        workspace = await self.workspace(channel)
        with translated():
            response = await workspace.client.conversations_info(channel=own_id(channel))
        about = response["channel"]
        info = ChannelInfo(
            str(about.get("name") or ""),
            str(about.get("creator") or ""),
            str(about.get("user") or ""),
            bool(about.get("is_private")),
            self._clock.now(),
        )
        self._known[channel] = info
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return info

    async def is_with_bot(self, workspace: Workspace, channel: str, user: str) -> bool:
        """Tell whether this is a user's own conversation with the bot."""
        if not channel.startswith("D"):
            return False
        info = await self.glimpse(channel_id(workspace.team, channel))
        return info is not None and info.partner == user

    async def shared_with(self, workspace: Workspace, user: str) -> Collection[ChannelId]:
        """Return the channels that both a user and the bot can see into.

        Raises:
            ChannelUnreachable: Slack does not say.
        """
        now = self._clock.now()
        found, asked_at = self._shared.get((workspace.team, user), (frozenset(), LONG_AGO))
        if now - asked_at > SHARED_FRESH:
            found = frozenset(await self._asked_shared(workspace, user))
            self._shared[workspace.team, user] = (found, now)
            if len(self._shared) > MAX_KNOWN:
                self._shared.popitem(last=False)
        return found

    async def _asked_shared(self, workspace: Workspace, user: str) -> list[ChannelId]:
        found: list[ChannelId] = []
        cursor = ""
        for _ in range(MAX_PAGES):
            with translated():
                page = await workspace.client.users_conversations(
                    user=user,
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=PAGE,
                    cursor=cursor,
                )
            found += [channel_id(workspace.team, c["id"]) for c in page.get("channels") or []]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found
