"""All that Discord knows: who is there, what was said, which commands the bot has."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord

from tests.discord_fake.basics import Json, Snowflakes
from tests.discord_fake.channels import DM, GUILDS_INTENT, Channel
from tests.discord_fake.commands import Commands
from tests.discord_fake.guilds import BOT, Guild
from tests.discord_fake.messages import Message
from tests.discord_fake.people import Member, User
from tests.waiting import Changes

if TYPE_CHECKING:
    from tests.discord_fake.interactions import Interaction

Emit = Callable[[str, Json, str | None, int], None]
Deliver = Callable[["Interaction"], Awaitable[None]]


class World:
    """The state behind REST and gateway."""

    def __init__(self) -> None:
        self.ids = Snowflakes()
        self.changes = Changes()
        self.users: dict[str, User] = {}
        self.bot = self.add_user("퀴즈마스터", is_bot=True)
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.interactions: list[Interaction] = []
        self.witnesses: list[Callable[[Message], None]] = []
        self.by_token: dict[str, Interaction] = {}
        self.commands = Commands(self.ids, self.bot.id)
        self.files_base = ""
        self.gateway_url = ""
        self.ack_deadline_s = 3.0
        self.nonces_since = 0
        self.on_emit: Emit | None = None
        self.on_interaction: Deliver | None = None

    def emit(self, event: str, data: Json, guild: Guild | None, intent: int = 0) -> None:
        """Send an event over the gateway, to the shard of the guild, if it is asked for."""
        if guild and not guild.has_bot and event != "GUILD_DELETE":
            return
        if self.on_emit:
            self.on_emit(event, data, guild.id if guild else None, intent)
        self.changes.tell()

    async def deliver(self, interaction: "Interaction") -> None:
        """Send an interaction to the bot."""
        guild = interaction.channel.guild
        if guild and not guild.has_bot:
            raise RuntimeError(f"the bot is not in {guild.name}")
        if self.on_interaction is None:
            raise RuntimeError("the server is not running")
        self.interactions.append(interaction)
        self.by_token[interaction.token] = interaction
        await self.on_interaction(interaction)

    def add_user(self, name: str, is_bot: bool = False) -> User:
        user = User(self, name, is_bot)
        self.users[user.id] = user
        return user

    def add_guild(
        self, name: str, owner: str, locale: str, bot_permissions: discord.Permissions | None
    ) -> Guild:
        guild = Guild(self, name, owner, locale, bot_permissions or BOT)
        self.guilds[guild.id] = guild
        self.emit("GUILD_CREATE", guild.payload, guild, GUILDS_INTENT)
        return guild

    def add_dm(self, user: User) -> Channel:
        channel = Channel(self, DM, f"@{user.name}", user=user)
        self.channels[channel.id] = channel
        return channel

    def member_in(self, channel: Channel, user_id: str) -> Member | None:
        """Find the member of a channel with a user's id."""
        guilds = [channel.guild] if channel.guild else list(self.guilds.values())
        if channel.user and user_id not in (channel.user.id, self.bot.id):
            return None
        return next((member for guild in guilds if (member := guild.member(user_id))), None)

    def store(self, channel_id: str, name: str, data: bytes) -> Json:
        """Keep a file and return how Discord describes it."""
        id = self.ids.next()
        self.files[id] = (name, data)
        url = f"{self.files_base}/attachments/{channel_id}/{id}/{name}"
        return {
            "id": id,
            "filename": name,
            "size": len(data),
            "url": url,
            "proxy_url": url,
        }
