"""A guild with its channels, roles and members."""

from typing import TYPE_CHECKING

import discord

from tests.discord_fake.basics import Json, now_iso
from tests.discord_fake.channels import GUILDS_INTENT, KINDS, Channel
from tests.discord_fake.people import MEMBER, MEMBERS_INTENT, Member

if TYPE_CHECKING:
    from tests.discord_fake.world import World

BOT = discord.Permissions(
    MEMBER.value | discord.Permissions(create_public_threads=True, use_external_emojis=True).value
)

BOT_ADD = 28
LONG_AGO = "2024-05-01T00:00:00.000000+00:00"


class Guild:
    """A server that the bot is in, until it is removed."""

    def __init__(
        self,
        world: "World",
        name: str,
        owner: str,
        locale: str,
        bot_permissions: discord.Permissions,
    ) -> None:
        self.world = world
        self.id = world.ids.next()
        self.name = name
        self.locale = locale
        self.bot_permissions = bot_permissions
        self.bot_role_id = world.ids.next()
        self.admin_role_id = world.ids.next()
        self.other_roles: list[Json] = []
        self.has_bot = True
        self.bot_added: list[Json] = []
        self.is_down = False
        self.has_commands_scope = True
        self.channels: list[Channel] = []
        self.members: list[Member] = []
        self.command_permissions: list[Json] = []
        self._granted: tuple[str, Member, Channel | None] | None = None
        self.bot = Member(self, world.bot, locale, is_admin=False)
        self.bot.joined_at = LONG_AGO
        self.owner: Member | None = None
        self.owner = self.add_member(owner)

    def add_channel(self, name: str, kind: str = "text") -> Channel:
        """Make a channel: text, announcement, voice or forum."""
        channel = Channel(self.world, KINDS[kind], name, guild=self)
        self.channels.append(channel)
        self.world.channels[channel.id] = channel
        self.world.emit("CHANNEL_CREATE", channel.payload, self, GUILDS_INTENT)
        return channel

    def add_member(
        self,
        name: str,
        locale: str | None = None,
        is_admin: bool = False,
        same_as: Member | None = None,
    ) -> Member:
        """Let somebody in; `same_as` is who they are in another guild."""
        user = same_as.user if same_as else self.world.add_user(name)
        member = Member(self, user, locale or self.locale, is_admin)
        self.members.append(member)
        event = {**member.payload, "guild_id": self.id}
        self.world.emit("GUILD_MEMBER_ADD", event, self, MEMBERS_INTENT)
        return member

    def member(self, user_id: str) -> Member | None:
        """Find a member by the user's id, the bot included."""
        everyone = [*self.members, self.bot]
        return next((one for one in everyone if one.id == user_id), None)

    def remove_bot(self) -> None:
        """Kick the bot."""
        self.has_bot = False
        self.world.emit("GUILD_DELETE", {"id": self.id}, self, GUILDS_INTENT)

    def add_bot_back(self, by: Member | None = None) -> None:
        """Invite the bot again, as the owner or another admin."""
        host = by or self.owner
        assert host is not None
        self.bot_added.insert(0, bot_add(self.world.ids.next(), self.world.bot.id, host.id))
        self.has_bot = True
        self.bot.joined_at = now_iso()
        self.has_commands_scope = True
        self.world.emit("GUILD_CREATE", self.payload, self, GUILDS_INTENT)

    def go_down(self) -> None:
        """Have an outage: new sessions learn nothing of the guild but its id."""
        self.is_down = True
        gone = {"id": self.id, "unavailable": True}
        self.world.emit("GUILD_DELETE", gone, self, GUILDS_INTENT)

    def come_up(self) -> None:
        """End the outage."""
        self.is_down = False
        back = {**self.payload, "unavailable": False}
        self.world.emit("GUILD_CREATE", back, self, GUILDS_INTENT)

    def without_commands_scope(self) -> None:
        """Have the bot invited without `applications.commands`."""
        self.has_commands_scope = False

    def set_bot_permissions(self, permissions: discord.Permissions) -> None:
        """Change the bot's role."""
        self.bot_permissions = permissions
        event = {"guild_id": self.id, "role": self.roles[1]}
        self.world.emit("GUILD_ROLE_UPDATE", event, self, GUILDS_INTENT)

    def add_role(self, name: str, *, is_mentionable: bool = True) -> Json:
        """Make a role, which may be mentioned by anyone or only by who may mention all."""
        made = role(self.world.ids.next(), name, discord.Permissions.none(), 3)
        made["mentionable"] = is_mentionable
        self.other_roles.append(made)
        self.world.emit(
            "GUILD_ROLE_CREATE", {"guild_id": self.id, "role": made}, self, GUILDS_INTENT
        )
        return made

    def remove_role(self, role: Json) -> None:
        """Delete a role."""
        self.other_roles.remove(role)
        gone = {"guild_id": self.id, "role_id": role["id"]}
        self.world.emit("GUILD_ROLE_DELETE", gone, self, GUILDS_INTENT)

    def grant(self, command: str, *, to: Member, only: Channel | None = None) -> None:
        """Let a member use a command everywhere or in one channel, as owners may."""
        known = self.world.commands.find(command)
        assert known is not None
        named = [{"id": to.id, "type": 2, "permission": True}]
        if only is not None:
            named += [
                {"id": str(int(self.id) - 1), "type": 3, "permission": False},
                {"id": only.id, "type": 3, "permission": True},
            ]
        told = {"id": known["id"], "application_id": self.world.bot.id, "guild_id": self.id}
        self.command_permissions = [told | {"permissions": named}]
        self._granted = (known["id"], to, only)

    def revoke(self) -> None:
        """Take back what was granted."""
        self.command_permissions, self._granted = [], None

    def is_granted(self, command: str, to: Member, channel: Channel) -> bool:
        """Tell whether the owner lets a member use a command in a channel."""
        return self._granted in ((command, to, None), (command, to, channel))

    @property
    def roles(self) -> list[Json]:
        """Return @everyone, the bot's own role, that of the admins, and the others."""
        bot = role(self.bot_role_id, self.world.bot.name, self.bot_permissions, 1)
        bot |= {"managed": True, "tags": {"bot_id": self.world.bot.id}}
        everyone = role(self.id, "@everyone", discord.Permissions(view_channel=True), 0)
        admins = role(self.admin_role_id, "admins", discord.Permissions(manage_guild=True), 2)
        return [everyone, bot, admins, *self.other_roles]

    @property
    def bot_member(self) -> Json:
        """Return the bot as a member."""
        return {**self.bot.payload, "roles": [self.bot_role_id]}

    @property
    def short(self) -> Json:
        """Return what REST tells of a guild: no channels, no members."""
        assert self.owner is not None
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id,
            "roles": self.roles,
            "preferred_locale": self.locale,
        }

    @property
    def payload(self) -> Json:
        """Return the guild as GUILD_CREATE tells of it."""
        threads = [one for channel in self.channels for one in channel.threads]
        return self.short | {
            "member_count": len(self.members) + 1,
            "members": [self.bot_member],
            "channels": [channel.payload for channel in self.channels],
            "threads": [thread.payload for thread in threads if not thread.is_archived],
        }


def bot_add(id: str, bot: str, host: str) -> Json:
    """Describe in the audit log that somebody added a bot."""
    return {"id": id, "target_id": bot, "user_id": host, "action_type": BOT_ADD}


def role(id: str, name: str, permissions: discord.Permissions, position: int) -> Json:
    """Describe a role."""
    bits = str(permissions.value)
    return {"id": id, "name": name, "position": position, "permissions": bits}
