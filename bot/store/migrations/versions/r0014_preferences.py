"""Keep what members have chosen for themselves, and the time zone their platform tells."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("members", sa.Column("timezone", sa.String))
    op.create_table(
        "preferences",
        sa.Column("member", sa.String, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("timezone", sa.String),
        sa.Column("reminder_at", sa.Time),
        sa.Column("may_quote", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_preferences"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_preferences_member_members"),
    )


def downgrade() -> None:
    op.drop_table("preferences")
    op.drop_column("members", "timezone")
