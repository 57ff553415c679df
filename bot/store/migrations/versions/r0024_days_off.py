"""Keep a channel's days off, and the country whose holidays are off."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("channels", sa.Column("days_off", sa.JSON, nullable=False, server_default="[]"))
    op.add_column(
        "channels", sa.Column("holidays", sa.String, nullable=False, server_default=sa.text("''"))
    )


def downgrade() -> None:
    for column in ("holidays", "days_off"):
        op.drop_column("channels", column)
