"""The App Home: a member's own page, with their numbers, today's questions and, for admins, the
settings. It is drawn when somebody looks, and again after what they do for as long as they may
still be looking.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.i18n.messages import say
from bot.platforms.slack.channel_directory import LONG_AGO, ChannelDirectory
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.layout import SET_UP, chooser
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import code_of, translated
from bot.platforms.slack.render import Renderer
from bot.platforms.slack.rights import Rights
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.model import ChannelId, Member, MemberId
from bot.quiz.ports import Clock
from bot.quiz.standings.overview import Overview
from bot.quiz.store import Channels
from content.schema import Language

LOOKING_FOR = timedelta(minutes=10)
MAX_LOOKING = 1000
MAX_BLOCKS = 100


class Home:
    def __init__(
        self,
        overview: Overview,
        renderer: Renderer,
        people: People,
        directory: ChannelDirectory,
        rights: Rights,
        channels: Channels,
        clock: Clock,
    ) -> None:
        self._overview = overview
        self._people = people
        self._directory = directory
        self._rights = rights
        self._renderer = renderer
        self._channels = channels
        self._clock = clock
        self._looked: OrderedDict[MemberId, tuple[ChannelId, datetime]] = OrderedDict()

    async def show(
        self, workspace: Workspace, member: Member, own: ChannelId, hash: str = ""
    ) -> None:
        """Draw the page of a member who looks at it, in place of the one of this hash.

        `own` is their conversation with the bot, which Slack lists among nobody's channels.
        """
        self._looked[member.id] = (own, self._clock.now())
        if len(self._looked) > MAX_LOOKING:
            self._looked.popitem(last=False)
        await self._draw(workspace, member, own, hash)

    async def refresh(self, workspace: Workspace, member: Member) -> None:
        """Draw the page again if the member looked at it lately."""
        own, looked = self._looked.get(member.id, (None, LONG_AGO))
        if own and self._clock.now() - looked < LOOKING_FOR:
            await self._draw(workspace, member, own, "")

    async def _draw(self, workspace: Workspace, member: Member, own: ChannelId, hash: str) -> None:
        blocks = await self._blocks(workspace, member, own)
        view = {"type": "home", "blocks": blocks}
        with translated():
            await self._publish(workspace, member, view, hash)

    async def _publish(
        self, workspace: Workspace, member: Member, view: dict[str, Any], hash: str
    ) -> None:
        user = own_id(member.id)
        try:
            await workspace.client.views_publish(user_id=user, view=view, hash=hash or None)
        except SlackApiError as exc:
            if code_of(exc) != "hash_conflict":
                raise
            # Somebody drew the page meanwhile, from older numbers than these.
            await workspace.client.views_publish(user_id=user, view=view)

    async def _blocks(
        self, workspace: Workspace, member: Member, own: ChannelId
    ) -> list[dict[str, Any]]:
        visible = {own, *await self._directory.shared_with(workspace, own_id(member.id))}
        quizzes = [one.id for one in await self._channels.channels() if one.id in visible]
        member, run = await self._rights.run_by(workspace, member, quizzes)
        language = await self._people.chosen_language(member)
        panels = await self._overview.panels(member, visible, run)
        chooser = _chooser(language) if member.is_admin or run else []
        return [*await self._renderer.home(panels, MAX_BLOCKS - len(chooser)), *chooser]


def _chooser(language: Language) -> list[dict[str, Any]]:
    """Return the field in which an admin chooses a channel to set up."""
    return [
        {
            "type": "section",
            "block_id": SET_UP,
            "text": {"type": "plain_text", "text": say(language, "slack-set-up")},
            "accessory": chooser(say(language, "slack-choose")),
        }
    ]
