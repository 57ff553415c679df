"""Keep the name under which compute knows a member's demos."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.create_table(
        "pseudonyms",
        sa.Column("member", sa.String, nullable=False),
        sa.Column("pseudonym", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_pseudonyms"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_pseudonyms_member_members"),
    )


def downgrade() -> None:
    op.drop_table("pseudonyms")
