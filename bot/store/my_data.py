"""Everything kept about a member, to be given to them or deleted; in SQL.

`ABOUT` names each column that names a member. Nothing else in the store may name one: a test walks
all tables.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Column, Select, Table, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.cards import Card
from bot.quiz.model import DIRECT_MESSAGE, MemberId, RoundState
from bot.quiz.mypage.model import MyData, Rows
from bot.quiz.mypage.rules import without_missed
from bot.store.departures import belongings, of_channels
from bot.store.engine import Part
from bot.store.members import NOBODY, regroup
from bot.store.person_days import Day, days_of, recount
from bot.store.tables import (
    accepted_wordings,
    answers,
    audit,
    channels,
    disputes,
    guesses,
    hints,
    likes,
    links,
    members,
    mutes,
    openings,
    outbox,
    pending_cards,
    person_days,
    plans,
    preferences,
    pseudonyms,
    regrades,
    review_cards,
    reviews,
    rounds,
    season_standings,
    shares,
    suggestions,
    transcript,
)

# Whose rows are a member's own: they are given to them, and deleted.
OWN: dict[Table, Sequence[Column[Any]]] = {
    members: [members.c.id],
    preferences: [preferences.c.member],
    pseudonyms: [pseudonyms.c.member],
    answers: [answers.c.member],
    hints: [hints.c.member],
    openings: [openings.c.member],
    review_cards: [review_cards.c.member],
    reviews: [reviews.c.member],
    likes: [likes.c.member],
    guesses: [guesses.c.member],
    disputes: [disputes.c.member],
    shares: [shares.c.member],
    season_standings: [season_standings.c.member],
    transcript: [transcript.c.only_member, transcript.c.author],
    outbox: [outbox.c.member],
    pending_cards: [pending_cards.c.member],
}
# Rows that others need: they are given to the member, and lose the name.
NAMING: dict[Table, Column[Any]] = {
    suggestions: suggestions.c.author,
    plans: plans.c.by,
    audit: audit.c.member,
}
# What a member only decided: it is others', so only these are given, and it loses the name.
DECIDED: dict[Column[Any], Sequence[Column[Any]]] = {
    channels.c.admin: [channels.c.id, channels.c.name],
    suggestions.c.decided_by: [
        suggestions.c.id,
        suggestions.c.state,
        suggestions.c.decided_at,
        suggestions.c.reason,
    ],
    disputes.c.decided_by: [
        disputes.c.id,
        disputes.c.state,
        disputes.c.decided_at,
        disputes.c.ruling,
    ],
}
# What the audit list tells of a member that others did: it is given without who did it.
CONCERNED = audit.c.details["member"].as_string()
# Given, and stays with the bare id: who is muted stays so, whatever they have deleted.
STAYS: dict[Table, Column[Any]] = {mutes: mutes.c.member}
# Made of other rows: they are made anew, or given with those.
DERIVED = [person_days.c.person, links.c.member, links.c.person]


class SqlMyData(Part, MyData):
    async def kept_about(self, member: MemberId) -> Rows:
        async def look(connection: AsyncConnection) -> Rows:
            ids = await _linked(connection, member)
            found = {name: await _rows(connection, query) for name, query in _kept(ids).items()}
            revealed = set((await connection.execute(_revealed(ids))).scalars())
            for table in (answers, reviews):
                for row in found[table.name]:
                    if row["grade"] and row["round"] not in revealed:
                        row["grade"] = without_missed(row["grade"])
            return {name: rows for name, rows in found.items() if rows}

        return await self._database.read(look)

    async def forget(self, member: MemberId) -> None:
        async def work(connection: AsyncConnection) -> None:
            await regroup(connection, {member}, leaving={member})
            await _delete_told(connection, member)
            own = await _own_conversations(connection, member)
            await _delete_counted(connection, member)
            for table, is_theirs in belongings(of_channels(own)):
                await connection.execute(delete(table).where(is_theirs))
            for table, columns in OWN.items():
                if table not in (answers, members, shares):
                    whose = or_(*(column == member for column in columns))
                    await connection.execute(delete(table).where(whose))
            nobody = {"id": NOBODY, "workspace": "", "name": "", "language": "en"}
            insert = self._database.insert(members).values(nobody | {"is_admin": False})
            await connection.execute(insert.on_conflict_do_nothing())
            for table, column in NAMING.items():
                await connection.execute(_rename(table, column, member, NOBODY))
            await connection.execute(_empty_shares(member))
            for column in DECIDED:
                await connection.execute(_rename(column.table, column, member, None))
            await _leave_details(connection, member)
            me = members.c.id == member
            blank = {"name": "", "timezone": None, "language": "en", "is_admin": False}
            await connection.execute(update(members).where(me).values(blank))
            is_needed = or_(*(exists().where(column == member) for column in STAYS.values()))
            await connection.execute(delete(members).where(me, ~is_needed))

        await self._database.alone(work)
        await self._database.empty_log()


async def _linked(connection: AsyncConnection, member: MemberId) -> list[str]:
    person = select(links.c.person).where(links.c.member == member).scalar_subquery()
    rows = await connection.execute(select(links.c.member).where(links.c.person == person))
    return sorted({member, *rows.scalars()})


def _kept(ids: Collection[str]) -> dict[str, Select[Any]]:
    own = {
        table.name: select(table).where(or_(*(column.in_(ids) for column in columns)))
        for table, columns in OWN.items()
    }
    naming = {
        table.name: select(table).where(column.in_(ids))
        for table, column in (NAMING | STAYS).items()
    }
    decided = {
        f"{column.table.name}.{column.name}": select(*given).where(column.in_(ids))
        for column, given in DECIDED.items()
    }
    told = select(audit.c.channel, audit.c.at, audit.c.what, audit.c.details)
    concerned = {"audit.details": told.where(CONCERNED.in_(ids))}
    linked = select(links.c.member).where(links.c.member.in_(ids))
    return own | naming | decided | concerned | _ruled(ids) | {links.name: linked}


def _ruled(ids: Collection[str]) -> dict[str, Select[Any]]:
    """Select what rulings changed of their answers, and which of their words were accepted."""
    of = {
        regrades: regrades.c.answer.in_(select(answers.c.id).where(answers.c.member.in_(ids))),
        accepted_wordings: accepted_wordings.c.dispute.in_(
            select(disputes.c.id).where(disputes.c.member.in_(ids))
        ),
    }
    return {table.name: select(table).where(theirs) for table, theirs in of.items()}


def _revealed(ids: Collection[str]) -> Select[Any]:
    """Return the rounds with something of theirs whose solutions everybody has seen."""
    took_part = [
        select(table.c.round).where(table.c.member.in_(ids)) for table in (answers, reviews)
    ]
    is_theirs = or_(*(rounds.c.id.in_(query) for query in took_part))
    return select(rounds.c.id).where(rounds.c.state == RoundState.CLOSED, is_theirs)


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    others = {column.name for column in DECIDED}
    return [
        {name: _plain(value) for name, value in row._mapping.items() if name not in others}
        for row in await connection.execute(query)
    ]


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return value.model_dump(mode="json")
        case datetime() | date() | time():
            return value.isoformat()
    return value


async def _delete_told(connection: AsyncConnection, member: MemberId) -> None:
    """Delete what admins were told of their objections and suggestions, and what is named after
    them."""
    objected = select(disputes.c.id).where(disputes.c.member == member)
    suggested = select(suggestions.c.id).where(suggestions.c.author == member)
    about = [f"dispute:{id}:" for id in (await connection.execute(objected)).scalars()]
    about += [f"suggestion:{id}:" for id in (await connection.execute(suggested)).scalars()]
    for table in (transcript, outbox, pending_cards):
        key = table.c.key
        named = key.contains(f":{member}:", autoescape=True)
        is_about = or_(named, key.endswith(f":{member}", autoescape=True))
        for start in about:
            is_about = or_(is_about, key.startswith(start, autoescape=True))
        await connection.execute(delete(table).where(is_about))


async def _own_conversations(connection: AsyncConnection, member: MemberId) -> list[str]:
    """Return the member's own conversations with the bot, where nobody else has taken part."""
    others = [
        exists().where(table.c.channel == channels.c.id, table.c.member != member)
        for table in (answers, guesses)
    ]
    theirs = (channels.c.name == DIRECT_MESSAGE, channels.c.admin == member)
    rows = await connection.execute(select(channels.c.id).where(*theirs, ~or_(*others)))
    return list(rows.scalars())


