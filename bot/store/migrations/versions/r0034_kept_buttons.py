"""Note when buttons were shown last, so that old ones go; earlier ones count from now."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("buttons", sa.Column("kept_at", UtcDateTime))
    buttons = sa.table("buttons", sa.column("kept_at", UtcDateTime))
    op.execute(buttons.update().values(kept_at=datetime.now(UTC)))


def downgrade() -> None:
    op.drop_column("buttons", "kept_at")
