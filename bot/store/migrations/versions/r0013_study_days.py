"""Keep with each answer whether it makes a study day; those of before keep the days they made."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ANSWERS = sa.table("answers", sa.column("verdict", sa.String), sa.column("is_study", sa.Boolean))


def upgrade() -> None:
    op.add_column(
        "answers", sa.Column("is_study", sa.Boolean, nullable=False, server_default=sa.false())
    )
    claims = ANSWERS.c.verdict != "no_answer"
    op.execute(ANSWERS.update().where(claims).values(is_study=True))


def downgrade() -> None:
    op.drop_column("answers", "is_study")
