"""Members, which of them are one person, and the list of all of them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import Member, MemberId, Membership, WorkspaceId
from bot.quiz.store import Links, Members
from bot.store.channels import COLUMNS as CHANNEL
from bot.store.channels import made_channel
from bot.store.engine import Database, Part
from bot.store.person_days import lock, recount_people
from bot.store.tables import answers, channels, links, members, preferences

NOBODY = MemberId("nobody")
"""Who did what somebody did who is forgotten."""


class SqlMembers(Part, Members):
    async def remember(self, member: Member) -> Member:
        # Rights follow the platform, too: an admin there no longer is none here either.
        changing: dict[str, Any] = {
            "name": member.name,
            "language": member.language,
            "is_admin": member.is_admin,
        }
        if member.timezone is not None:
            changing["timezone"] = member.timezone
        insert = self._database.insert(members).values(
            id=member.id, workspace=member.workspace, **changing
        )
        upsert = insert.on_conflict_do_update(index_elements=["id"], set_=changing)
        told = [members.c[name] == value for name, value in changing.items()]
        is_known = and_(*told).label("is_known")
        theirs = with_choices().add_columns(is_known).where(members.c.id == member.id)

        async def work(connection: AsyncConnection) -> Row[Any]:
            await connection.execute(upsert)
            return (await connection.execute(theirs)).one()

        # Members do many things for each time they change, and a form can't wait to be opened.
        rows = await self._database.fetch(theirs)
        row = rows[0] if rows and rows[0].is_known else await self._database.write_soon(work)
        return replace(member, language=row.language, timezone=row.timezone)

    async def member(self, member: MemberId) -> Member | None:
        named = (members.c.id == member, members.c.id != NOBODY)
        rows = await self._database.fetch(with_choices().where(*named))
        return Member(**rows[0]._mapping) if rows else None

    async def memberships(self, user: str) -> list[Membership]:
        its = (answers.c.member == members.c.id, answers.c.channel == channels.c.id)
        last = select(func.max(answers.c.id)).where(*its).scalar_subquery().label("last")
        query = (
            select(*CHANNEL, members.c.id.label("member"), last)
            .join(members, members.c.id == channels.c.workspace + "/" + user)
            .order_by(last.desc().nulls_last(), channels.c.id)
        )
        found = [dict(row._mapping) for row in await self._database.fetch(query)]
        return [
            Membership(made_channel(fields), member, answered is not None)
            for fields in found
            for member, answered in [(fields.pop("member"), fields.pop("last"))]
        ]


def with_choices() -> Select[Any]:
    """Select members, with what they have chosen in place of what their platform says."""
    chosen = {
        name: func.coalesce(preferences.c[name], members.c[name]).label(name)
        for name in ("language", "timezone")
    }
    columns = [chosen.get(column.name, column) for column in members.c]
    theirs = members.outerjoin(preferences, preferences.c.member == members.c.id)
    return select(*columns).select_from(theirs)


class SqlLinks(Part, Links):
    async def link(self, first: MemberId, second: MemberId) -> None:
        await self._regroup({first, second})

    async def unlink(self, member: MemberId) -> None:
        await self._regroup({member}, leaving={member})

    async def linked(self) -> dict[MemberId, MemberId]:
        rows = await self._database.fetch(select(links))
        return {MemberId(row.member): MemberId(row.person) for row in rows}

    async def _regroup(
        self, named: set[MemberId], leaving: Collection[MemberId] = frozenset()
    ) -> None:
        await self._database.alone(lambda connection: regroup(connection, named, leaving))


async def regroup(
    connection: AsyncConnection, named: set[MemberId], leaving: Collection[MemberId]
) -> None:
    """Link members and all theirs, without those that leave, within a unit of work done alone."""
    group = named | await _linked_with(connection, named)
    await lock(connection, group)
    await connection.execute(delete(links).where(links.c.member.in_(group)))
    staying = sorted(group.difference(leaving))
    if len(staying) > 1:
        rows = [{"member": member, "person": staying[0]} for member in staying]
        await connection.execute(insert(links), rows)
    await recount_people(connection, group)


async def _linked_with(connection: AsyncConnection, named: set[MemberId]) -> set[MemberId]:
    people = select(links.c.person).where(links.c.member.in_(named))
    rows = await connection.execute(select(links.c.member).where(links.c.person.in_(people)))
    return {MemberId(row.member) for row in rows}


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A member and what they earned under this id, in all channels since the first day.

    `linked_with` are the other ids of the same person.
    """

    id: MemberId
    name: str
    workspace: WorkspaceId
    points: int
    linked_with: tuple[MemberId, ...]


async def roster(database: Database) -> list[RosterEntry]:
    """Return all members, in order of workspace and id."""
    rows = await database.fetch(_members())
    people: dict[MemberId, set[MemberId]] = {}
    for row in rows:
        people.setdefault(row.person or row.id, set()).add(row.id)
    entries = [
        RosterEntry(
            id=row.id,
            name=row.name,
            workspace=row.workspace,
            points=row.points,
            linked_with=tuple(sorted(people[row.person or row.id] - {row.id})),
        )
        for row in rows
    ]
    return sorted(entries, key=lambda entry: (entry.workspace, entry.id))


def _members() -> Select[Any]:
    best = (
        select(answers.c.member, func.max(answers.c.value).label("value"))
        .where(answers.c.is_void.is_(False))
        .group_by(answers.c.round, answers.c.question, answers.c.member)
        .subquery()
    )
    columns = (members.c.id, members.c.name, members.c.workspace, links.c.person)
    return (
        select(*columns, func.coalesce(func.sum(best.c.value), 0).label("points"))
        .outerjoin(best, best.c.member == members.c.id)
        .outerjoin(links, links.c.member == members.c.id)
        .where(members.c.id != NOBODY)
        .group_by(*columns)
    )
