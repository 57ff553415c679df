"""Keep what members guess of a demo before it runs."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import RowId, UtcDateTime

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "predictions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("demo", sa.String, nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("job", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_predictions"),
        sa.ForeignKeyConstraint(
            ["channel"], ["channels.id"], name="fk_predictions_channel_channels"
        ),
        sa.UniqueConstraint("event", name="uq_predictions_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_predictions_channel", "predictions", ["channel"])
    op.create_table(
        "guesses",
        sa.Column("id", RowId, nullable=False),
        sa.Column("prediction", RowId, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("choice", sa.String, nullable=False),
        sa.Column("study_date", sa.Date, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("paid_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_guesses"),
        sa.ForeignKeyConstraint(
            ["prediction"], ["predictions.id"], name="fk_guesses_prediction_predictions"
        ),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_guesses_member_members"),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_guesses_channel_channels"),
        sa.UniqueConstraint("prediction", "member", name="uq_guesses_prediction_member"),
        sa.UniqueConstraint("member", "paid_on", name="uq_guesses_member_paid_on"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_guesses_channel_study_date", "guesses", ["channel", "study_date"])


def downgrade() -> None:
    for table in ("guesses", "predictions"):
        op.drop_table(table)
