"""Add the questions that members suggest."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Prose, RowId, UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("question", Prose, nullable=False),
        sa.Column("reference", Prose, nullable=False),
        sa.Column("key_points", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("decided_by", sa.String),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("reason", Prose, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.ForeignKeyConstraint(
            ["channel"], ["channels.id"], name="fk_suggestions_channel_channels"
        ),
        sa.ForeignKeyConstraint(["author"], ["members.id"], name="fk_suggestions_author_members"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], name="fk_suggestions_decided_by_members"
        ),
        sa.UniqueConstraint("event", name="uq_suggestions_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suggestions_channel_state", "suggestions", ["channel", "state"])


def downgrade() -> None:
    op.drop_table("suggestions")
