"""Take out of the audit list's details what PostgreSQL can't look into: NUL and lone surrogates."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import storable_json

revision = "0041"
down_revision = "0040"

AUDIT = sa.table("audit", sa.column("id"), sa.column("details", sa.JSON))


def upgrade() -> None:
    for row in op.get_bind().execute(sa.select(AUDIT)).all():
        details = storable_json(row.details)
        if details != row.details:
            its = sa.update(AUDIT).where(AUDIT.c.id == row.id)
            op.execute(its.values(details=details))


def downgrade() -> None:
    """Nothing to do: older versions read these, too."""
