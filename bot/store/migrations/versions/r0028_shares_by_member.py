"""Find the shares of a member, and of nobody, in all channels."""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_index("ix_shares_member", "shares", ["member"])


def downgrade() -> None:
    op.drop_index("ix_shares_member", "shares")
