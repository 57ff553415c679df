"""Keep what comes back for review, the answers to that, and when members want to hear of it."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Prose, RowId, UtcDateTime

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("preferences", sa.Column("remind_at", UtcDateTime))
    op.add_column("preferences", sa.Column("held_until", UtcDateTime))
    op.create_index("ix_preferences_remind_at", "preferences", ["remind_at"])
    _add_cards()
    _add_reviews()


def _add_cards() -> None:
    op.create_table(
        "review_cards",
        sa.Column("member", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("round", RowId, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("member", "question", name="pk_review_cards"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_review_cards_member_members"),
        sa.ForeignKeyConstraint(
            ["channel"], ["channels.id"], name="fk_review_cards_channel_channels"
        ),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_review_cards_round_rounds"),
    )


def _add_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("round", RowId, nullable=False),
        sa.Column("text", Prose, nullable=False),
        sa.Column("study_date", sa.Date, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("grade", sa.JSON),
        sa.Column("rating", sa.Integer),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("paid_on", sa.Date),
        sa.Column("is_study", sa.Boolean, nullable=False),
        sa.Column("graded_at", UtcDateTime),
        sa.Column("is_told", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_reviews_member_members"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_reviews_channel_channels"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_reviews_round_rounds"),
        sa.UniqueConstraint("event", name="uq_reviews_event"),
        sa.UniqueConstraint(
            "member", "question", "number", name="uq_reviews_member_question_number"
        ),
        sa.UniqueConstraint("member", "paid_on", name="uq_reviews_member_paid_on"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_channel_study_date", "reviews", ["channel", "study_date"])
    for name in ("graded_at", "is_told"):
        op.create_index(f"ix_reviews_{name}", "reviews", [name])


def downgrade() -> None:
    for table in ("reviews", "review_cards"):
        op.drop_table(table)
    op.drop_index("ix_preferences_remind_at", "preferences")
    for column in ("held_until", "remind_at"):
        op.drop_column("preferences", column)
