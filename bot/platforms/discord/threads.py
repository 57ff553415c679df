"""The thread under a message. Discord gives it the message's own id, so nothing need be kept."""

import logging
from typing import Literal, TypeGuard

import discord

from bot.platforms.discord.channel_directory import Target
from bot.platforms.discord.refusals import SHUT_THREAD, UNREADABLE
from bot.platforms.discord.render import RenderedMessage
from bot.platforms.shared.text import clip
from bot.quiz.cards import Card

log = logging.getLogger(__name__)

ARCHIVE_MIN: Literal[4320] = 4320
MAX_NAME = 100


def name_of(card: Card) -> str:
    """Return what the conversation about a card is called."""
    return clip(card.thread or card.title or "quizmaster", MAX_NAME)


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


def is_shut(exc: discord.HTTPException) -> bool:
    """Tell whether nothing can be sent into a thread any more, so that it has to go elsewhere."""
    return exc.status in (403, 404) or exc.code in SHUT_THREAD


async def send(
    channel: Target,
    thread: discord.PartialMessageable,
    rendered: RenderedMessage,
    name: str,
) -> discord.Message:
    """Send into a thread, starting it if need be, or else below its message in the channel."""
    try:
        if has_threads(channel):
            return await thread.send(
                view=rendered.view, files=rendered.files(), nonce=rendered.nonce
            )
    except discord.HTTPException as exc:
        if not is_shut(exc):
            raise
        if await start(channel, thread.id, name):
            return await thread.send(
                view=rendered.view, files=rendered.files(), nonce=rendered.nonce
            )
    return await _send_below(channel, thread.id, rendered)


async def _send_below(channel: Target, root: int, rendered: RenderedMessage) -> discord.Message:
    """Send as a reply, or without one where the bot may not read what it would reply to."""
    reference = discord.MessageReference(
        message_id=root, channel_id=channel.id, fail_if_not_exists=False
    )
    try:
        return await channel.send(
            view=rendered.view, files=rendered.files(), nonce=rendered.nonce, reference=reference
        )
    except discord.Forbidden as exc:
        if exc.code not in UNREADABLE:
            raise
    return await channel.send(view=rendered.view, files=rendered.files(), nonce=rendered.nonce)
