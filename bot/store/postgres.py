"""What a PostgreSQL server has to be and to allow before it can hold our tables."""

from sqlalchemy import text

from bot.store.engine import Database
from bot.store.errors import UnfitDatabase

ENCODING = text("SHOW server_encoding")
RIGHTS = text(
    "SELECT coalesce(current_schema(), 'public') AS place, current_user AS role,"
    " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create"
)


async def check_encoding(database: Database) -> None:
    """Make sure that the database takes any text.

    Raises:
        UnfitDatabase: it does not.
    """
    if database.is_sqlite:
        return
    encoding = await database.read(lambda connection: connection.scalar(ENCODING))
    if encoding != "UTF8":
        raise UnfitDatabase(
            f"the database has the encoding {encoding}, which can't keep every text; make one that"
            " can, with `createdb -E UTF8 -T template0 NAME`"
        )


async def check_may_make_tables(database: Database) -> None:
    """Make sure that the database's user may make tables.

    Raises:
        UnfitDatabase: they may not.
    """
    if database.is_sqlite:
        return
    found = (await database.read(lambda connection: connection.execute(RIGHTS))).one()
    if not found.may_create:
        raise UnfitDatabase(
            f"{found.role} may not make tables in the database; its owner may allow it:"
            f' `GRANT USAGE, CREATE ON SCHEMA "{found.place}" TO "{found.role}"`'
        )
