"""Whose rows are to work on, where several processes share a database."""

from sqlalchemy import ColumnElement, and_, or_, select, true

from bot.store.engine import Database
from bot.store.tables import processes


def is_free(holder: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Tell of a row whether nobody alive holds it."""
    return or_(holder.is_(None), is_left(holder))


def is_left(holder: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Tell of a row whether it was held by somebody who is alive no more."""
    return and_(holder.is_not(None), holder.not_in(select(processes.c.id)))


def is_ours(database: Database, holder: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Tell of a row whether it is this process's to work on, as all are where it is alone."""
    return true() if database.process is None else holder == database.process
