"""The admin's forms, and the card that says what will happen next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.i18n.messages import messages, say
from bot.quiz import zones
from bot.quiz.cards import Action, Card, Form, InputField, Option, Paragraph
from bot.quiz.model import Channel
from bot.quiz.rounds.question_view import stars, title, topic, when
from bot.quiz.rounds.schedule import Upcoming
from content.schema import LANGUAGES, Language

WITH_DRAFTS = "+drafts"
_DAYS = range(7)
LEVELS = range(1, 6)
MANY_DECKS = 25  # and more are asked for in a form of their own: a field of Discord's holds no more


@dataclass(frozen=True, slots=True)
class Offer:
    """What a channel can choose from: topics of its decks; of each deck there is, whether it holds
    drafts."""

    topics: Sequence[str]
    decks: Mapping[str, bool]

    @property
    def choices(self) -> list[str]:
        """Return the decks; one with drafts is there twice."""
        return [
            choice
            for name, has_drafts in self.decks.items()
            for choice in ([name, name + WITH_DRAFTS] if has_drafts else [name])
        ]

    @property
    def has_many_decks(self) -> bool:
        return len(self.choices) > MANY_DECKS


def settings_form(language: Language, values: dict[str, str], offer: Offer) -> Form:
    """Return the form; `values` are what its fields start with."""
    return Form(
        title=say(language, "settings-title"),
        command="quiz settings",
        args={"decks": values["decks"]} if offer.has_many_decks else {},
        fields=(
            InputField(name="at", label=say(language, "settings-at"), value=values["at"]),
            InputField(
                name="timezone",
                label=say(language, "settings-timezone"),
                value=values["timezone"],
                max_length=64,
                completes="timezone",
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
            *([] if offer.has_many_decks else _decks(language, values, offer)),
        ),
        submit=say(language, "settings-submit"),
    )


def decks_form(language: Language, values: dict[str, str], offer: Offer) -> Form:
    """Return the form that asks for the channel's decks alone."""
    return Form(
        title=say(language, "decks-title"),
        command="quiz decks",
        fields=tuple(_decks(language, values, offer)),
        submit=say(language, "settings-submit"),
    )


def questions_form(language: Language, values: dict[str, str], offer: Offer) -> Form:
    """Return the form that narrows down what is asked from the channel's decks."""
    return Form(
        title=say(language, "questions-title"),
        command="quiz questions",
        fields=(
            *_topics(language, values, offer),
            InputField(
                name="levels",
                label=say(language, "questions-levels"),
                kind="choices",
                value=values["levels"],
                options=tuple(Option(value=str(n), label=stars(n)) for n in LEVELS),
                required=False,
            ),
        ),
        submit=say(language, "settings-submit"),
    )


def _topics(language: Language, values: dict[str, str], offer: Offer) -> Iterator[InputField]:
    """Ask for topics where there are some to choose from."""
    if len(offer.topics) > 1:
        yield InputField(
            name="topics",
            label=say(language, "questions-topics"),
            kind="choices",
            value=values["topics"],
            options=tuple(Option(value=t, label=topic(language, t)) for t in offer.topics),
            required=False,
        )


def _decks(language: Language, values: dict[str, str], offer: Offer) -> Iterator[InputField]:
    """Ask for decks where there are some to choose from."""
    choices = offer.choices
    if len(choices) > 1 or choices != values["decks"].split(","):
        yield InputField(
            name="decks",
            label=say(language, "settings-decks"),
            kind="choices",
            value=values["decks"],
            options=tuple(Option(value=choice, label=deck(language, choice)) for choice in choices),
        )


def decks_of(channel: Channel) -> list[str]:
    """Return a channel's choice of decks, as the form has it."""
    return [name + WITH_DRAFTS if channel.takes_drafts else name for name in channel.decks]


