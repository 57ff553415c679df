"""Keep since when a channel has its times."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("channels", sa.Column("since", UtcDateTime))


def downgrade() -> None:
    op.drop_column("channels", "since")
