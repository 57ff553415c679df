"""Keep with each round whether it asks for study; those of before do by the settings of now."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from bot.quiz.calendar.holidays import holiday
from bot.store.types import UtcDateTime

revision = "0043"
down_revision = "0042"

POSTED = ("open", "closing", "closed", "skipping", "skipped")
ROUNDS = sa.table(
    "rounds",
    sa.column("id"),
    sa.column("channel"),
    sa.column("local_date", sa.Date),
    sa.column("state"),
    sa.column("request"),
    sa.column("posted_at", UtcDateTime),
    sa.column("asks_study", sa.Boolean),
)
CHANNELS = sa.table(
    "channels",
    sa.column("id"),
    sa.column("timezone"),
    sa.column("weekdays", sa.JSON),
    sa.column("holidays"),
    sa.column("since", UtcDateTime),
)


def upgrade() -> None:
    op.add_column(
        "rounds", sa.Column("asks_study", sa.Boolean, nullable=False, server_default=sa.false())
    )
    here = ROUNDS.c.channel == CHANNELS.c.id
    posted = sa.select(ROUNDS, CHANNELS).join(CHANNELS, here).where(ROUNDS.c.state.in_(POSTED))
    found = op.get_bind().execute(posted).all()
    asking = [{"round": row.id} for row in found if _asks_study(row)]
    if asking:
        its = sa.update(ROUNDS).where(ROUNDS.c.id == sa.bindparam("round"))
        op.get_bind().execute(its.values(asks_study=True), asking)


def _asks_study(row: sa.Row[Any]) -> bool:
    """Tell whether it was daily, on a study day, and, as far as that is known, in time."""
    is_daily = row.request is None or row.since is None
    if not is_daily and (row.posted_at is None or row.posted_at < row.since):
        return False
    if row.posted_at and row.posted_at.astimezone(ZoneInfo(row.timezone)).date() > row.local_date:
        return False
    is_holiday = row.holidays and holiday(row.holidays, row.local_date, "en")
    return row.local_date.weekday() in row.weekdays and not is_holiday


def downgrade() -> None:
    op.drop_column("rounds", "asks_study")
