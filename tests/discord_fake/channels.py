"""Channels of guilds, threads, and direct messages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import discord

from tests.discord_fake.basics import ApiError, Json, now_iso

if TYPE_CHECKING:
    from tests.discord_fake.guilds import Guild
    from tests.discord_fake.messages import Message
    from tests.discord_fake.people import Member, User
    from tests.discord_fake.world import World

TEXT, DM, THREAD, FORUM = 0, 1, 11, 15
KINDS = {"text": TEXT, "forum": FORUM}
GUILDS_INTENT = 1 << 0
REQUIRE_TAG = 1 << 4
DM_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    mention_everyone=True,
)


class Channel:
    """A place for messages."""

    def __init__(
        self,
        world: "World",
        type: int,
        name: str,
        guild: "Guild | None" = None,
        user: "User | None" = None,
        id: str | None = None,
    ) -> None:
        self.world = world
        self.id = id or world.ids.next()
        self.type = type
        self.name = name
        self.guild = guild
        self.user = user
        self.everything: list[Message] = []
        self.threads: list[Thread] = []
        self.is_deleted = False
        self._denied = 0
        self.tags: list[Json] = []

    def __repr__(self) -> str:
        return f"<Channel {self.name} {self.id}>"

    @property
    def messages(self) -> "list[Message]":
        """Return the messages that all can see, in order."""
        return [one for one in self.everything if one.is_public]

    def deny(self, permissions: discord.Permissions) -> None:
        """Deny the bot's role something in this channel."""
        self._denied |= permissions.value
        self.updated()

    def allow_all(self) -> None:
        """Take back what was denied."""
        self._denied = 0
        self.updated()

    def demand_tag(self, moderated: bool) -> None:
        """Have a forum take no post without its tag, which moderators alone may set or all."""
        tag = {"id": self.world.ids.next(), "name": "daily", "moderated": moderated}
        self.tags = [tag | {"emoji_id": None, "emoji_name": None}]
        self.updated()

    def updated(self) -> None:
        """Tell the bot how the channel is now."""
        self.world.emit("CHANNEL_UPDATE", self.payload, self.guild, GUILDS_INTENT)

    def delete(self) -> None:
        """Delete the channel with its threads."""
        for thread in list(self.threads):
            thread.delete()
        self.is_deleted = True
        if self.guild:
            self.guild.channels.remove(self)
        self.world.emit("CHANNEL_DELETE", self.payload, self.guild, GUILDS_INTENT)

    @property
    def bot_permissions(self) -> discord.Permissions:
        """Return what the bot may do here."""
        if self.guild is None:
            return DM_PERMISSIONS
        granted = self.guild.bot_permissions
        if granted.administrator:
            return discord.Permissions.all()
        left = discord.Permissions(granted.value & ~self._denied)
        return left if left.view_channel else discord.Permissions.none()

    def require(self, *names: str) -> None:
        """Refuse what the bot may not do here."""
        if self.guild and not self.guild.has_bot:
            raise ApiError(50001)
        if not self.bot_permissions.view_channel:
            raise ApiError(50001)
        for name in names:
            if not getattr(self.bot_permissions, name):
                raise ApiError(50013)

    @property
    def to_send(self) -> str:
        """Return the permission that sending takes."""
        return "send_messages"

    @property
    def payload(self) -> Json:
        """Return the channel as Discord describes one."""
        flags = REQUIRE_TAG if self.tags else 0
        base: Json = {"id": self.id, "type": self.type, "flags": flags}
        base["last_message_id"] = self.everything[-1].id if self.everything else None
        if self.user:
            return base | {"recipients": [self.user.payload]}
        assert self.guild is not None
        role = self.guild.bot_role_id
        denied = {"id": role, "type": 0, "allow": "0", "deny": str(self._denied)}
        return base | {
            "guild_id": self.guild.id,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [denied] if self._denied else [],
            "available_tags": self.tags,
        }

    def for_member(self, member: "Member") -> Json:
        """Return what an interaction tells of its channel."""
        if self.user:
            return self.payload
        return self.payload | {"permissions": str(member.permissions.value)}

    async def message(
        self, timeout: float = 10, where: "Callable[[Message], bool] | None" = None
    ) -> "Message":
        """Wait for the latest public message that `where` holds for."""

        def find() -> "Message | None":
            fitting = [one for one in self.messages if where is None or where(one)]
            return fitting[-1] if fitting else None

        return await self.world.changes.until(find, timeout, f"message in {self.name}")

    def start_thread(self, name: str, owner: "User", id: str | None = None) -> "Thread":
        """Start a thread here, from the message with that id if one is given."""
        thread = Thread(self, name, owner, id)
        self.threads.append(thread)
        self.world.channels[thread.id] = thread
        event = thread.payload | {"newly_created": True}
        self.world.emit("THREAD_CREATE", event, self.guild, GUILDS_INTENT)
        return thread


class Thread(Channel):
    """A thread of a channel."""

    def __init__(self, parent: Channel, name: str, owner: "User", id: str | None) -> None:
        super().__init__(parent.world, THREAD, name, guild=parent.guild, id=id)
        self.parent = parent
        self.owner = owner
        self.archive_after = 4320
        self.is_archived = False
        self.is_locked = False
        self.created_at = now_iso()

    def delete(self) -> None:
        """Delete the thread."""
        self.is_deleted = True
        self.parent.threads.remove(self)
        event = {key: self.payload[key] for key in ("id", "guild_id", "parent_id", "type")}
        self.world.emit("THREAD_DELETE", event, self.guild, GUILDS_INTENT)

    def archive(self, locked: bool = False) -> None:
        """Archive the thread; a locked one takes no more messages."""
        self.is_archived, self.is_locked = True, locked
        self.updated()

    def updated(self) -> None:
        """Tell the bot how the thread is now."""
        self.world.emit("THREAD_UPDATE", self.payload, self.guild, GUILDS_INTENT)

    @property
    def bot_permissions(self) -> discord.Permissions:
        return self.parent.bot_permissions

    @property
    def to_send(self) -> str:
        return "send_messages_in_threads"

    @property
    def payload(self) -> Json:
        """Return the thread as Discord describes one."""
        assert self.guild is not None
        return {
            "id": self.id,
            "type": self.type,
            "guild_id": self.guild.id,
            "parent_id": self.parent.id,
            "owner_id": self.owner.id,
            "name": self.name,
            "flags": 0,
            "last_message_id": self.everything[-1].id if self.everything else None,
            "message_count": len(self.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": self.is_archived,
                "locked": self.is_locked,
                "auto_archive_duration": self.archive_after,
                "archive_timestamp": self.created_at,
            },
        }
