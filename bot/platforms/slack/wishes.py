"""What a member wants, read from what they did. Nothing in it is believed unchecked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.platforms import buttons
from bot.platforms.buttons import ButtonBook, Way
from bot.platforms.slack import commands as spelled
from bot.platforms.slack.forms import values
from bot.platforms.slack.identity import channel_id, team_of
from bot.platforms.slack.places import Places
from bot.platforms.slack.typed import plain
from bot.platforms.slack.visits import Payload, Visit
from bot.platforms.slack.workspaces import Workspace
from bot.quiz import commands
from bot.quiz.commands import Who
from bot.quiz.errors import Refusal
from bot.quiz.model import ChannelId, Invocation, Member
from bot.quiz.outbox import Button

SET_UP = "qm:set-up"


@dataclass(frozen=True, slots=True)
class Wish:
    """`draft` is what the form starts with, should this open one."""

    invocation: Invocation
    draft: Mapping[str, str] = field(default_factory=dict)


class Wishes:
    def __init__(self, book: ButtonBook, places: Places) -> None:
        self._book = book
        self._places = places

    async def typed(
        self, visit: Visit, workspace: Workspace, member: Member, payload: Payload
    ) -> Wish:
        """Read a slash command.

        Raises:
            Refusal: there is no such command.
        """
        command, args = spelled.read(str(payload.get("command")), str(payload.get("text") or ""))
        here = channel_id(workspace.team, visit.channel)
        return Wish(await self._invocation(visit, member, here, command.name, args))

    async def pressed(
        self, visit: Visit, workspace: Workspace, member: Member, payload: Payload
    ) -> Wish:
        """Read a press on a button, or the choice of a channel to set up.

        Raises:
            Refusal: nobody made that button, or it speaks of another workspace.
        """
        action = _first(payload.get("actions"))
        if action.get("action_id") == SET_UP:
            chosen = channel_id(workspace.team, str(action.get("selected_conversation") or ""))
            return Wish(await self._invocation(visit, member, chosen, "quiz settings", {}))
        parsed = buttons.parse(str(action.get("action_id")))
        button = await self._button(workspace, parsed[1] if parsed else "")
        asked = await self._invocation(visit, member, button.channel, button.command, button.args)
        return Wish(asked, button.draft)

    async def submitted(
        self, visit: Visit, workspace: Workspace, member: Member, payload: Payload
    ) -> Wish:
        """Read a form.

        Raises:
            Refusal: nobody made that form.
        """
        view = payload.get("view") or {}
        button = await self._button(workspace, str(view.get("private_metadata")))
        args = {**button.args, **values(view)}
        return Wish(await self._invocation(visit, member, button.channel, button.command, args))

    async def of_message(
        self, visit: Visit, workspace: Workspace, member: Member, payload: Payload
    ) -> Wish:
        """Read "grade this message as my answer".

        Raises:
            Refusal: somebody else wrote it.
        """
        message = payload.get("message") or {}
        if message.get("user") != visit.user:
            raise Refusal("slack-not-your-message")
        here = channel_id(workspace.team, visit.channel)
        args = {"text": plain(str(message.get("text") or ""))}
        return Wish(await self._invocation(visit, member, here, "answer", args))

    async def help(
        self, visit: Visit, workspace: Workspace, member: Member, payload: Payload
    ) -> Wish:
        """Answer whoever speaks to the bot in plain words."""
        here = channel_id(workspace.team, visit.channel)
        return Wish(await self._invocation(visit, member, here, "help", {}))

    async def form_of(self, workspace: Workspace, payload: Payload) -> Button:
        """Return what the form does in which somebody looks for a value."""
        view = payload.get("view") or {}
        return await self._button(workspace, str(view.get("private_metadata")))

    async def _button(self, workspace: Workspace, id: str) -> Button:
        button = await self._book.find(id)
        if button is None:
            raise Refusal("error-unknown-button")
        if button.channel and team_of(button.channel) != workspace.team:
            raise Refusal("error-not-there")
        return button

    async def _invocation(
        self,
        visit: Visit,
        member: Member,
        channel: ChannelId,
        command: str,
        args: Mapping[str, str],
    ) -> Invocation:
        name = ""
        if commands.command(command).who is Who.ADMIN or command == "help":
            member, name = await self._with_rights(member, visit, channel)
        return Invocation(visit.event, member, channel, command, args, name)

    async def _with_rights(
        self, member: Member, visit: Visit, channel: ChannelId
    ) -> tuple[Member, str]:
        """Whoever made a channel runs its quiz, and everyone that of their own conversation."""
        place = await self._places.about(channel)
        if place is None:
            return member, ""
        is_own = visit.user in (place.creator, place.partner)
        return replace(member, is_admin=member.is_admin or is_own), place.name or "DM"


def way_of(visit: Visit, payload: Payload) -> Way:
    """Return how a press is answered: one that swaps needs a message that can be changed."""
    parsed = buttons.parse(str(_first(payload.get("actions")).get("action_id")))
    way = parsed[0] if parsed else Way.SHOW
    is_own = visit.is_private or visit.channel.startswith("D")
    return Way.SHOW if way is Way.SWAP and not is_own else way


def _first(actions: Any) -> Mapping[str, Any]:
    found = actions[0] if isinstance(actions, list) and actions else {}
    return found if isinstance(found, Mapping) else {}