async def _delete_counted(connection: AsyncConnection, member: MemberId) -> None:
    """Delete answers, with what was ruled about them, and guesses; count their days anew."""
    mine = select(answers.c.id).where(answers.c.member == member)
    ids = list((await connection.execute(mine)).scalars())
    guessed = select(guesses.c.channel, guesses.c.member, guesses.c.study_date)
    guessed_on = await connection.execute(guessed.where(guesses.c.member == member))
    days = await days_of(connection, ids) | {Day(*row) for row in guessed_on}
    objections = select(disputes.c.id).where(disputes.c.answer.in_(mine))
    for table in (regrades, accepted_wordings):
        await connection.execute(delete(table).where(table.c.dispute.in_(objections)))
    await connection.execute(delete(regrades).where(regrades.c.answer.in_(mine)))
    await connection.execute(delete(disputes).where(disputes.c.answer.in_(mine)))
    for given in (answers, guesses):
        await connection.execute(delete(given).where(given.c.member == member))
    await recount(connection, days)


def _empty_shares(member: MemberId) -> Any:
    """Leave of what they shared only where it stands, until it is taken out of there too."""
    blank = {"card": Card(), "instead": Card(), "is_hidden": True}
    return update(shares).where(shares.c.member == member).values(member=NOBODY, **blank)


async def _leave_details(connection: AsyncConnection, member: MemberId) -> None:
    rows = await connection.execute(
        select(audit.c.id, audit.c.details).where(CONCERNED.in_([member]))
    )
    for row in rows.all():
        details = row.details | {"member": ""}
        await connection.execute(update(audit).where(audit.c.id == row.id).values(details=details))


def _rename(table: Any, column: Column[Any], member: MemberId, to: MemberId | None) -> Any:
    return update(table).where(column == member).values({column.name: to})
