"""Remind a round's thread some hours before it closes."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    reminder = sa.Column("reminder_h", sa.Integer, nullable=False, server_default="0")
    op.add_column("channels", reminder)
    op.add_column("rounds", sa.Column("remind_at", UtcDateTime))
    op.create_index("ix_rounds_remind_at", "rounds", ["remind_at"])


def downgrade() -> None:
    op.drop_index("ix_rounds_remind_at", "rounds")
    op.drop_column("rounds", "remind_at")
    op.drop_column("channels", "reminder_h")
