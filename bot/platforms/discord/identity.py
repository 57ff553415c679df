"""Who and where on Discord, in the quiz's words.

A workspace is "discord:<guild>", a channel "discord:<channel>", a direct conversation
"discord:@<user>", and a member "<workspace>/<user>": what people are called on one server stays
there.
"""

from dataclasses import dataclass

import discord

from bot.quiz.model import DIRECT_MESSAGE, ChannelId, Member, MemberId, WorkspaceId
from bot.quiz.zones import zone_of_locale
from content.schema import Language

PLATFORM = "discord"
PREFIX = f"{PLATFORM}:"
DIRECT = WorkspaceId(f"{PREFIX}@me")


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """Where an interaction comes from: a thread counts as the channel it belongs to."""

    channel: ChannelId
    workspace: WorkspaceId
    name: str


def channel_id(channel: int) -> ChannelId:
    return ChannelId(f"{PREFIX}{channel}")


def direct_id(user: int) -> ChannelId:
    return ChannelId(f"{PREFIX}@{user}")


def workspace_id(guild: int) -> WorkspaceId:
    return WorkspaceId(f"{PREFIX}{guild}")


def member_id(workspace: WorkspaceId, user: int) -> MemberId:
    return MemberId(f"{workspace}/{user}")


def snowflake(id: str) -> int:
    """Return Discord's own id of a channel, member or guild."""
    return int(id.removeprefix(PREFIX).removeprefix("@").rpartition("/")[2])


def is_direct(channel: ChannelId) -> bool:
    return channel.startswith(f"{PREFIX}@")


def language(locale: discord.Locale) -> Language:
    return "ko" if locale is discord.Locale.korean else "en"


def timezone(interaction: discord.Interaction) -> str | None:
    """Return the time zone of the country whose language a server prefers, or else the member.

    Servers that chose none prefer American English, which tells nothing.
    """
    locales = filter(None, (interaction.guild_locale, interaction.locale))
    zones = (zone_of_locale(str(locale)) for locale in locales)
    return next((zone.key for zone in zones if zone), None)


def channel_info(interaction: discord.Interaction) -> ChannelInfo:
    """Return where an interaction happened."""
    channel = interaction.channel
    if interaction.guild_id is None:
        return ChannelInfo(direct_id(interaction.user.id), DIRECT, DIRECT_MESSAGE)
    home = channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
    assert home is not None, "an interaction of a guild has a channel"
    named = channel.parent if isinstance(channel, discord.Thread) else channel
    name = getattr(named, "name", None) or str(home)
    return ChannelInfo(channel_id(home), workspace_id(interaction.guild_id), shared_name(name))


def shared_name(name: str) -> str:
    """Return what a channel of several members is called, never as a direct conversation is."""
    return name.lower() if name == DIRECT_MESSAGE else name


def member(interaction: discord.Interaction) -> Member:
    """Return who is behind an interaction. Whoever may manage the server runs the quiz there."""
    user = interaction.user
    is_direct_talk = interaction.guild_id is None
    workspace = channel_info(interaction).workspace
    return Member(
        member_id(workspace, user.id),
        workspace,
        user.display_name,
        language(interaction.locale),
        is_admin=is_direct_talk or interaction.permissions.manage_guild,
        timezone=timezone(interaction),
    )


def guild_member(user: discord.Member, spoken: Language) -> Member:
    """Return a member as their guild knows them."""
    workspace = workspace_id(user.guild.id)
    return Member(
        member_id(workspace, user.id),
        workspace,
        user.display_name,
        spoken,
        is_admin=user.guild_permissions.manage_guild,
    )
