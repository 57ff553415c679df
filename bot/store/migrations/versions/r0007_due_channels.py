"""Keep when channels are due and hints by their events, and index what is asked every tick."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId, UtcDateTime

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
    _note_when_rounds_were_over()
    _add_when_channels_are_due()
    _index_rounds()
    _keep_hints_by_event()


def _note_when_rounds_were_over() -> None:
    """Let rounds that were ended early be over: that alone tells what comes too late."""
    rounds = sa.table("rounds", sa.column("state", sa.String), sa.column("closes_at", UtcDateTime))
    now = datetime.now(UTC)
    is_over_early = (rounds.c.state.in_(["closed", "skipped"]), rounds.c.closes_at > now)
    op.execute(rounds.update().where(*is_over_early).values(closes_at=now))


def _add_when_channels_are_due() -> None:
    op.add_column("channels", sa.Column("due_at", UtcDateTime))
    op.create_index("ix_channels_is_active_due_at", "channels", ["is_active", "due_at"])
    op.create_index("ix_channels_trouble", "channels", ["trouble"])


def _index_rounds() -> None:
    op.drop_index("ix_rounds_state", "rounds")
    op.create_index("ix_rounds_state_closes_at", "rounds", ["state", "closes_at"])
    op.create_index("ix_rounds_channel_state_question", "rounds", ["channel", "state", "question"])


def _keep_hints_by_event() -> None:
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


def downgrade() -> None:
    _count_hints()
    for index in ("ix_rounds_state_closes_at", "ix_rounds_channel_state_question"):
        op.drop_index(index, "rounds")
    op.create_index("ix_rounds_state", "rounds", ["state"])
    for index in ("ix_channels_is_active_due_at", "ix_channels_trouble"):
        op.drop_index(index, "channels")
    op.drop_column("channels", "due_at")


def _count_hints() -> None:
    counted = "SELECT round, question, member, max(number) AS taken FROM hints"
    op.execute(f"CREATE TABLE counted_hints AS {counted} GROUP BY round, question, member")
    op.drop_table("hints")
    op.create_table(
        "hints",
        sa.Column("round", RowId, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("round", "question", "member", name="pk_hints"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_hints_round_rounds"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_hints_member_members"),
    )
    op.execute("INSERT INTO hints SELECT round, question, member, taken FROM counted_hints")
    op.drop_table("counted_hints")