def values_of(channel: Channel) -> dict[str, str]:
    return {
        "at": channel.at.strftime("%H:%M"),
        "timezone": zones.name(channel.timezone),
        "weekdays": ",".join(str(day) for day in sorted(channel.weekdays)),
        "language": channel.language,
        "topics": ",".join(sorted(channel.topics)),
        "levels": ",".join(map(str, sorted(channel.levels))),
        "decks": ",".join(decks_of(channel)),
    }


def deck(language: Language, choice: str) -> str:
    """Return a deck's name; one a team imported reads as its own words."""
    slug = choice.removesuffix(WITH_DRAFTS)
    message = f"deck-{slug}"
    name = say(language, message) if message in messages(language) else slug.replace("-", " ")
    return name if slug == choice else say(language, "deck-with-drafts", deck=name)


def saved(
    language: Language,
    channel: Channel,
    upcoming: Upcoming | None,
    now: datetime,
    trouble: str = "",
    *,
    has_many_decks: bool = False,
) -> Card:
    """Return what was saved, with a preview of the next post and what stands in its way."""
    decks = Action(label=say(language, "decks-title"), command="quiz decks")
    blocks = list(_preview(language, channel, upcoming, now))
    if trouble:
        blocks.append(Paragraph(text=trouble, style="strong"))
    return Card(
        title=say(language, "settings-saved"),
        blocks=tuple(blocks),
        footer=" · ".join([channel.title, *facts(language, channel)]),
        actions=(
            post_action(language, "primary"),
            settings_action(language),
            *([decks] if has_many_decks else []),
            Action(label=say(language, "action-questions"), command="quiz questions"),
            Action(label=say(language, "action-times"), command="quiz times"),
        ),
        tone="partial" if trouble else "good",
    )


def _preview(
    language: Language, channel: Channel, upcoming: Upcoming | None, now: datetime
) -> Iterator[Paragraph]:
    """Yield when the next post comes and how it begins; the question itself stays a surprise."""
    if upcoming is None:
        why = "settings-calendar" if channel.weekdays else "settings-paused"
        yield Paragraph(text=say(language, why))
    elif upcoming.question is None:
        yield Paragraph(text=say(language, "trouble-empty", channel=channel.title))
    else:
        due, main = upcoming.due, upcoming.question
        moment = when(language, due.at, now, channel.timezone)
        yield Paragraph(text=say(language, "settings-next", when=moment))
        yield Paragraph(text=title(channel.language, due.local_date, main), style="quote")


def weekdays(language: Language, channel: Channel) -> str:
    return " ".join(say(language, f"day-{day}") for day in sorted(channel.weekdays))


def facts(language: Language, channel: Channel) -> list[str]:
    """Return what is set, each in a few words: days, time, what is asked, and the language."""
    days = weekdays(language, channel)
    spoken = say(language, f"language-{channel.language}")
    decks = " + ".join(deck(language, choice) for choice in decks_of(channel))
    topics = (
        say(language, "settings-of-topics", count=len(channel.topics)) if channel.topics else ""
    )
    levels = " ".join(map(stars, sorted(channel.levels)))
    at = f"{channel.at:%H:%M} {zones.name(channel.timezone)}"
    more = [daily_fact(language, daily) for slot, daily in channel.by_slot.items() if slot]
    said = [days, at, decks, *more, topics, levels, spoken]
    if channel.reminder_h:
        said.append(say(language, "reminder-fact", hours=channel.reminder_h))
    if channel.ping:
        said.append(f"🔔 {channel.ping.name}")
    return [fact for fact in said if fact]


def daily_fact(language: Language, daily: Channel) -> str:
    """Return one daily question in a few words: its time and decks."""
    decks = " + ".join(deck(language, choice) for choice in decks_of(daily))
    return f"{daily.at:%H:%M} {decks}"


def settings_action(language: Language, **args: str) -> Action:
    return Action(label=say(language, "action-settings"), command="quiz settings", args=args)


def post_action(language: Language, style: Literal["primary", "secondary"] = "secondary") -> Action:
    return Action(label=say(language, "action-post-now"), command="quiz now", style=style)
