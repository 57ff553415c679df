"""Let channels have seasons, and keep the standings of those that are over."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Prose, RowId

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "seasons",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", Prose, nullable=False),
        sa.Column("first", sa.Date),
        sa.Column("last", sa.Date),
        sa.Column("state", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seasons"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_seasons_channel_channels"),
        sa.UniqueConstraint("channel", "number", name="uq_seasons_channel_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seasons_state_channel", "seasons", ["state", "channel"])
    op.create_table(
        "season_standings",
        sa.Column("season", RowId, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("name", Prose, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("season", "member", name="pk_season_standings"),
        sa.ForeignKeyConstraint(
            ["season"], ["seasons.id"], name="fk_season_standings_season_seasons"
        ),
        sa.ForeignKeyConstraint(
            ["member"], ["members.id"], name="fk_season_standings_member_members"
        ),
    )
    op.create_index("ix_season_standings_member", "season_standings", ["member"])


def downgrade() -> None:
    for table in ("season_standings", "seasons"):
        op.drop_table(table)
