"""Drop what was written and never read: a grade says its verdict, and a score its rating."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

ANSWERS = sa.table("answers", sa.column("grade", sa.JSON), sa.column("verdict", sa.String))


def upgrade() -> None:
    op.drop_column("answers", "verdict")
    op.drop_column("reviews", "rating")


def downgrade() -> None:
    op.add_column("answers", sa.Column("verdict", sa.String))
    op.execute(sa.update(ANSWERS).values(verdict=ANSWERS.c.grade["verdict"].as_string()))
    op.add_column("reviews", sa.Column("rating", sa.Integer))
