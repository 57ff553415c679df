"""Keep only who likes a question, not the last press: pressed twice it counts once."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

LIKES = sa.table("likes", sa.column("is_on", sa.Boolean))


def upgrade() -> None:
    op.execute(sa.delete(LIKES).where(~LIKES.c.is_on))
    op.drop_column("likes", "event")
    op.drop_column("likes", "is_on")


def downgrade() -> None:
    op.add_column("likes", sa.Column("event", sa.String, nullable=False, server_default=""))
    op.add_column("likes", sa.Column("is_on", sa.Boolean, nullable=False, server_default=sa.true()))
