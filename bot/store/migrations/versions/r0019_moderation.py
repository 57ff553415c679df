"""Keep who is muted, and which public messages show something of a member's."""

import sqlalchemy as sa
from alembic import op

from bot.quiz.cards import Card
from bot.store.types import JsonDocument, RowId, UtcDateTime

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "mutes",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("channel", "member", name="pk_mutes"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_mutes_channel_channels"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_mutes_member_members"),
    )
    op.create_table(
        "shares",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("thread", sa.String),
        sa.Column("card", JsonDocument(Card), nullable=False),
        sa.Column("instead", JsonDocument(Card), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("is_hidden", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_shares_channel_channels"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_shares_member_members"),
        sa.UniqueConstraint("channel", "key", name="uq_shares_channel_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shares_channel_member", "shares", ["channel", "member"])


def downgrade() -> None:
    for table in ("shares", "mutes"):
        op.drop_table(table)
