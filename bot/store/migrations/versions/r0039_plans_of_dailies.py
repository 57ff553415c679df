"""Plan a question for each of a day's, not the first alone."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

DAY = ["channel", "local_date"]


def upgrade() -> None:
    slot = sa.Column("slot", sa.Integer, nullable=False, server_default="0")
    with op.batch_alter_table("plans") as batch:
        batch.add_column(slot)
        batch.drop_constraint("pk_plans", type_="primary")
        batch.create_primary_key("pk_plans", [*DAY, "slot"])


def downgrade() -> None:
    """Leave the first plan of each day."""
    plans = sa.table("plans", *(sa.column(name) for name in (*DAY, "slot")))
    other = plans.alias()
    is_same_day = sa.and_(*(other.c[name] == plans.c[name] for name in DAY))
    earlier = sa.exists().where(is_same_day, other.c.slot < plans.c.slot)
    op.execute(plans.delete().where(earlier))
    with op.batch_alter_table("plans") as batch:
        batch.drop_constraint("pk_plans", type_="primary")
        batch.drop_column("slot")
        batch.create_primary_key("pk_plans", DAY)
