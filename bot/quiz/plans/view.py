"""What is planned, as a list; and the cards and the form in which an admin plans."""

from collections.abc import Mapping, Sequence

from bot.i18n.messages import say
from bot.quiz.cards import MAX_ACTIONS, Action, Card, Form, InputField, Option, Paragraph, shortened
from bot.quiz.model import Channel
from bot.quiz.plans.model import DaySlot
from bot.quiz.plans.search import Found
from bot.quiz.rounds import schedule
from bot.quiz.rounds.question_view import stars, topic
from content.schema import Language, Question

MOST_FOUND = 25
MOST_SHOWN = MAX_ACTIONS - 1
MAX_LABEL = 60


def named(language: Language, day_slot: DaySlot) -> str:
    """Return a date with its day of the week, and the time where a day has several questions."""
    day = f"{day_slot.day} ({say(language, f'day-{day_slot.day.weekday()}')})"
    return f"{day} {day_slot.at:%H:%M}" if day_slot.at else day


def listed(
    language: Language,
    channel: Channel,
    planned: Sequence[tuple[DaySlot, Question | None]],
    done: str = "",
) -> Card:
    """Return what is planned, with a button to take each back; `done` is what was just changed."""
    lines = [_planned(language, channel, *one) for one in planned[:MOST_SHOWN]]
    remove = (
        Action(
            label=say(language, "plan-remove", day=named(language, day_slot)),
            command="plan remove",
            args={"date": str(day_slot)},
            replaces=True,
        )
        for day_slot, _ in planned[:MOST_SHOWN]
    )
    said = [Paragraph(text=done, style="strong")] if done else []
    texts = lines or [say(language, "plan-none")]
    return Card(
        title=say(language, "plan-title", channel=channel.title),
        blocks=(*said, *(Paragraph(text=text) for text in texts)),
        footer=say(language, "plan-else") if lines else "",
        actions=(
            Action(label=say(language, "action-plan"), command="plan add", style="primary"),
            *remove,
        ),
    )


def _planned(
    language: Language, channel: Channel, day_slot: DaySlot, question: Question | None
) -> str:
    line = f"{named(language, day_slot)} · {_named(language, question)}"
    if schedule.has_question(channel, day_slot.day, day_slot.slot):
        return line
    return f"{line}\n{say(language, 'plan-not-due')}"


def _named(language: Language, question: Question | None) -> str:
    if question is None:
        return say(language, "plan-question-gone")
    facts = f"{stars(question.difficulty)} {topic(language, question.topic)}"
    return f"{question.text[language]} ({facts})"


def label(language: Language, found: Found) -> str:
    """Return the text that was looked for; that of a follow-up says that it is one."""
    follow_up = found.follow_up
    return f"↳ {shortened(follow_up.text[language])}" if follow_up else found.main.text[language]


def added(language: Language, day_slot: DaySlot, found: Found) -> str:
    """Return what an admin reads who has planned a question."""
    done = say(language, "plan-added", day=named(language, day_slot))
    follow_up = say(language, "plan-follow-up") if found.follow_up else ""
    return " ".join(filter(None, (done, follow_up)))


def found(language: Language, questions: Sequence[Found]) -> Card:
    """Return the questions that a text may mean, each with a button."""
    shown = list(enumerate(questions[:MAX_ACTIONS], start=1))
    follow_up = say(language, "plan-follow-up") if questions[0].follow_up else ""
    narrow = say(language, "plan-narrow") if len(questions) > MAX_ACTIONS else ""
    return Card(
        title=say(language, "plan-which"),
        blocks=tuple(
            Paragraph(text=f"{n}. {line}") for n, one in shown for line in [_found(language, one)]
        ),
        actions=tuple(
            Action(
                label=f"{n}. {shortened(one.main.text[language], MAX_LABEL)}",
                command="quiz plan",
                args={"question": one.main.id},
                replaces=True,
            )
            for n, one in shown
        ),
        footer=" ".join(filter(None, (follow_up, narrow))),
    )


def _found(language: Language, found: Found) -> str:
    main = _named(language, found.main)
    return f"{main}\n{label(language, found)}" if found.follow_up else main


def dates(language: Language, found: Found, day_slots: Sequence[DaySlot]) -> Card:
    """Return the next times at which a question can be asked, each with a button."""
    args = {"question": found.main.id}
    return Card(
        title=say(language, "plan-when"),
        blocks=(Paragraph(text=_found(language, found), style="quote"),),
        footer=say(language, "plan-follow-up") if found.follow_up else "",
        actions=tuple(
            Action(
                label=named(language, one),
                command="plan add",
                args=args | {"date": str(one)},
                replaces=True,
            )
            for one in day_slots[:MAX_ACTIONS]
        ),
    )


def form(
    language: Language,
    values: Mapping[str, str],
    day_slots: Sequence[DaySlot],
    choices: Sequence[Found] = (),
) -> Form:
    """Return the form; with `choices`, its text may mean one of these questions."""
    options = tuple(
        Option(value=one.main.id, label=label(language, one)) for one in choices[:MOST_FOUND]
    )
    value = values.get("question", "")
    return Form(
        title=say(language, "plan-form-title"),
        command="plan add",
        fields=(
            InputField(
                name="question",
                label=say(language, "plan-question"),
                placeholder=say(language, "plan-question-example"),
                kind="choice" if options else "line",
                value=options[0].value if options else value,
                options=options,
                completes=None if options else "question",
            ),
            InputField(
                name="date",
                label=say(language, "plan-date"),
                kind="choice",
                value=values.get("date") or str(day_slots[0]),
                options=tuple(
                    Option(value=str(one), label=named(language, one)) for one in day_slots
                ),
            ),
        ),
        submit=say(language, "action-plan"),
    )


def gone(language: Language, channel: Channel, day_slot: DaySlot) -> Card:
    """Return what the admin reads whose planned question is no longer there."""
    text = say(language, "plan-gone", channel=channel.title, day=named(language, day_slot))
    return Card(blocks=(Paragraph(text=text),), tone="notice")
