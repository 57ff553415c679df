"""Messages of the rules to one member, who may be out of reach."""

import logging

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, ChannelId, MemberId
from bot.quiz.ports import Chat

log = logging.getLogger(__name__)


async def tell(
    chat: Chat,
    channel: ChannelId,
    member: MemberId,
    card: Card,
    key: str,
    level: int = logging.INFO,
) -> ChannelUnreachable | None:
    """Post a card to a member alone; return what kept it from them, which is logged."""
    try:
        await chat.post(Address(channel, only=member), card, key)
    except ChannelUnreachable as exc:
        log.log(level, "member %s cannot be told of %s: %s", member, key, exc)
        return exc
    return None
