"""Keep when a message was about to go out: one just cut off may still arrive."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("begun_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("outbox", "begun_at")
