"""The card of a channel's audit list."""

from collections.abc import Mapping, Sequence

from bot.i18n.messages import messages, say
from bot.quiz import zones
from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Block, Card, Paragraph
from bot.quiz.model import Channel, MemberId
from bot.quiz.paging import turns
from content.schema import Language

MAX_LINE = 300


def audit_list(
    language: Language,
    channel: Channel,
    entries: Sequence[AuditEntry],
    names: Mapping[MemberId, str],
    page: int,
    *,
    has_more: bool,
) -> Card:
    """Return one page of the list, counted from 1: when and who, and below it what."""
    blocks: list[Block] = []
    for entry in entries:
        when = f"{entry.at.astimezone(channel.timezone):%Y-%m-%d %H:%M}"
        who = names.get(entry.by) or say(language, "audit-nobody")
        blocks.append(Paragraph(text=f"{when} · {who}", style="muted"))
        blocks.append(Paragraph(text=sentence(language, entry, names)))
    if not entries:
        blocks.append(Paragraph(text=say(language, "audit-empty")))
    return Card(
        title=f"{say(language, 'audit-title')} · {channel.title}",
        blocks=tuple(blocks),
        footer=say(language, "audit-zone", zone=zones.name(channel.timezone)) if entries else "",
        actions=turns(language, "quiz audit", page, has_more=has_more),
    )


def sentence(language: Language, entry: AuditEntry, names: Mapping[MemberId, str]) -> str:
    """Return what an entry says; one of a newer version says its message's name."""
    if entry.what not in messages(language):
        return entry.what
    details = {
        name: detail.get(language, "") if isinstance(detail, Mapping) else detail
        for name, detail in entry.details.items()
    }
    known = names.get(entry.concerns)
    whom = say(language, "audit-whom", name=known) if known else say(language, "audit-nobody")
    text = say(language, entry.what, **{"name": whom, **details})
    return text if len(text) <= MAX_LINE else f"{text[:MAX_LINE]}…"
