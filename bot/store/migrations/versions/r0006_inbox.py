"""Keep what platforms deliver until it is served, in place of what was noted once served."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("event", sa.String, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("body", sa.JSON),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("served_at", UtcDateTime),
        sa.PrimaryKeyConstraint("event", name="pk_inbox"),
    )
    op.create_index("ix_inbox_platform_served_at", "inbox", ["platform", "served_at"])
    op.create_index("ix_inbox_served_at", "inbox", ["served_at"])
    # Slack alone noted events so far.
    op.execute(
        "INSERT INTO inbox (event, platform, kind, received_at, tries, served_at)"
        " SELECT id, 'slack', '', at, 0, at FROM events"
    )
    op.drop_table("events")


def downgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.execute(
        "INSERT INTO events (id, at)"
        " SELECT event, served_at FROM inbox WHERE platform = 'slack' AND served_at IS NOT NULL"
    )
    op.drop_table("inbox")
