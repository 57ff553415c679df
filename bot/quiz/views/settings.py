"""The admin's one form, and the card that says what will happen next."""

from datetime import datetime

from bot.i18n.messages import say
from bot.quiz.cards import Action, Card, Form, InputField, Option, Paragraph
from bot.quiz.model import Channel
from bot.quiz.schedule import next_due
from bot.quiz.views.question import topic, when
from content.schema import LANGUAGES, Language, Question

_DAYS = range(7)


def settings_form(
    language: Language,
    values: dict[str, str],
    topics: list[str],
    error: str = "",
) -> Form:
    """Return the form; `values` are what its fields start with."""
    return Form(
        title=say(language, "settings-title"),
        command="quiz settings",
        fields=(
            InputField(name="at", label=say(language, "settings-at"), value=values["at"]),
            InputField(
                name="timezone",
                label=say(language, "settings-timezone"),
                value=values["timezone"],
                max_length=64,
            ),
            InputField(
                name="weekdays",
                label=say(language, "settings-weekdays"),
                kind="choices",
                value=values["weekdays"],
                options=tuple(Option(value=str(d), label=say(language, f"day-{d}")) for d in _DAYS),
                required=False,
            ),
            InputField(
                name="language",
                label=say(language, "settings-language"),
                kind="choice",
                value=values["language"],
                options=tuple(
                    Option(value=code, label=say(language, f"language-{code}"))
                    for code in LANGUAGES
                ),
            ),
            InputField(
                name="topics",
                label=say(language, "settings-topics"),
                kind="choices",
                value=values["topics"],
                options=tuple(Option(value=t, label=topic(language, t)) for t in topics),
                required=False,
            ),
        ),
        submit=say(language, "settings-submit"),
        error=error,
    )


def values_of(channel: Channel) -> dict[str, str]:
    return {
        "at": channel.at.strftime("%H:%M"),
        "timezone": channel.timezone.key,
        "weekdays": ",".join(str(day) for day in sorted(channel.weekdays)),
        "language": channel.language,
        "topics": ",".join(sorted(channel.topics)),
    }


def saved(language: Language, channel: Channel, upcoming: Question | None, now: datetime) -> Card:
    """Return what was saved, with a preview of the next post."""
    due = next_due(channel, now)
    if due is None or upcoming is None:
        preview = say(language, "settings-paused")
    else:
        moment = when(channel, due.at, now, language)
        preview = say(language, "settings-preview", when=moment, question=upcoming.text[language])
    return Card(
        title=say(language, "settings-saved"),
        blocks=(Paragraph(text=preview),),
        actions=(
            Action(label=say(language, "action-post-now"), command="quiz now", style="primary"),
            Action(label=say(language, "action-settings"), command="quiz settings"),
        ),
        tone="good",
    )
