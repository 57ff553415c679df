"""The name under which compute knows a member's demos, in SQL."""

from uuid import uuid4

from sqlalchemy import select

from bot.quiz.model import MemberId
from bot.store.engine import Part
from bot.store.tables import pseudonyms


class SqlPseudonyms(Part):
    async def pseudonym(self, member: MemberId) -> str:
        """Return a random id that stands for the member, who has to be known.

        It stays the same until they are forgotten; then nothing tells any more whose it was.
        """
        kept = select(pseudonyms.c.pseudonym).where(pseudonyms.c.member == member)
        rows = await self._database.fetch(kept)
        if not rows:
            insert = self._database.insert(pseudonyms).values(member=member, pseudonym=uuid4().hex)
            await self._database.change(insert.on_conflict_do_nothing())
            rows = await self._database.fetch(kept)
        return str(rows[0].pseudonym)
