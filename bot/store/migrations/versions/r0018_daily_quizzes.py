"""Let a channel be asked several questions a day, each at its own time."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("channels", sa.Column("more", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("channels", "more")
