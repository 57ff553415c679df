"""What a member wants, read from what they did. Nothing in it is believed unchecked."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.platforms.shared import buttons
from bot.platforms.shared.buttons import ButtonBook, ResponseMode
from bot.platforms.shared.direct import DirectCommands, Elsewhere
from bot.platforms.slack import commands as spelled
from bot.platforms.slack.channel_directory import ChannelDirectory, ChannelInfo
from bot.platforms.slack.events import Payload, SlackEvent
from bot.platforms.slack.forms import button_id, values
from bot.platforms.slack.identity import channel_id, is_direct, own_id, team_of
from bot.platforms.slack.layout import SET_UP
from bot.platforms.slack.people import People
from bot.platforms.slack.rights import Rights
from bot.platforms.slack.typed import plain
from bot.platforms.slack.workspaces import Workspace
from bot.quiz import commands
from bot.quiz.commands import Who
from bot.quiz.errors import ChannelUnreachable, Refusal
from bot.quiz.model import DIRECT_MESSAGE, ChannelId, Invocation, Member
from bot.quiz.outbox import Button

GROUP_DM = "mpdm-"
ANYWHERE = ("help", "demo", "settings me")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who did something: what it was, where, and who they are."""

    event: SlackEvent
    workspace: Workspace
    member: Member
    payload: Payload

    @property
    def channel(self) -> ChannelId:
        return channel_id(self.workspace.team, self.event.channel)

    @property
    def view(self) -> Mapping[str, Any]:
        return self.payload.get("view") or {}


class InvocationParser:
    def __init__(
        self,
        book: ButtonBook,
        people: People,
        directory: ChannelDirectory,
        rights: Rights,
        direct: DirectCommands,
    ) -> None:
        self._book = book
        self._people = people
        self._directory = directory
        self._rights = rights
        self._direct = direct

    async def typed(self, caller: Caller) -> Invocation:
        """Read a slash command.

        Raises:
            Refusal: there is no such command, or not where they are.
            ChannelUnreachable: Slack is away.
        """
        said = caller.payload
        command, args = spelled.read(str(said.get("command")), str(said.get("text") or ""))
        if command.name not in ANYWHERE:
            _refuse_group_dm(said.get("channel_name"))
        return await self._meant(caller, command.name, args)

    async def _meant(self, caller: Caller, command: str, args: Mapping[str, str]) -> Invocation:
        asked = await self._invocation(caller, caller.channel, command, args)
        if not is_direct(asked.channel):
            return asked
        visit = partial(self._elsewhere, caller, asked)
        return await self._direct.meant(asked, caller.event.user, visit)

    async def _elsewhere(
        self, caller: Caller, asked: Invocation, channel: ChannelId
    ) -> Elsewhere | None:
        """Return what is typed in a direct conversation as it would be in a channel."""
        if is_direct(channel) or team_of(channel) != caller.workspace.team:
            return None
        try:
            await self._check_sees(caller, channel)
        except Refusal:
            return None
        info = await self._directory.about(channel)
        return Elsewhere(f"#{info.name}", replace(asked, channel=channel)) if info else None

    async def pressed(self, caller: Caller) -> Invocation:
        """Read a press on a button, or the choice of a channel to set up.

        Raises:
            Refusal: nobody made that button, or the member may not see what it is about.
            ChannelUnreachable: Slack is away.
        """
        action = _first(caller.payload.get("actions"))
        if action.get("action_id") == SET_UP:
            return await self._set_up(caller, action.get("selected_conversation"))
        parsed = buttons.parse(str(action.get("action_id")))
        button = await self._button(caller, parsed[1] if parsed else "")
        await self._check_sees(caller, button.channel)
        asked = await self._invocation(caller, button.channel, button.command, button.args)
        return replace(asked, draft=button.draft)

    async def _set_up(self, caller: Caller, chosen: Any) -> Invocation:
        if not (isinstance(chosen, str) and chosen.isalnum()):
            raise Refusal("error-not-there")
        channel = channel_id(caller.workspace.team, chosen)
        return await self._invocation(caller, channel, "quiz settings", {})

    async def submitted(self, caller: Caller) -> Invocation:
        """Read a form.

        Raises:
            Refusal: nobody made that form.
            ChannelUnreachable: Slack is away.
        """
        button = await self.form_of(caller)
        args = {**button.args, **values(caller.view)}
        return await self._invocation(caller, button.channel, button.command, args)

    async def of_message(self, caller: Caller) -> Invocation:
        """Read "grade this message as my answer".

        Raises:
            Refusal: somebody else wrote it, or there can be no quiz where it is.
        """
        _refuse_group_dm((caller.payload.get("channel") or {}).get("name"))
        message = caller.payload.get("message") or {}
        if message.get("user") != caller.event.user:
            raise Refusal("slack-not-your-message")
        args = {"text": plain(str(message.get("text") or ""))}
        return await self._meant(caller, "answer", args)

    async def help(self, caller: Caller) -> Invocation:
        """Answer whoever speaks to the bot in plain words."""
        return await self._invocation(caller, caller.channel, "help", {})

    async def form_of(self, caller: Caller) -> Button:
        """Return what the form does that somebody sends, or looks for a value in."""
        return await self._button(caller, button_id(caller.view))

    async def _button(self, caller: Caller, id: str) -> Button:
        button = await self._book.find(id)
        if button is None:
            raise Refusal("error-unknown-button")
        if button.channel and team_of(button.channel) != caller.workspace.team:
            raise Refusal("error-not-there")
        return button

    async def _check_sees(self, caller: Caller, channel: ChannelId) -> None:
        """Refuse who presses a private channel's button elsewhere, unless they are in there."""
        user = caller.event.user
        if own_id(channel) in ("", caller.event.channel):
            return
        info = await self._directory.about(channel)
        if info and (info.partner == user or not (info.partner or info.is_private)):
            return
        if info is None or channel not in await self._directory.shared_with(caller.workspace, user):
            raise Refusal("error-not-there")

    async def _invocation(
        self, caller: Caller, channel: ChannelId, command: str, args: Mapping[str, str]
    ) -> Invocation:
        member, info = caller.member, None
        if commands.command(command).who is Who.ADMIN:
            member, info = await self._in_channel(caller, channel)
            if not member.is_admin:
                raise self._rights.refusal(info)
        elif command == "help":
            with suppress(ChannelUnreachable):
                member, info = await self._in_channel(caller, channel)
        name = (info.name or DIRECT_MESSAGE) if info else ""
        return Invocation(caller.event.id, member, channel, command, args, name)

    async def _in_channel(
        self, caller: Caller, channel: ChannelId
    ) -> tuple[Member, ChannelInfo | None]:
        event = caller.event
        return await self._rights.in_channel(caller.workspace, event.user, event.called, channel)


def _refuse_group_dm(channel_name: Any) -> None:
    """Refuse what needs a quiz in a group DM, into which the bot has no permission to look."""
    if str(channel_name).startswith(GROUP_DM):
        raise Refusal("slack-group-dm")


def mode_of(event: SlackEvent, payload: Payload) -> ResponseMode:
    """Return how a press is answered: one that swaps needs a message that can be changed."""
    parsed = buttons.parse(str(_first(payload.get("actions")).get("action_id")))
    mode = parsed[0] if parsed else ResponseMode.SHOW
    is_own = event.is_private or event.channel.startswith("D")
    return ResponseMode.SHOW if mode is ResponseMode.SWAP and not is_own else mode


def _first(actions: Any) -> Mapping[str, Any]:
    found = actions[0] if isinstance(actions, list) and actions else {}
    return found if isinstance(found, Mapping) else {}
