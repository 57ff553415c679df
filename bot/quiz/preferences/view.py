"""The form of a member's own settings, and the card that says what holds now."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.i18n.messages import say
from bot.quiz import zones
from bot.quiz.cards import Action, Card, Form, InputField, Option, Paragraph
from bot.quiz.commands import HOURS, NO, OFF, PLATFORM, YES
from bot.quiz.preferences.model import Preferences
from content.schema import LANGUAGES, Language

LANGUAGE_OF: Mapping[str, Language] = {language: language for language in LANGUAGES}


def form(language: Language, values: Mapping[str, str]) -> Form:
    """Return the form; `values` are what its fields start with."""
    hours = (Option(value=hour, label=_clock(hour)) for hour in HOURS)
    return Form(
        title=say(language, "preferences-title"),
        command="settings me",
        fields=(
            _choice(
                language,
                "language",
                values,
                Option(value=PLATFORM, label=say(language, "preferences-platform")),
                *(Option(value=one, label=say(one, f"language-{one}")) for one in LANGUAGES),
            ),
            InputField(
                name="timezone",
                label=say(language, "preferences-timezone"),
                placeholder=say(language, "preferences-timezone-example"),
                value=values["timezone"],
                required=False,
                max_length=64,
                completes="timezone",
            ),
            _choice(
                language,
                "reminder",
                values,
                Option(value=OFF, label=say(language, "preferences-off")),
                *hours,
            ),
            _choice(
                language,
                "quote",
                values,
                Option(value=NO, label=say(language, "preferences-no")),
                Option(value=YES, label=say(language, "preferences-yes")),
            ),
        ),
        submit=say(language, "settings-submit"),
    )


def _choice(
    language: Language, name: str, values: Mapping[str, str], *options: Option
) -> InputField:
    return InputField(
        name=name,
        label=say(language, f"preferences-{name}"),
        kind="choice",
        value=values[name],
        options=options,
    )


def _clock(hour: str) -> str:
    return f"{int(hour):02}:00"


def values_of(chosen: Preferences) -> dict[str, str]:
    return {
        "language": chosen.language or PLATFORM,
        "timezone": zones.name(chosen.timezone) if chosen.timezone else "",
        "reminder": str(chosen.reminder_at.hour) if chosen.reminder_at else OFF,
        "quote": YES if chosen.may_quote else NO,
    }


def saved(language: Language, chosen: Preferences, here: ZoneInfo) -> Card:
    """Return what holds now; `here` is the time zone that reminders go by."""
    spoken = say(language, "preferences-platform")
    if chosen.language:
        spoken = say(language, f"language-{chosen.language}")
    lines = [say(language, "preferences-speaks", language=spoken)]
    if chosen.reminder_at:
        at = f"{chosen.reminder_at:%H:%M}"
        lines.append(say(language, "preferences-reminded", time=at, timezone=zones.name(here)))
    else:
        if chosen.timezone:
            lines.append(say(language, "preferences-lives", timezone=zones.name(chosen.timezone)))
        lines.append(say(language, "preferences-no-reminder"))
    quoting = "preferences-quoted" if chosen.may_quote else "preferences-not-quoted"
    lines.append(say(language, quoting))
    return Card(
        title=say(language, "settings-saved"),
        blocks=tuple(Paragraph(text=line) for line in lines),
        actions=(Action(label=say(language, "action-settings"), command="settings me"),),
        tone="good",
    )
