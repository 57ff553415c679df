"""Name the key points of suggestions by what they say, also in wordings that rulings accepted."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

SUGGESTIONS = sa.table("suggestions", sa.column("id"), sa.column("key_points", sa.JSON))
ACCEPTED = sa.table("accepted_wordings", sa.column("question"), sa.column("point"))


def upgrade() -> None:
    for question, points in _suggested():
        for n, text in enumerate(points, start=1):
            _rename(question, f"point-{n}", _named(text))


def downgrade() -> None:
    for question, points in _suggested():
        for n, text in enumerate(points, start=1):
            _rename(question, _named(text), f"point-{n}")


def _suggested() -> list[tuple[str, list[str]]]:
    found = op.get_bind().execute(sa.select(SUGGESTIONS)).all()
    return [(f"suggested-{row.id}", row.key_points) for row in found]


def _named(text: str) -> str:
    return f"point-{sha256(text.encode()).hexdigest()[:8]}"


def _rename(question: str, before: str, after: str) -> None:
    its = (ACCEPTED.c.question == question, ACCEPTED.c.point == before)
    op.execute(sa.update(ACCEPTED).where(*its).values(point=after))
