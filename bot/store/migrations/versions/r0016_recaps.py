"""Remember which weekly recaps were begun and posted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "recaps",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("week", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("is_posted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("channel", "week", name="pk_recaps"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_recaps_channel_channels"),
    )
    op.create_index("ix_recaps_is_posted_channel", "recaps", ["is_posted", "channel"])


def downgrade() -> None:
    op.drop_table("recaps")
