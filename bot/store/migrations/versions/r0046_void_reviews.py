"""Let reviews and guesses be void, as answers may be."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

TABLES = ("reviews", "guesses")


def upgrade() -> None:
    for table in TABLES:
        is_void = sa.Column("is_void", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column(table, is_void)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "is_void")
