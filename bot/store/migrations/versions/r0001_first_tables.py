"""Create channels, members, rounds, answers, hints and the transcript.

A revision never changes once released: it names its columns itself instead of asking `tables`.
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Prose, RowId, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_channels()
    _create_members()
    _create_rounds()
    _create_answers()
    _create_hints()
    _create_transcript()


def _create_channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("name", Prose, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("timezone", sa.String, nullable=False),
        sa.Column("at", sa.Time, nullable=False),
        sa.Column("weekdays", sa.JSON, nullable=False),
        sa.Column("deck", sa.String, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("late_h", sa.Integer, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
    )


def _create_members() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("name", Prose, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("is_admin", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
    )


def _create_rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("closes_at", UtcDateTime, nullable=False),
        sa.Column("message", sa.String),
        sa.Column("reveal", sa.String),
        sa.Column("request", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_rounds_channel_channels"),
        sa.UniqueConstraint(
            "channel", "local_date", "slot", name="uq_rounds_channel_local_date_slot"
        ),
        sa.UniqueConstraint("request", name="uq_rounds_request"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rounds_state", "rounds", ["state"])


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("round", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("text", Prose, nullable=False),
        sa.Column("study_date", sa.Date, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("grade", sa.JSON),
        sa.Column("verdict", sa.String),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("graded_at", UtcDateTime),
        sa.Column("is_told", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_answers_round_rounds"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_answers_channel_channels"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_answers_member_members"),
        sa.UniqueConstraint("event", name="uq_answers_event"),
        sa.UniqueConstraint(
            "round",
            "question",
            "member",
            "attempt",
            name="uq_answers_round_question_member_attempt",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_answers_channel_member_study_date", "answers", ["channel", "member", "study_date"]
    )
    op.create_index("ix_answers_graded_at", "answers", ["graded_at"])
    op.create_index("ix_answers_is_told", "answers", ["is_told"])


def _create_hints() -> None:
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


def _create_transcript() -> None:
    op.create_table(
        "transcript",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread", sa.String),
        sa.Column("only_member", sa.String),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("author_name", Prose, nullable=False),
        sa.Column("key", sa.String),
        sa.Column("card", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("edited_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_transcript"),
        sa.UniqueConstraint("channel", "key", name="uq_transcript_channel_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_transcript_channel_id", "transcript", ["channel", "id"])
