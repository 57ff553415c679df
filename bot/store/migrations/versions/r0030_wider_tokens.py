"""Make room for encrypted tokens, which are about twice as long."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

TOKENS = {
    "slack_bots": ("bot_token", "bot_refresh_token"),
    "slack_installations": (
        "bot_token",
        "bot_refresh_token",
        "user_token",
        "user_refresh_token",
        "incoming_webhook_url",
        "incoming_webhook_configuration_url",
    ),
}


ROOM = 200


def upgrade() -> None:
    _alter(sa.String(ROOM), sa.Text())


def downgrade() -> None:
    """Drop what no longer fits; the older program could not read it, and has it installed again."""
    for table, columns in TOKENS.items():
        rows = sa.table(table, *(sa.column(name, sa.Text) for name in columns))
        is_too_long = sa.or_(*(sa.func.length(one) > ROOM for one in rows.c))
        op.execute(rows.delete().where(is_too_long))
    _alter(sa.Text(), sa.String(ROOM))


def _alter(before: "sa.types.TypeEngine[str]", after: "sa.types.TypeEngine[str]") -> None:
    for table, columns in TOKENS.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, existing_type=before, type_=after)
