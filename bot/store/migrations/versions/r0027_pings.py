"""Keep whom a channel's daily question calls."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("channels", sa.Column("ping", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("channels", "ping")
