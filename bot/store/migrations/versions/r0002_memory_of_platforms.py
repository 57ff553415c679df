"""Add what platforms remember of what they sent, and who hears of a channel's trouble."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Prose, RowId, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _add_to_channels()
    _create_outbox()
    _create_held_cards()
    _create_buttons()


def _add_to_channels() -> None:
    op.add_column("channels", sa.Column("admin", sa.String))
    op.add_column("channels", sa.Column("trouble", Prose, nullable=False, server_default=""))


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("message", sa.String),
        sa.Column("member", sa.String),
        sa.Column("expires_at", UtcDateTime),
        sa.PrimaryKeyConstraint("channel", "key", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_channel_member_expires_at", "outbox", ["channel", "member", "expires_at"]
    )


def _create_held_cards() -> None:
    op.create_table(
        "held_cards",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("card", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held_cards"),
        sa.UniqueConstraint("channel", "key", name="uq_held_cards_channel_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_held_cards_channel_member", "held_cards", ["channel", "member"])


def _create_buttons() -> None:
    op.create_table(
        "buttons",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("args", sa.JSON, nullable=False),
        sa.Column("draft", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_buttons"),
    )


def downgrade() -> None:
    for table in ("buttons", "held_cards", "outbox"):
        op.drop_table(table)
    for column in ("trouble", "admin"):
        op.drop_column("channels", column)
