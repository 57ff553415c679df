"""Note which workspaces removed the bot, and find quickly what goes with what is deleted."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0033"
down_revision = "0032"

FOUND_BY = {"hints": "member", "review_cards": "round", "reviews": "round", "regrades": "answer"}


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("left_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_departures"),
    )
    for table, column in FOUND_BY.items():
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in FOUND_BY.items():
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_table("departures")
