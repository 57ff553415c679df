"""Channels as Slack knows them: what they are called, who made them, whether the bot is inside."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.platforms.slack.identity import own_id, team_of
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.workspaces import Workspace, Workspaces
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import ChannelId
from bot.quiz.ports import Clock

FRESH = timedelta(minutes=10)
MAX_KNOWN = 5000


@dataclass(frozen=True, slots=True)
class Place:
    """A channel; a direct conversation has its `partner`, any other its `creator`."""

    name: str
    creator: str
    partner: str
    asked_at: datetime


class Places:
    def __init__(self, workspaces: Workspaces, clock: Clock) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._known: OrderedDict[ChannelId, Place] = OrderedDict()

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
            told = await workspace.client.conversations_info(channel=own_id(channel))
        about = told["channel"]
        if about.get("is_archived"):
            raise ChannelUnreachable(f"{channel} is archived", "archived")
        if not (about.get("is_member") or about.get("is_im")):
            with translated():
                await workspace.join(own_id(channel))

    async def about(self, channel: ChannelId) -> Place | None:
        """Return what is known of a channel; None if Slack does not show it to the bot."""
        known = self._known.get(channel)
        if known and self._clock.now() - known.asked_at < FRESH:
            return known
        try:
            return await self._asked(channel)
        except ChannelUnreachable:
            return known

    async def _asked(self, channel: ChannelId) -> Place:
        workspace = await self.workspace(channel)
        with translated():
            told = await workspace.client.conversations_info(channel=own_id(channel))
        about = told["channel"]
        place = Place(
            str(about.get("name") or ""),
            str(about.get("creator") or ""),
            str(about.get("user") or ""),
            self._clock.now(),
        )
        self._known[channel] = place
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return place
