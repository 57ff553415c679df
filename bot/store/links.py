"""Which members are one person, in SQL. A link is rare, so each is made while no other is."""

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import MemberId
from bot.quiz.ports import Links
from bot.store.engine import Part
from bot.store.tables import links


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
