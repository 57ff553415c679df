"""What a member wants, read from what Discord sends. Nothing in it is believed unchecked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import discord

from bot.platforms.discord import identity
from bot.platforms.discord.channel_directory import ChannelDirectory
from bot.platforms.discord.forms import SENT_ONLY, filled_in
from bot.platforms.discord.grants import COMMAND, Grants
from bot.platforms.discord.identity import ChannelInfo
from bot.platforms.discord.servers import Servers
from bot.platforms.shared import buttons
from bot.platforms.shared.buttons import ButtonBook, ResponseMode
from bot.platforms.shared.direct import DirectCommands, Elsewhere
from bot.quiz import commands
from bot.quiz.commands import Command, Who
from bot.quiz.errors import Refusal
from bot.quiz.model import ChannelId, EventId, Invocation, Member
from bot.quiz.outbox import Button

SUBCOMMAND = 1
CHANNEL = 7
HELP = "help"

User = discord.Member | discord.User


@dataclass(slots=True)
class Typed:
    """`channel` is the one an admin named instead of the one they are in; 0 is none at all."""

    command: str
    args: dict[str, str] = field(default_factory=dict)
    channel: int | None = None
    focused: str | None = None


def read_typed(data: Mapping[str, Any]) -> Typed:
    """Read the data of an application command or of its completion."""
    options = data.get("options", [])
    name = str(data.get("name", ""))
    if options and options[0].get("type") == SUBCOMMAND:
        name = f"{name} {options[0]['name']}"
        options = options[0].get("options", [])
    typed = Typed(name)
    for option in options:
        if option["type"] == CHANNEL:
            named = str(option["value"])
            typed.channel = int(named) if named.isdecimal() else 0
        elif option["name"] not in SENT_ONLY:
            typed.args[option["name"]] = str(option["value"])
        if option.get("focused"):
            typed.focused = option["name"]
    return typed


InteractionType = discord.InteractionType
_COMMAND = InteractionType.application_command
_TYPED = (_COMMAND, InteractionType.autocomplete)


def mode_of(interaction: discord.Interaction) -> ResponseMode:
    """Return how an interaction has to be answered, without looking anything up."""
    data = data_of(interaction)
    if interaction.type is _COMMAND:
        said = read_typed(data)
        known = next((c for c in commands.COMMANDS if c.name == said.command), None)
        return _mode_of_typed(known, said.args) if known else ResponseMode.SHOW
    if interaction.type is InteractionType.component:
        parsed = buttons.parse(str(data.get("custom_id", "")))
        mode = parsed[0] if parsed else ResponseMode.SHOW
        return (
            ResponseMode.SHOW
            if mode is ResponseMode.SWAP and not _is_private(interaction)
            else mode
        )
    return ResponseMode.KEEP


def _mode_of_typed(command: Command, args: Mapping[str, str]) -> ResponseMode:
    if command.opens_form(args):
        return ResponseMode.FORM
    return ResponseMode.KEEP if command.form_unless in args else ResponseMode.SHOW


def data_of(interaction: discord.Interaction) -> Mapping[str, Any]:
    data: Any = interaction.data
    return data or {}


def _is_private(interaction: discord.Interaction) -> bool:
    message = interaction.message
    return interaction.guild_id is None or bool(message and message.flags.ephemeral)


class InvocationParser:
    def __init__(
        self,
        servers: Servers,
        directory: ChannelDirectory,
        book: ButtonBook,
        grants: Grants,
        direct: DirectCommands,
    ) -> None:
        self._servers = servers
        self._directory = directory
        self._book = book
        self._grants = grants
        self._direct = direct

    async def read(self, interaction: discord.Interaction) -> Invocation:
        """Read a command, typed or still being typed, a press or a submitted form.

        Raises:
            Refusal: nobody made that button, or the member may not do or see what it is about.
            ChannelUnreachable: the server of what it is about is away for a while.
            discord.HTTPException: Discord had to be asked, and did not say.
        """
        if interaction.type in _TYPED:
            asked, user = await self._typed(interaction)
        else:
            asked, user = await self._led_on(interaction)
        is_for_admins = _is_for_admins(asked.command)
        if asked.member.is_admin or not (is_for_admins or asked.command == HELP):
            return asked
        if _is_permitted(interaction, asked) or await self._is_granted(asked, user):
            return replace(asked, member=replace(asked.member, is_admin=True))
        if is_for_admins:
            raise Refusal("discord-admins-only")
        return asked

    async def _is_granted(self, asked: Invocation, user: User) -> bool:
        if not isinstance(user, discord.Member):
            return False
        return await self._grants.allow(identity.snowflake(asked.channel), user)

    async def _led_on(self, interaction: discord.Interaction) -> tuple[Invocation, User]:
        """Read a press or a form, and who it is where its channel is."""
        button = await self._button(interaction)
        args = dict(button.args)
        if interaction.type is InteractionType.modal_submit:
            args = filled_in(args, data_of(interaction))
        info = identity.channel_info(interaction)
        user: User = interaction.user
        who, name, here = identity.member(interaction), info.name, None
        if info.channel != button.channel:
            here = who if identity.is_direct(info.channel) else None
            user, who, name = await self._guest(interaction, button.channel)
        return Invocation(
            _event(interaction),
            who,
            button.channel,
            button.command,
            args,
            name,
            draft=button.draft,
            here=here,
        ), user

    async def _typed(self, interaction: discord.Interaction) -> tuple[Invocation, User]:
        said = read_typed(data_of(interaction))
        info = identity.channel_info(interaction)
        is_half_typed = interaction.type is InteractionType.autocomplete and not said.channel
        if said.channel is not None and not is_half_typed:
            info = await self._named_channel(interaction, said.channel)
        asked = Invocation(
            _event(interaction),
            identity.member(interaction),
            info.channel,
            said.command,
            said.args,
            info.name,
        )
        if identity.is_direct(asked.channel) and interaction.type is _COMMAND:
            visit = partial(self._elsewhere, interaction, asked)
            asked = await self._direct.meant(asked, str(interaction.user.id), visit)
        return asked, interaction.user

    async def _elsewhere(
        self, interaction: discord.Interaction, asked: Invocation, channel: ChannelId
    ) -> Elsewhere | None:
        """Return what is typed in a direct conversation as it would be in a channel of a server."""
        try:
            user, who, name = await self._guest(interaction, channel)
        except Refusal:
            return None
        there = replace(asked, member=who, channel=channel, channel_name=name, here=asked.member)
        return Elsewhere(f"#{name} · {user.guild.name}", there)

    async def _named_channel(self, interaction: discord.Interaction, channel: int) -> ChannelInfo:
        """Return the channel an admin named; Discord only offers those of the same server."""
        guild = await self._servers.find(interaction.guild_id) if interaction.guild_id else None
        found = guild.get_channel(channel) if guild else None
        if found is None or not found.permissions_for(_as_member(interaction)).view_channel:
            raise Refusal("error-not-there")
        return ChannelInfo(
            identity.channel_id(found.id),
            identity.workspace_id(found.guild.id),
            identity.shared_name(found.name),
        )

    async def _button(self, interaction: discord.Interaction) -> Button:
        parsed = buttons.parse(str(data_of(interaction).get("custom_id", "")))
        button = await self._book.find(parsed[1]) if parsed else None
        if button is None:
            raise Refusal("error-unknown-button")
        return button

    async def _guest(
        self, interaction: discord.Interaction, channel: ChannelId
    ) -> tuple[discord.Member, Member, str]:
        """Return who asks elsewhere for something of a channel, if they may see that."""
        if identity.is_direct(channel):
            raise Refusal("error-not-yours")
        found = await self._directory.channel(channel)
        if found is None:
            why = await self._directory.why_gone(channel)
            raise why if why.reason == "away" else Refusal("error-not-there")
        is_near = interaction.guild_id == found.guild.id
        user = _as_member(interaction) if is_near else await _visitor(found.guild, interaction)
        if not found.permissions_for(user).view_channel:
            raise Refusal("error-not-there")
        if is_near:
            return user, identity.member(interaction), identity.shared_name(found.name)
        spoken = identity.language(interaction.locale)
        who = replace(identity.guild_member(user, spoken), timezone=identity.timezone(interaction))
        return user, who, identity.shared_name(found.name)


def _is_for_admins(command: str) -> bool:
    known = next((one for one in commands.COMMANDS if one.name == command), None)
    return known is not None and known.who is Who.ADMIN


def _is_permitted(interaction: discord.Interaction, asked: Invocation) -> bool:
    """Tell whether Discord has let somebody through: it does so where the command is typed.

    Of a channel that is only named it knows nothing.
    """
    if interaction.type not in _TYPED:
        return False
    is_restricted = asked.command.split(" ")[0] == COMMAND
    return is_restricted and identity.channel_info(interaction).channel == asked.channel


async def _visitor(guild: discord.Guild, interaction: discord.Interaction) -> discord.Member:
    try:
        return await guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        raise Refusal("error-not-there") from None


def _event(interaction: discord.Interaction) -> EventId:
    return EventId(f"{identity.PREFIX}{interaction.id}")


def _as_member(interaction: discord.Interaction) -> discord.Member:
    assert isinstance(interaction.user, discord.Member), "in a guild, users are members"
    return interaction.user
