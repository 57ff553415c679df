"""Add disputes, what rulings change, and the wordings that they accept."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Prose, RowId, UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _add_disputes()
    _add_regrades()
    _add_accepted_wordings()


def _add_disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("answer", RowId, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("reason", Prose, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("decided_by", sa.String),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("ruling", Prose, nullable=False),
        sa.Column("is_carried", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
        sa.ForeignKeyConstraint(["answer"], ["answers.id"], name="fk_disputes_answer_answers"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_disputes_channel_channels"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_disputes_member_members"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], name="fk_disputes_decided_by_members"
        ),
        sa.UniqueConstraint("event", name="uq_disputes_event"),
        sa.UniqueConstraint("answer", name="uq_disputes_answer"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_disputes_channel_state", "disputes", ["channel", "state"])
    op.create_index("ix_disputes_is_carried_state", "disputes", ["is_carried", "state"])


def _add_regrades() -> None:
    op.create_table(
        "regrades",
        sa.Column("dispute", RowId, nullable=False),
        sa.Column("answer", RowId, nullable=False),
        sa.Column("before", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("dispute", "answer", name="pk_regrades"),
        sa.ForeignKeyConstraint(["dispute"], ["disputes.id"], name="fk_regrades_dispute_disputes"),
        sa.ForeignKeyConstraint(["answer"], ["answers.id"], name="fk_regrades_answer_answers"),
    )


def _add_accepted_wordings() -> None:
    op.create_table(
        "accepted_wordings",
        sa.Column("dispute", RowId, nullable=False),
        sa.Column("point", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("text", Prose, nullable=False),
        sa.PrimaryKeyConstraint("dispute", "point", name="pk_accepted_wordings"),
        sa.ForeignKeyConstraint(
            ["dispute"], ["disputes.id"], name="fk_accepted_wordings_dispute_disputes"
        ),
    )
    op.create_index("ix_accepted_wordings_question", "accepted_wordings", ["question"])


def downgrade() -> None:
    for table in ("accepted_wordings", "regrades", "disputes"):
        op.drop_table(table)
