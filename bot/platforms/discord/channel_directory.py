"""Where the bot can post: channels and forums it sees, direct conversations, and threads."""

import discord
from discord.abc import GuildChannel

from bot.platforms.discord import access
from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.identity import is_direct, snowflake
from bot.platforms.discord.refusals import translated
from bot.platforms.discord.servers import Servers
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import ChannelId
from bot.quiz.store import Channels

# Whatever else is missing has a way round it.
ESSENTIAL = ("view_channel", "send_messages")

Writable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel
Target = Writable | discord.PartialMessageable | discord.DMChannel
Postable = Writable | discord.ForumChannel
Place = Target | discord.ForumChannel


class ChannelDirectory:
    """Finds places, and says why one cannot be had without asking Discord in vain."""

    def __init__(self, client: QuizClient, servers: Servers, channels: Channels) -> None:
        self._client = client
        self._servers = servers
        self._channels = channels

    async def find(self, channel: ChannelId) -> Place:
        """Return the place of a channel.

        Raises:
            ChannelUnreachable: the bot cannot post there.
        """
        if not self._client.is_ready():
            raise ChannelUnreachable("Discord is not connected", "away")
        if is_direct(channel):
            with translated():
                return await self.direct(snowflake(channel))
        with translated():
            found = await self.channel(channel)
            if found is None:
                raise await self.why_gone(channel)
        if not isinstance(found, Postable):
            raise ChannelUnreachable(f"{channel} takes no messages", "forbidden")
        if found.guild.unavailable:
            raise ChannelUnreachable(f"the server of {channel} has an outage", "away")
        self._check_permissions(found)
        return found

    async def channel(self, channel: ChannelId) -> GuildChannel | None:
        """Return a channel of a server if it is there, also one the bot may not see.

        Raises:
            discord.HTTPException: Discord had to be asked, and did not say.
        """
        found = self._client.get_channel(snowflake(channel))
        if found is None and (guild := await self._guild_of(channel)):
            found = guild.get_channel(snowflake(channel))
        return found if isinstance(found, GuildChannel) else None

    async def _guild_of(self, channel: ChannelId) -> discord.Guild | None:
        known = await self._channels.channel(channel)
        return await self._servers.find(snowflake(known.workspace)) if known else None

    async def direct(self, user: int) -> discord.DMChannel:
        """Return the direct conversation with a user, opening it the first time."""
        return await self._client.create_dm(discord.Object(user))

    def _check_permissions(self, channel: Postable) -> None:
        lacking = access.missing(channel, channel.guild.me)
        missing = [flag for flag in lacking if flag in ESSENTIAL]
        if missing:
            lack = ", ".join(missing)
            raise ChannelUnreachable(f"{channel.id} lacks {lack}", "forbidden", missing)
        if access.lacks_tag(channel):
            raise ChannelUnreachable(f"{channel.id} wants a tag, and has none for all", "untagged")

    async def why_gone(self, channel: ChannelId) -> ChannelUnreachable:
        """Return why a channel is not there; its server may be away for a while."""
        guild = await self._guild_of(channel)
        if guild is None and await self._channels.channel(channel):
            return ChannelUnreachable(f"the server of {channel} has the bot no more", "removed")
        if guild and guild.unavailable:
            return ChannelUnreachable(f"the server of {channel} is not there yet", "away")
        return ChannelUnreachable(f"{channel} is gone", "gone")
