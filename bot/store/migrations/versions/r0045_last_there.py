"""Note when a bot was there last, so that the next one knows for how long there was none."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "last_there",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_last_there"),
    )


def downgrade() -> None:
    op.drop_table("last_there")
