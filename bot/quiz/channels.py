"""The channel that an invocation comes from."""

from bot.i18n.messages import say
from bot.quiz.errors import Refusal
from bot.quiz.model import Channel, Invocation
from bot.quiz.store import Channels


async def channel_of(invocation: Invocation, channels: Channels) -> Channel:
    """Return the channel of an invocation.

    Raises:
        Refusal: the quiz is not set up there.
    """
    channel = await channels.channel(invocation.channel)
    if channel is None:
        raise Refusal("error-not-set-up")
    return channel


def channel_name(invocation: Invocation) -> str:
    """Return what a channel is called; one whose name the bot may not see is a private channel."""
    return invocation.channel_name or say(invocation.member.language, "channel-private")
