"""What each person did in a channel on a local date, summed up for leaderboards and streaks.

It always equals the sum over answers, reviews and guesses: whoever changes those or links has it
counted anew in the same transaction. A linked person's days hold what all their accounts did, here
and in other workspaces, as `Scores` says.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Table,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import AnswerId
from bot.store.tables import (
    answers,
    channels,
    guesses,
    links,
    members,
    person_days,
    reviews,
    rounds,
)

COLUMNS = [column.name for column in person_days.c]
_NONE, _ONE = literal(0, Integer), literal(1, Integer)


class Day(NamedTuple):
    """A member's local date in a channel."""

    channel: str
    member: str
    date: date


async def days_of(connection: AsyncConnection, changed: Collection[AnswerId]) -> set[Day]:
    """Return the days that answers count for: that of their round, and that of their study."""
    owner = (answers.c.channel, answers.c.member)
    asked = select(*owner, rounds.c.local_date).join(rounds, rounds.c.id == answers.c.round)
    studied = select(*owner, answers.c.study_date)
    chosen = answers.c.id.in_(changed)
    rows = await connection.execute(union(asked.where(chosen), studied.where(chosen)))
    return {Day(*row) for row in rows}


async def recount(connection: AsyncConnection, days: Iterable[Day]) -> None:
    """Count days anew, once their answers have changed."""
    for (channel, member), group in groupby(sorted(days), key=lambda day: day[:2]):
        dates = {day.date for day in group}
        await lock(connection, [member])
        accounts = await accounts_of(connection, member)
        if len(accounts) == 1:
            await _count(connection, channel, accounts, dates)
            continue
        await lock(connection, [accounts[0]])
        for place in await _places(connection, accounts, channel):
            await _count(connection, place, accounts, dates)


async def recount_people(connection: AsyncConnection, changed: Iterable[str]) -> None:
    """Count all days of members anew, once it has changed with whom they are linked."""
    changed = set(changed)
    await connection.execute(delete(person_days).where(person_days.c.person.in_(changed)))
    people = {tuple(await accounts_of(connection, member)) for member in changed}
    for accounts in sorted(people):
        places = await connection.execute(_taking_part(accounts))
        for place in places.scalars():
            await _count(connection, place, accounts, set())


async def lock(connection: AsyncConnection, wanted: Collection[str]) -> None:
    """Wait for whoever counts these members now; what they changed is seen after it."""
    turn = select(members.c.id).where(members.c.id.in_(wanted)).order_by(members.c.id)
    await connection.execute(turn.with_for_update(key_share=True))


async def accounts_of(connection: AsyncConnection, member: str) -> list[str]:
    """Return the ids of a member's person, the one that names the person first."""
    person = select(links.c.person).where(links.c.member == member).scalar_subquery()
    rows = await connection.execute(select(links.c.member).where(links.c.person == person))
    return sorted(rows.scalars()) or [member]


async def _places(
    connection: AsyncConnection, accounts: Collection[str], changed: str
) -> list[str]:
    """Return a channel, and those of other workspaces where a linked person takes part too."""
    home = select(channels.c.workspace).where(channels.c.id == changed).scalar_subquery()
    places = select(channels.c.id).where(
        channels.c.id.in_(_taking_part(accounts)), channels.c.workspace != home
    )
    return [changed, *(await connection.execute(places)).scalars()]


def _taking_part(accounts: Collection[str]) -> CompoundSelect[Any]:
    """Select the channels where members answer or guess."""
    return union(
        *(
            select(table.c.channel).where(table.c.member.in_(accounts))
            for table in (answers, guesses)
        )
    )


async def _count(
    connection: AsyncConnection, channel: str, accounts: Sequence[str], dates: Collection[date]
) -> None:
    """Count a person's days in a channel: these dates, or all if there are no others yet."""
    mine = (person_days.c.channel == channel, person_days.c.person == accounts[0])
    given = [
        exists().where(table.c.channel == channel, table.c.member.in_(accounts))
        for table in (answers, guesses)
    ]
    look = select(or_(*given), exists().where(*mine))
    is_here, is_known = (await connection.execute(look)).one()
    chosen = dates if is_here and is_known else set()
    old = [person_days.c.date.in_(chosen)] if chosen else []
    await connection.execute(delete(person_days).where(*mine, *old))
    if is_here:
        found = _summed(channel, accounts, chosen)
        await connection.execute(insert(person_days).from_select(COLUMNS, found))


def _summed(channel: str, accounts: Sequence[str], dates: Collection[date]) -> Select[Any]:
    """Sum up a person's answers by date, those of other workspaces with them if they are linked."""
    which = theirs(answers, channel, accounts)
    best = (
        select(
            rounds.c.local_date.label("date"),
            func.max(answers.c.value).label("points"),
            func.count().label("answers"),
        )
        .join(rounds, rounds.c.id == answers.c.round)
        .where(*which, *_on(rounds.c.local_date, dates))
        .group_by(*once(accounts))
        .subquery()
    )
    studied = select(answers.c.study_date, _NONE, _NONE, _ONE).where(
        *which, answers.c.is_study.is_(True), *_on(answers.c.study_date, dates)
    )
    reviewed = _reviewed(theirs(reviews, channel, accounts), dates)
    guessed = _guessed(theirs(guesses, channel, accounts), dates)
    every = union_all(
        select(*best.c, _NONE.label("studies")), studied, reviewed, guessed
    ).subquery()
    sums = (func.sum(every.c[name]) for name in ("points", "answers", "studies"))
    return select(literal(channel), literal(accounts[0]), every.c.date, *sums).group_by(
        every.c.date
    )


def theirs(
    given: Table, channel: str, accounts: Collection[str]
) -> tuple[ColumnElement[bool], ...]:
    """Return what counts of a person in a channel, and in other workspaces if they are linked."""
    place: ColumnElement[bool] = given.c.channel == channel
    if len(accounts) > 1:
        home = select(channels.c.workspace).where(channels.c.id == channel).scalar_subquery()
        elsewhere = select(channels.c.id).where(channels.c.workspace != home)
        place = or_(place, given.c.channel.in_(elsewhere))
    return given.c.member.in_(accounts), place, given.c.is_void.is_(False)


def once(accounts: Collection[str]) -> list[ColumnElement[Any]]:
    """Return by what answers count once: their question's date for linked members, and its round
    for all others."""
    asked: list[ColumnElement[Any]] = [rounds.c.local_date, answers.c.question]
    return asked if len(accounts) > 1 else [*asked, rounds.c.id]


def _reviewed(which: Sequence[ColumnElement[bool]], dates: Collection[date]) -> Select[Any]:
    """Sum up reviews by date, of which one is paid."""
    day = reviews.c.study_date
    is_paid, is_study = reviews.c.value > 0, reviews.c.is_study.is_(True)
    best = func.max(reviews.c.value)
    counts = (func.sum(case((this, 1), else_=0)) for this in (is_paid, is_study))
    return select(day, best, *counts).where(*which, *_on(day, dates)).group_by(day)


def _guessed(which: Sequence[ColumnElement[bool]], dates: Collection[date]) -> Select[Any]:
    """Sum up right guesses by date, of which one is paid."""
    day, best = guesses.c.study_date, func.max(guesses.c.value)
    paid = (*which, guesses.c.value > 0, *_on(day, dates))
    return select(day, best, _ONE, _NONE).where(*paid).group_by(day)


def _on(day: ColumnElement[date], dates: Collection[date]) -> list[ColumnElement[bool]]:
    return [day.in_(dates)] if dates else []
