"""Remember which follow-up a member opened last."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("round", RowId, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("round", "member", name="pk_openings"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_openings_round_rounds"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_openings_member_members"),
    )
    op.create_index("ix_openings_member", "openings", ["member"])


def downgrade() -> None:
    op.drop_table("openings")
