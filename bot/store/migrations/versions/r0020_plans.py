"""Plan questions for a date."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("channel", "local_date", name="pk_plans"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_plans_channel_channels"),
        sa.ForeignKeyConstraint(["by"], ["members.id"], name="fk_plans_by_members"),
    )


def downgrade() -> None:
    op.drop_table("plans")
