"""Note when the question of a round was posted; of earlier ones nobody knows."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("rounds", sa.Column("posted_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("rounds", "posted_at")
