"""Users, and members of guilds with all that they can do."""

from typing import TYPE_CHECKING, Any

import discord

from tests.discord_fake import interactions
from tests.discord_fake.basics import Json, now_iso
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.modals import submission
from tests.discord_fake.options import Refused, command_data, guessed_data
from tests.discord_fake.spec_messages import BUTTON

if TYPE_CHECKING:
    from tests.discord_fake.channels import Channel
    from tests.discord_fake.guilds import Guild
    from tests.discord_fake.world import World

MEMBER = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
    use_application_commands=True,
    add_reactions=True,
    attach_files=True,
    embed_links=True,
)
MEMBERS_INTENT = 1 << 1


class User:
    """Somebody on Discord."""

    def __init__(self, world: "World", name: str, is_bot: bool = False) -> None:
        self.world = world
        self.id = world.ids.next()
        self.name = name
        self.is_bot = is_bot
        self.takes_dms = True
        self._dm: Channel | None = None

    @property
    def payload(self) -> Json:
        """Return the user as Discord describes one."""
        return {
            "id": self.id,
            "username": f"user{self.id[-6:]}",
            "global_name": None if self.is_bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.is_bot,
        }

    @property
    def dm(self) -> "Channel":
        """Return the user's direct messages with the bot."""
        if self._dm is None:
            self._dm = self.world.add_dm(self)
        return self._dm

    @property
    def shares_a_guild(self) -> bool:
        """Tell whether the bot and this user are in one guild."""
        return any(guild.has_bot and guild.member(self.id) for guild in self.world.guilds.values())


class Member:
    """A user in a guild; each of the actions sends an interaction and returns it."""

    def __init__(self, guild: "Guild", user: User, locale: str, is_admin: bool) -> None:
        self.guild = guild
        self.user = user
        self.id = user.id
        self.name = user.name
        self.mention = f"<@{user.id}>"
        self.locale = locale
        self.is_admin = is_admin
        self.joined_at = now_iso()

    def __repr__(self) -> str:
        return f"<Member {self.name}>"

    @property
    def dm(self) -> "Channel":
        return self.user.dm

    @property
    def permissions(self) -> discord.Permissions:
        """Return what the member may do in the guild."""
        if self.guild.owner is self:
            return discord.Permissions.all()
        return discord.Permissions(MEMBER.value | (self.is_admin and 1 << 5))

    @property
    def payload(self) -> Json:
        """Return the member without permissions."""
        return {
            "user": self.user.payload,
            "nick": None,
            "roles": [self.guild.admin_role_id] if self.is_admin else [],
            "joined_at": self.joined_at,
            "flags": 0,
        }

    def leave(self) -> None:
        """Leave the guild; without the privileged intent the bot is not told."""
        self.guild.members.remove(self)
        event = {"guild_id": self.guild.id, "user": self.user.payload}
        self.guild.world.emit("GUILD_MEMBER_REMOVE", event, self.guild, MEMBERS_INTENT)

    def close_dms(self) -> None:
        """Take no direct messages any more."""
        self.user.takes_dms = False

    def sees(self, channel: "Channel") -> "list[Message]":
        """Return the public messages of a channel and what only this member is shown there."""
        return [
            message
            for message in channel.everything
            if message.ephemeral_to in (None, self) and message.is_visible
        ]

    async def slash(
        self, channel: "Channel", command: str, /, anyway: bool = False, **options: Any
    ) -> Interaction:
        """Use a command; `anyway` skips what the member's client would check."""
        words = command.split()
        known = self._command(channel, words[0], anyway)
        if known is None:
            data = guessed_data(self, words, options)
        else:
            data = command_data(self, known, words, options, None)
        return await self._send(channel, interactions.COMMAND, data)

    async def complete(
        self, channel: "Channel", command: str, /, focused: str, typed: str, **others: Any
    ) -> Interaction:
        """Type into an option that completes."""
        words = command.split()
        known = self._command(channel, words[0], anyway=False)
        assert known is not None
        data = command_data(self, known, words, {**others, focused: typed}, focused)
        return await self._send(channel, interactions.AUTOCOMPLETE, data)

    async def press(self, message: Message, label: str) -> Interaction:
        """Press a button."""
        one = message.button(label)
        if "custom_id" not in one:
            raise Refused(f"{one} is no button to press")
        if message not in self.sees(message.channel):
            raise Refused(f"{self.name} does not see {message}")
        if one.get("disabled"):
            raise Refused(f"{label} is disabled")
        return await self._press(message, one)

    async def forge_press(self, channel: "Channel", custom_id: str) -> Interaction:
        """Press a button that no message has."""
        message = Message(channel, channel.world.bot)
        button = {"type": BUTTON, "id": 2, "style": 1, "label": "?", "custom_id": custom_id}
        message.components = [{"type": 1, "id": 1, "components": [button]}]
        return await self._press(message, button)

    async def submit(
        self, earlier: Interaction, values: dict[str, Any], anyway: bool = False
    ) -> Interaction:
        """Submit the modal that an interaction opened; values by custom_id."""
        if earlier.modal is None:
            raise Refused(f"{earlier} opened no modal")
        data = submission(self, earlier.modal, values, anyway)
        return await self._send(earlier.channel, interactions.MODAL_SUBMIT, data, earlier.source)

    async def say(self, channel: "Channel", text: str) -> Message:
        """Write an ordinary message, which the bot reads where it is called or alone with them."""
        message = Message(channel, self.user)
        message.write({"content": text}, {})
        if channel.guild and f"<@{channel.world.bot.id}>" not in text:
            message.content = ""
        message.post()
        message.content = text
        return message

    def _command(self, channel: "Channel", name: str, anyway: bool) -> Json | None:
        guild = channel.guild
        command = None
        if guild is None or guild.has_commands_scope:
            command = channel.world.commands.find(name)
        if anyway:
            return command
        if command is None:
            raise Refused(f"no command /{name} is registered")
        needed = int(command["default_member_permissions"] or 0)
        is_granted = guild and guild.is_granted(command["id"], self, channel)
        if guild and needed & ~self.permissions.value and not is_granted:
            raise Refused(f"{self.name} does not see /{name}")
        if (1 if guild is None else 0) not in (command["contexts"] or (0, 1)):
            raise Refused(f"/{name} is not for this place")
        return command

    async def _press(self, message: Message, button: Json) -> Interaction:
        data = {"component_type": BUTTON, "custom_id": button["custom_id"], "id": button["id"]}
        return await self._send(message.channel, interactions.COMPONENT, data, message)

    async def _send(
        self, channel: "Channel", kind: int, data: Json, source: Message | None = None
    ) -> Interaction:
        interaction = Interaction(self, channel, kind, data, source)
        await interaction.world.deliver(interaction)
        return interaction
