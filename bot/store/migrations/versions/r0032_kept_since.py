"""Note when messages were sent and cards kept, so that old ones go; earlier ones count from now."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0032"
down_revision = "0031"

TIMES = {"outbox": "sent_at", "pending_cards": "kept_at"}


def upgrade() -> None:
    now = datetime.now(UTC)
    for table, column in TIMES.items():
        op.add_column(table, sa.Column(column, UtcDateTime))
        op.execute(sa.table(table, sa.column(column, UtcDateTime)).update().values({column: now}))


def downgrade() -> None:
    for table, column in TIMES.items():
        op.drop_column(table, column)
