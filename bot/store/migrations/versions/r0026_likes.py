"""Let members like the question of a round once it is revealed."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "likes",
        sa.Column("round", RowId, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("round", "member", name="pk_likes"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_likes_round_rounds"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_likes_member_members"),
    )
    op.create_index("ix_likes_member", "likes", ["member"])


def downgrade() -> None:
    op.drop_table("likes")
