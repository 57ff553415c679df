"""Users, and members of guilds with all that they can do."""

from typing import TYPE_CHECKING, Any

import discord

from tests.discord_fake import acts
from tests.discord_fake.basics import Json, now_iso

if TYPE_CHECKING:
    from tests.discord_fake.channels import Channel
    from tests.discord_fake.guilds import Guild
    from tests.discord_fake.interactions import Interaction
    from tests.discord_fake.messages import Message
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
            "public_flags": 0,
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
        self.locale = locale
        self.is_admin = is_admin
        self.nick: str | None = None
        self.joined_at = now_iso()

    def __repr__(self) -> str:
        return f"<Member {self.name}>"

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

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
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "roles": [self.guild.admin_role_id] if self.is_admin else [],
            "joined_at": self.joined_at,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }

    def leave(self) -> None:
        """Leave the guild; without the privileged intent the bot is not told."""
        self.guild.members.remove(self)
        event = {"guild_id": self.guild.id, "user": self.user.payload}
        self.guild.world.emit("GUILD_MEMBER_REMOVE", event, self.guild, intent=1 << 1)

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
    ) -> "Interaction":
        """Use a command; `anyway` skips what the member's client would check."""
        return await acts.slash(self, channel, command, options, anyway)

    async def complete(
        self, channel: "Channel", command: str, /, focused: str, typed: str, **others: Any
    ) -> "Interaction":
        """Type into an option that completes."""
        return await acts.complete(self, channel, command, focused, typed, others)

    async def press(self, message: "Message", label: str) -> "Interaction":
        """Press a button."""
        return await acts.press(self, message, label)

    async def submit(
        self, earlier: "Interaction", values: dict[str, Any], anyway: bool = False
    ) -> "Interaction":
        """Submit the modal that an interaction opened; values by custom_id."""
        return await acts.submit(self, earlier, values, anyway)

    async def forge_press(self, channel: "Channel", custom_id: str) -> "Interaction":
        """Press a button that no message has."""
        return await acts.forge_press(self, channel, custom_id)

    async def say(self, channel: "Channel", text: str) -> "Message":
        """Write an ordinary message."""
        return await acts.say(self, channel, text)
