"""Let a channel be asked from several decks, and choose how difficult questions may be."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

CHANNELS = sa.table(
    "channels",
    sa.column("id", sa.String),
    sa.column("deck", sa.String),
    sa.column("decks", sa.JSON),
)


def upgrade() -> None:
    for name in ("decks", "levels"):
        op.add_column("channels", sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    connection = op.get_bind()
    for id_, deck in connection.execute(sa.select(CHANNELS.c.id, CHANNELS.c.deck)).all():
        chosen = CHANNELS.update().where(CHANNELS.c.id == id_).values(decks=[deck])
        connection.execute(chosen)
    op.drop_column("channels", "deck")


def downgrade() -> None:
    # Of several decks, the first stays; the default is for the rows that there are.
    deck = sa.Column("deck", sa.String, nullable=False, server_default=sa.text("''"))
    op.add_column("channels", deck)
    connection = op.get_bind()
    for id_, decks in connection.execute(sa.select(CHANNELS.c.id, CHANNELS.c.decks)).all():
        first = CHANNELS.update().where(CHANNELS.c.id == id_).values(deck=next(iter(decks), ""))
        connection.execute(first)
    for name in ("levels", "decks"):
        op.drop_column("channels", name)
