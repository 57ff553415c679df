"""How much waits in the store, counted by its indexes."""

from typing import Any

from sqlalchemy import Select, func, select, update

from bot.quiz.backlog import Backlog, Waiting
from bot.store.engine import Part
from bot.store.migrate import VERSION
from bot.store.tables import answers, inbox, reviews

UNGRADED = {
    "rounds": select(func.count(), func.min(answers.c.at)).where(answers.c.graded_at.is_(None)),
    "reviews": select(func.count(), func.min(reviews.c.at)).where(reviews.c.graded_at.is_(None)),
}
UNSERVED = (
    select(inbox.c.platform, func.count(), func.min(inbox.c.received_at))
    .where(inbox.c.served_at.is_(None))
    .group_by(inbox.c.platform)
)
SAME = update(VERSION).values(version_num=VERSION.c.version_num)


class SqlBacklogs(Part, Waiting):
    async def answers(self) -> dict[str, Backlog]:
        return {name: await self._counted(query) for name, query in UNGRADED.items()}

    async def arrivals(self) -> dict[str, Backlog]:
        rows = await self._database.fetch(UNSERVED)
        return {platform: Backlog(*found) for platform, *found in rows}

    async def try_writing(self) -> None:
        await self._database.write_first(lambda connection: connection.execute(SAME))

    async def _counted(self, query: Select[*tuple[Any, ...]]) -> Backlog:
        [row] = await self._database.fetch(query)
        return Backlog(*row)
