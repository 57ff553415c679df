"""Say which process is about to remind a member, so that others go on if it dies."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.add_column("preferences", sa.Column("holder", sa.String))


def downgrade() -> None:
    op.drop_column("preferences", "holder")
