"""Add whether a channel, and so a round of it, takes drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for table in ("channels", "rounds"):
        column = sa.Column("takes_drafts", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column(table, column)


def downgrade() -> None:
    for table in ("channels", "rounds"):
        op.drop_column(table, "takes_drafts")
