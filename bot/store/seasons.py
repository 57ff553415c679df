"""Seasons from their start to the archive of their standings, in SQL."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId, MemberId, Standing
from bot.quiz.seasons.model import Season, SeasonId, Seasons, SeasonState
from bot.store.audit import note
from bot.store.engine import Part
from bot.store.tables import season_standings, seasons

ENDING, ARCHIVED, OVER = SeasonState.ENDING, SeasonState.ARCHIVED, SeasonState.OVER


class SqlSeasons(Part, Seasons):
    async def seasons(self, channel: ChannelId) -> list[Season]:
        query = select(seasons).where(seasons.c.channel == channel).order_by(seasons.c.number)
        return [_season(row) for row in await self._database.fetch(query)]

    async def start_season(
        self, channel: ChannelId, name: str, first: date, entry: AuditEntry
    ) -> Season | None:
        async def work(connection: AsyncConnection) -> Season | None:
            query = select(seasons).where(seasons.c.channel == channel)
            found = (await connection.execute(query.order_by(seasons.c.number))).all()
            last = found[-1] if found else None
            if last is None:
                await self._add_season(connection, channel, 1, "", None, first)
            elif last.first >= first:
                return None
            else:
                ended = {"last": first - timedelta(days=1), "state": ENDING}
                its = update(seasons).where(seasons.c.id == last.id)
                await connection.execute(its.values(**ended))
            number = last.number + 1 if last else 2
            started = await self._add_season(connection, channel, number, name, first, None)
            await note(self._database, connection, [entry])
            return started

        return await self._database.alone(work)

    async def _add_season(
        self,
        connection: AsyncConnection,
        channel: ChannelId,
        number: int,
        name: str,
        first: date | None,
        following: date | None,
    ) -> Season:
        """Add a season, which ends the day before the `following` one, if that is known."""
        values = {
            "channel": channel,
            "number": number,
            "name": name,
            "first": first,
            "last": following - timedelta(days=1) if following else None,
            "state": ENDING if following else SeasonState.RUNNING,
        }
        added = await connection.execute(insert(seasons).values(**values).returning(seasons))
        return _season(added.one())

    async def archive_season(self, season: SeasonId, standings: Sequence[Standing]) -> None:
        rows = [
            {
                "season": season,
                "member": one.member,
                "rank": one.rank,
                "name": one.name,
                "points": one.points,
            }
            for one in standings
        ]

        async def work(connection: AsyncConnection) -> None:
            not_over = (seasons.c.id == season, seasons.c.state.in_([ENDING, ARCHIVED]))
            change = update(seasons).where(*not_over).values(state=ARCHIVED)
            if not (await connection.execute(change.returning(seasons.c.id))).all():
                return
            its = season_standings.c.season == season
            await connection.execute(delete(season_standings).where(its))
            if rows:
                await connection.execute(insert(season_standings).values(rows))

        await self._database.write(work)

    async def season_over(self, season: SeasonId) -> None:
        its = update(seasons).where(seasons.c.id == season, seasons.c.state == ARCHIVED)
        await self._database.change(its.values(state=OVER))

    async def archived(self, season: SeasonId) -> list[Standing]:
        rank, name = season_standings.c.rank, season_standings.c.name
        query = select(season_standings).where(season_standings.c.season == season)
        rows = await self._database.fetch(query.order_by(rank, name, season_standings.c.member))
        return [Standing(row.rank, MemberId(row.member), row.name, row.points, 0) for row in rows]


def _season(row: Row[Any]) -> Season:
    return Season(
        id=SeasonId(row.id),
        channel=ChannelId(row.channel),
        number=row.number,
        name=row.name,
        first=row.first,
        last=row.last,
        state=SeasonState(row.state),
    )
