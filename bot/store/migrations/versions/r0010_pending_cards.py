"""Call the cards that wait for a member `pending_cards`, as everything else does."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "pending_cards",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("card", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pending_cards"),
        sa.UniqueConstraint("channel", "key", name="uq_pending_cards_channel_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pending_cards_channel_member", "pending_cards", ["channel", "member"])
    op.execute(
        "INSERT INTO pending_cards (channel, key, member, card)"
        " SELECT channel, key, member, card FROM held_cards ORDER BY id"
    )
    op.drop_table("held_cards")


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO held_cards (channel, key, member, card)"
        " SELECT channel, key, member, card FROM pending_cards ORDER BY id"
    )
    op.drop_table("pending_cards")
