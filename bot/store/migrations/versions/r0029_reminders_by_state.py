"""Find the open rounds to be reminded without looking at all that are open."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_index("ix_rounds_state_remind_at", "rounds", ["state", "remind_at"])
    op.drop_index("ix_rounds_remind_at", "rounds")


def downgrade() -> None:
    op.create_index("ix_rounds_remind_at", "rounds", ["remind_at"])
    op.drop_index("ix_rounds_state_remind_at", "rounds")
