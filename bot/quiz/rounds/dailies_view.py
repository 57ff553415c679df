"""The card of a channel's daily questions, and the form that adds one."""

from collections.abc import Mapping, Sequence

from bot.i18n.messages import say
from bot.quiz import zones
from bot.quiz.cards import Action, Card, Form, InputField, Option, Paragraph
from bot.quiz.model import MAX_DAILY, Channel
from bot.quiz.rounds.settings_view import daily_fact, deck, settings_action, weekdays
from content.schema import Language


def times(language: Language, channel: Channel) -> Card:
    """Return when a channel is asked and from which decks, with buttons to change that."""
    by_time = sorted(channel.by_slot.values(), key=lambda daily: daily.at)
    add = Action(label=say(language, "times-add"), command="quiz times add", style="primary")
    removals = [
        Action(
            label=say(language, "times-remove", at=f"{quiz.at:%H:%M}"),
            command="quiz times remove",
            args={"slot": str(quiz.slot)},
            replaces=True,
        )
        for quiz in channel.more
    ]
    return Card(
        title=f"{say(language, 'times-title')} · {channel.title}",
        blocks=tuple(Paragraph(text=daily_fact(language, daily)) for daily in by_time),
        footer=f"{weekdays(language, channel)} · {zones.name(channel.timezone)}",
        actions=(
            *([add] if len(by_time) < MAX_DAILY else []),
            *removals,
            settings_action(language),
        ),
    )


def form(language: Language, decks: Sequence[str], values: Mapping[str, str]) -> Form:
    """Return the form of one more question a day; decks are asked for where there are several."""
    at = InputField(
        name="at",
        label=say(language, "settings-at"),
        value=values.get("at", "18:00"),
        max_length=20,
    )
    choice = InputField(
        name="decks",
        label=say(language, "settings-decks"),
        kind="choices",
        value=values.get("decks", ""),
        options=tuple(Option(value=name, label=deck(language, name)) for name in decks),
    )
    return Form(
        title=say(language, "times-add"),
        command="quiz times add",
        fields=(at, choice) if len(decks) > 1 else (at,),
        submit=say(language, "settings-submit"),
    )
