"""What differs between two settings of a channel, in words of both languages."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.i18n.messages import say
from bot.quiz import zones
from bot.quiz.audit.model import AuditEntry
from bot.quiz.calendar.holidays import country_name
from bot.quiz.calendar.view import day_off, day_range, listed
from bot.quiz.model import Channel, EventId, MemberId
from bot.quiz.rounds.question_view import stars, topic
from bot.quiz.rounds.settings_view import daily_fact, deck, decks_of, weekdays
from content.schema import LANGUAGES, Language

Words = Callable[[Language, Channel], str]


def _decks(language: Language, channel: Channel) -> str:
    return " + ".join(deck(language, choice) for choice in decks_of(channel))


def _times(language: Language, channel: Channel) -> str:
    dailies = channel.by_slot.items()
    return ", ".join(daily_fact(language, daily) for slot, daily in dailies if slot)


def _pause(language: Language, channel: Channel) -> str:
    pauses = [one for one in channel.days_off if one.is_pause]
    endless = say(language, "calendar-until-resumed")
    return ", ".join(
        day_off(language, one) if one.last else day_range(language, str(one.first), endless)
        for one in pauses[-1:]
    )


def _topics(language: Language, channel: Channel) -> str:
    chosen = ", ".join(topic(language, one) for one in sorted(channel.topics))
    return chosen or say(language, "audit-all")


def _levels(language: Language, channel: Channel) -> str:
    return " ".join(map(stars, sorted(channel.levels))) or say(language, "audit-all")


SETTINGS: Mapping[str, Words] = {
    "at": lambda _, channel: f"{channel.at:%H:%M}",
    "timezone": lambda _, channel: zones.name(channel.timezone),
    "weekdays": weekdays,
    "language": lambda language, channel: say(language, f"language-{channel.language}"),
    "decks": _decks,
    "topics": _topics,
    "times": _times,
    "days-off": lambda language, channel: listed(
        language, [one for one in channel.days_off if not one.is_pause]
    ),
    "holidays": lambda language, channel: (
        country_name(language, channel.holidays) if channel.holidays else ""
    ),
    "pause": _pause,
    "levels": _levels,
    "reminder": lambda language, channel: say(language, "reminder-hours", hours=channel.reminder_h),
    "ping": lambda _, channel: channel.ping.name if channel.ping else "",
}
"""How each setting reads; the message that tells of its change is `audit-<name>`."""


def changes(
    before: Channel | None, after: Channel, by: MemberId, event: EventId, at: datetime
) -> list[AuditEntry]:
    """Return an entry for each setting that differs; for a channel that is new, only that it is."""
    if before is None:
        return [AuditEntry(event, after.id, by, at, "audit-set-up")]
    return [
        AuditEntry(event, after.id, by, at, f"audit-{name}", {"before": was, "after": now})
        for name, words in SETTINGS.items()
        if (was := _both(words, before)) != (now := _both(words, after))
    ]


def _both(words: Words, channel: Channel) -> dict[Language, str]:
    return {lang: words(lang, channel) or say(lang, "audit-none") for lang in LANGUAGES}
