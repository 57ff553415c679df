"""The card of what a channel has coming, and its forms."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

from bot.i18n.messages import say
from bot.quiz.calendar.days_off import pause_of, planned, reason
from bot.quiz.calendar.holidays import country_name
from bot.quiz.cards import Action, Block, Card, Column, Form, InputField, Paragraph, Table
from bot.quiz.model import Channel, DayOff
from bot.quiz.plans.model import DaySlot, Plan
from bot.quiz.plans.view import named
from bot.quiz.rounds import schedule
from content.schema import Language

DAYS_SHOWN = 14
MAX_CELL = 30
MAX_LISTED = 8
MAX_DAYS_TEXT = 4000


def coming(
    language: Language,
    channel: Channel,
    now: datetime,
    taken: schedule.Taken = schedule.NONE_TAKEN,
    note: str = "",
    plans: Sequence[Plan] = (),
) -> Card:
    """Return what the next two weeks bring; `note` says what has just been changed.

    Of the `plans` those are named that come to nothing. Slots that are `taken` have had their
    question up to the day of that.
    """
    today = schedule.local_date(channel, now)
    left = partial(_left, channel, now, taken)
    first = today if left(today) else today + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(DAYS_SHOWN)]
    pause = pause_of(channel, first)
    blocks: list[Block] = []
    if note:
        blocks.append(Paragraph(text=note))
    if pause:
        blocks.append(Paragraph(text=pause_line(language, pause), style="strong"))
    blocks.append(_table(language, channel, days, left))
    later = [one for one in planned(channel, today) if one.first > days[-1]]
    if later:
        said = say(language, "calendar-later", days=listed(language, later))
        blocks.append(Paragraph(text=said, style="muted"))
    blocks += _unasked(language, channel, plans)
    return Card(
        title=f"{say(language, 'calendar-title')} · {channel.title}",
        blocks=tuple(blocks),
        footer=_holidays(language, channel),
        actions=_actions(language, is_paused=pause is not None),
    )


def _unasked(language: Language, channel: Channel, plans: Sequence[Plan]) -> list[Block]:
    vain = [
        named(language, DaySlot.of(channel, plan.local_date, plan.slot))
        for plan in plans
        if not schedule.has_question(channel, plan.local_date, plan.slot)
    ]
    days = ", ".join([*vain[:MAX_LISTED], *(["…"] if len(vain) > MAX_LISTED else [])])
    return [Paragraph(text=say(language, "calendar-unasked", days=days))] if vain else []


def _left(channel: Channel, now: datetime, taken: schedule.Taken, day: date) -> list[Channel]:
    """Return whose question of a day may still come."""
    left = [daily for slot, daily in channel.by_slot.items() if day > taken.get(slot, date.min)]
    return [daily for daily in left if schedule.due_on(daily, day).at > now]


def _table(
    language: Language,
    channel: Channel,
    days: Sequence[date],
    left: Callable[[date], Sequence[Channel]],
) -> Table:
    """Return what is `left` to come on each day.

    Days in a row that are off for the same reason share a row.
    """
    columns = (
        Column(title=say(language, "calendar-day")),
        Column(title=say(language, "calendar-what")),
    )
    rows: list[tuple[str, str]] = []
    for off, run in groupby(days, lambda day: _off(language, channel, day)):
        first, *others = run
        if off is not None:
            rows.append((_run_name(language, first, *others[-1:]), off))
        else:
            rows += [
                (day_name(language, day), _times(language, channel, day, left(day)))
                for day in (first, *others)
            ]
    return Table(columns=columns, rows=tuple(rows))


def _off(language: Language, channel: Channel, day: date) -> str | None:
    """Return why a day that would have a question has none; None for any other day."""
    why = reason(language, channel, day) if day.weekday() in channel.weekdays else None
    return None if why is None else say(language, "calendar-none", reason=_shortened(why))


def _times(language: Language, channel: Channel, day: date, dailies: Sequence[Channel]) -> str:
    if day.weekday() not in channel.weekdays or not dailies:
        return "–"
    times = sorted(f"{daily.at:%H:%M}" for daily in dailies)
    return say(language, "calendar-question", times=", ".join(times))


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_CELL else f"{text[:MAX_CELL]}…"


def day_name(language: Language, day: date) -> str:
    return f"{day:%m-%d} {say(language, f'day-{day.weekday()}')}"


def _run_name(language: Language, first: date, last: date | None = None) -> str:
    if last is None:
        return day_name(language, first)
    return day_range(language, day_name(language, first), day_name(language, last))


def pause_line(language: Language, pause: DayOff) -> str:
    if pause.last is None:
        return say(language, "calendar-paused")
    back = pause.last + timedelta(days=1)
    return say(language, "calendar-paused-until", date=back.isoformat())


def day_off(language: Language, one: DayOff) -> str:
    """Return a day off as it is written in the form."""
    days = str(one.first)
    if one.last and one.last != one.first:
        days = day_range(language, days, str(one.last))
    return f"{days} {one.reason}".rstrip()


def day_range(language: Language, first: str, last: str) -> str:
    return say(language, "calendar-days", first=first, last=last)


def days_text(language: Language, days: Sequence[DayOff]) -> str:
    """Return days off as they stand in the form."""
    return "\n".join(day_off(language, one) for one in days)


def listed(language: Language, days: Sequence[DayOff]) -> str:
    """Return days off in a line, the first of very many."""
    shown = [replace(one, reason=_shortened(one.reason)) for one in days[:MAX_LISTED]]
    said = [day_off(language, one) for one in shown]
    return ", ".join([*said, "…"] if len(days) > MAX_LISTED else said)


def _holidays(language: Language, channel: Channel) -> str:
    if not channel.holidays:
        return say(language, "calendar-no-holidays")
    country = country_name(language, channel.holidays)
    return say(language, "calendar-holidays", country=country)


def _actions(language: Language, *, is_paused: bool) -> tuple[Action, ...]:
    edit = Action(label=say(language, "action-days-off"), command="calendar edit")
    if is_paused:
        label = say(language, "action-resume")
        return Action(label=label, command="quiz resume", style="primary"), edit
    return edit, Action(label=say(language, "action-pause"), command="quiz pause")


def days_form(language: Language, days: str, holidays: str) -> Form:
    return Form(
        title=say(language, "calendar-form-title"),
        command="calendar edit",
        intro=say(language, "calendar-form-intro"),
        fields=(
            InputField(
                name="days",
                label=say(language, "calendar-form-days"),
                kind="paragraph",
                placeholder=say(language, "calendar-form-example"),
                value=days,
                required=False,
                max_length=MAX_DAYS_TEXT,
            ),
            InputField(
                name="holidays",
                label=say(language, "calendar-form-holidays"),
                placeholder=say(language, "calendar-form-country"),
                value=holidays,
                required=False,
                max_length=64,
            ),
        ),
        submit=say(language, "settings-submit"),
    )


def pause_form(language: Language, until: str = "") -> Form:
    return Form(
        title=say(language, "pause-form-title"),
        command="quiz pause",
        intro=say(language, "pause-form-intro"),
        fields=(
            InputField(
                name="until",
                label=say(language, "pause-form-until"),
                placeholder=say(language, "pause-form-example"),
                value=until,
                required=False,
                max_length=40,
            ),
        ),
        submit=say(language, "action-pause"),
    )
