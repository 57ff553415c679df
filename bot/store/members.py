"""Members, which of them are one person, and the list of all of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import Member, MemberId, WorkspaceId
from bot.quiz.ports import Links, Members
from bot.store.engine import Database, Part
from bot.store.tables import answers, links, members


class SqlMembers(Part, Members):
    async def remember(self, member: Member) -> None:
        # Rights follow the platform, too: an admin there no longer is none here either.
        changing = {
            "name": member.name,
            "language": member.language,
            "is_admin": member.is_admin,
        }
        insert = self._database.insert(members).values(
            id=member.id, workspace=member.workspace, **changing
        )
        await self._database.change(
            insert.on_conflict_do_update(index_elements=["id"], set_=changing)
        )

    async def member(self, member: MemberId) -> Member | None:
        rows = await self._database.fetch(select(members).where(members.c.id == member))
        return Member(**rows[0]._mapping) if rows else None


class SqlLinks(Part, Links):
    async def link(self, first: MemberId, second: MemberId) -> None:
        await self._regroup({first, second}, leaving=set())

    async def unlink(self, member: MemberId) -> None:
        await self._regroup({member}, leaving={member})

    async def linked(self) -> dict[MemberId, MemberId]:
        rows = await self._database.fetch(select(links))
        return {MemberId(row.member): MemberId(row.person) for row in rows}

    async def _regroup(self, named: set[MemberId], leaving: set[MemberId]) -> None:
        async def work(connection: AsyncConnection) -> None:
            group = named | await _linked_with(connection, named)
            await connection.execute(delete(links).where(links.c.member.in_(group)))
            staying = sorted(group - leaving)
            if len(staying) > 1:
                rows = [{"member": member, "person": staying[0]} for member in staying]
                await connection.execute(insert(links), rows)

        await self._database.alone(work)


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
        .group_by(answers.c.round, answers.c.question, answers.c.member)
        .subquery()
    )
    columns = (members.c.id, members.c.name, members.c.workspace, links.c.person)
    return (
        select(*columns, func.coalesce(func.sum(best.c.value), 0).label("points"))
        .outerjoin(best, best.c.member == members.c.id)
        .outerjoin(links, links.c.member == members.c.id)
        .group_by(*columns)
    )
