"""Note which process works on what, where several bots share a database."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0031"
down_revision = "0030"

HELD = ("inbox", "answers", "reviews")


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_processes"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("holder", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    for table in HELD:
        op.add_column(table, sa.Column("holder", sa.String))


def downgrade() -> None:
    for table in HELD:
        op.drop_column(table, "holder")
    op.drop_table("leases")
    op.drop_table("processes")
