"""Keep each hint taken by its event, so that one is taken once however often it is worked off."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId

revision = "0007"
down_revision = "0006"

# Hints were counted before; what they were taken by is made up.
AS_EVENTS = """
    WITH RECURSIVE numbers(number) AS (
        SELECT 1 UNION ALL
        SELECT number + 1 FROM numbers WHERE number < (SELECT max(taken) FROM counted_hints)
    )
    INSERT INTO hints (event, round, question, member, number)
    SELECT 'before-0007:' || round || ':' || question || ':' || member || ':' || number,
        round, question, member, number
    FROM counted_hints JOIN numbers ON number <= taken
"""


def upgrade() -> None:
    op.execute("CREATE TABLE counted_hints AS SELECT round, question, member, taken FROM hints")
    op.drop_table("hints")
    op.create_table(
        "hints",
        sa.Column("event", sa.String, nullable=False),
        sa.Column("round", RowId, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_hints"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_hints_round_rounds"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_hints_member_members"),
        sa.UniqueConstraint(
            "round", "question", "member", "number", name="uq_hints_round_question_member_number"
        ),
    )
    op.execute(AS_EVENTS)
    op.drop_table("counted_hints")
