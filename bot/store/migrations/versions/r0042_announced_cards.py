"""Keep of which waiting cards their members were told; those that wait already count as told."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

CARDS = sa.table("pending_cards", sa.column("is_announced", sa.Boolean))


def upgrade() -> None:
    column = sa.Column("is_announced", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("pending_cards", column)
    op.execute(sa.update(CARDS).values(is_announced=True))


def downgrade() -> None:
    op.drop_column("pending_cards", "is_announced")
