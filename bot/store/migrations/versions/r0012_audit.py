"""Note who changed what in a channel, and let answers be void."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId, UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "answers", sa.Column("is_void", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_table(
        "audit",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_audit_channel_channels"),
        sa.UniqueConstraint("event", "what", name="uq_audit_event_what"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_channel_id", "audit", ["channel", "id"])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_column("answers", "is_void")
