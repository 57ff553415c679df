"""Everyone the store knows, for whoever runs the bot."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from bot.quiz.model import MemberId, WorkspaceId
from bot.store.engine import Database
from bot.store.tables import answers, links, members


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
