"""What the bot must be allowed to do in a Discord channel, and what it lacks there."""

from collections.abc import Sequence

import discord
from discord.abc import GuildChannel, PrivateChannel

from bot.i18n.messages import say
from content.schema import Language

IN_THREADS = ("create_public_threads", "send_messages_in_threads")
FLAGS = (
    "view_channel",
    "send_messages",
    *IN_THREADS,
    "attach_files",
    "read_message_history",
)
REQUIRED = discord.Permissions(**dict.fromkeys(FLAGS, True))


def missing(
    channel: GuildChannel | discord.Thread | PrivateChannel, me: discord.Member
) -> tuple[str, ...]:
    """Return the flags the bot needs in the channel and does not have.

    Only what somebody has to allow: whoever cannot view a channel cannot do anything there, and
    yet View Channel alone is missing.
    """
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if not isinstance(place, GuildChannel):
        return ()
    # The subclasses' own `permissions_for` takes away what follows from another lack.
    allowed = GuildChannel.permissions_for(place, me)
    return tuple(flag for flag in _needed(channel) if not getattr(allowed, flag))


def lacking(place: object) -> tuple[str, ...]:
    """Return the flags that are missing where the bot writes, none in direct messages."""
    return missing(place, place.guild.me) if isinstance(place, GuildChannel) else ()


def needed_tags(forum: discord.ForumChannel) -> Sequence[discord.ForumTag]:
    """Return the first tag that anybody may set, where a forum wants one on each post."""
    free = [tag for tag in forum.available_tags if not tag.moderated]
    return free[:1] if forum.flags.require_tag else []


def lacks_tag(channel: GuildChannel) -> bool:
    """Tell whether a forum wants a tag on each post and has none that the bot may set."""
    if not isinstance(channel, discord.ForumChannel):
        return False
    return channel.flags.require_tag and not needed_tags(channel)


def permission_name(language: Language, flag: str) -> str:
    """Return a flag as Discord's settings name it."""
    return say(language, f"permission-{flag.replace('_', '-')}")


def _needed(channel: GuildChannel | discord.Thread | PrivateChannel) -> tuple[str, ...]:
    if isinstance(channel, discord.Thread):
        return tuple(f for f in FLAGS if f not in ("send_messages", "create_public_threads"))
    if isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        return tuple(f for f in FLAGS if f not in IN_THREADS)
    if isinstance(channel, discord.ForumChannel):
        return tuple(f for f in FLAGS if f != "create_public_threads")
    return FLAGS
