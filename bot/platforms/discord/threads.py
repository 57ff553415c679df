"""The thread under a message. Discord gives it the message's own id, so nothing need be kept."""

import logging
from typing import Literal, TypeGuard

import discord

from bot.platforms.discord.letters import Letter
from bot.platforms.discord.places import Target
from bot.platforms.discord.text import clip

log = logging.getLogger(__name__)

ARCHIVE_MIN: Literal[4320] = 4320
MAX_NAME = 100


def has_threads(channel: Target) -> TypeGuard[discord.TextChannel]:
    return isinstance(channel, discord.TextChannel)


async def start(channel: Target, root: int, name: str) -> bool:
    """Start the thread under a message; False where there can be none."""
    if not has_threads(channel):
        return False
    try:
        message = channel.get_partial_message(root)
        await message.create_thread(name=clip(name, MAX_NAME), auto_archive_duration=ARCHIVE_MIN)
    except discord.HTTPException as exc:
        log.info("no thread under message %s: %s", root, exc)
        return False
    return True


async def send(
    channel: Target,
    thread: discord.PartialMessageable,
    letter: Letter,
    name: str,
) -> discord.Message:
    """Send into a thread, starting it if need be, or else below its message in the channel."""
    try:
        if has_threads(channel):
            return await thread.send(view=letter.view, files=letter.files(), nonce=letter.nonce)
    except (discord.NotFound, discord.Forbidden):
        if await start(channel, thread.id, name):
            return await thread.send(view=letter.view, files=letter.files(), nonce=letter.nonce)
    root = discord.MessageReference(
        message_id=thread.id, channel_id=channel.id, fail_if_not_exists=False
    )
    return await channel.send(
        view=letter.view, files=letter.files(), nonce=letter.nonce, reference=root
    )
