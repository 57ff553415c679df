"""What an admin reads when the bot cannot do its work in a channel, and what to do about it."""

from collections.abc import Sequence
from typing import cast

from bot.i18n.messages import messages, say
from bot.quiz.cards import Card, Paragraph
from bot.quiz.errors import ChannelUnreachable, Reason
from bot.quiz.model import Channel, Ping, titled
from content.schema import Language


def sentence(language: Language, name: str, trouble: ChannelUnreachable) -> str:
    """Return what is wrong and how to put it right."""
    missing = _permissions(language, trouble.missing)
    message = f"trouble-{trouble.reason}"
    if trouble.reason == "forbidden" and not missing:
        message = "trouble-forbidden-somehow"
    return say(language, message, channel=titled(name), missing=missing)


def noted(language: Language, channel: Channel) -> str:
    """Return the sentence on what is noted as a channel's trouble; empty without any."""
    if not channel.trouble:
        return ""
    reason, *missing = channel.trouble.split(" ")
    return sentence(language, channel.name, ChannelUnreachable("", cast(Reason, reason), missing))


def card(language: Language, channel: Channel, trouble: ChannelUnreachable) -> Card:
    return Card(
        title=say(language, "trouble-title"),
        blocks=(Paragraph(text=sentence(language, channel.name, trouble)),),
        footer="" if trouble.reason == "gone" else say(language, "trouble-kept"),
        tone="notice",
    )


def lacking(language: Language, channel: Channel, missing: Sequence[str]) -> str:
    """Return which permissions posts go without, and what that costs; empty without any."""
    names = _permissions(language, missing)
    return names and say(language, "permissions-lacking", channel=channel.title, missing=names)


def lacking_card(language: Language, channel: Channel, missing: Sequence[str]) -> Card:
    return Card(
        title=say(language, "trouble-title"),
        blocks=(Paragraph(text=lacking(language, channel, missing)),),
        footer=say(language, "permissions-lacking-meanwhile"),
        tone="notice",
    )


def ping_gone(language: Language, channel: Channel, ping: Ping) -> Card:
    """Return what the admin reads where whom the daily question calls is gone."""
    text = say(language, "ping-gone", channel=channel.title, name=ping.name)
    return Card(
        title=say(language, "trouble-title"),
        blocks=(Paragraph(text=text),),
        footer=say(language, "permissions-lacking-meanwhile"),
        tone="notice",
    )


def _permissions(language: Language, names: Sequence[str]) -> str:
    return ", ".join(_permission(language, name) for name in names)


def _permission(language: Language, name: str) -> str:
    message = f"permission-{name.replace('_', '-')}"
    return say(language, message) if message in messages(language) else name
