"""Members, in SQL."""

from sqlalchemy import select

from bot.quiz.model import Member, MemberId
from bot.quiz.ports import Members
from bot.store.engine import Part
from bot.store.tables import members


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
