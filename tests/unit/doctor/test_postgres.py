"""What the doctor says of a PostgreSQL database, and that an upgrade says the same."""

from pathlib import Path

import pytest
from sqlalchemy import update

from bot.app.config import Settings
from bot.doctor import storage
from bot.store.engine import Database
from bot.store.errors import UnfitDatabase
from bot.store.migrate import revision, upgrade
from bot.store.presence import present
from bot.store.tables import processes
from tests.databases import empty_url, needs_postgres, new_database_of, url_of_a_newcomer
from tests.unit.doctor.look import only, says

pytestmark = needs_postgres


async def refusal(url: str) -> str:
    """Return what an upgrade says of a database that it refuses."""
    async with Database(url) as database:
        with pytest.raises(UnfitDatabase) as refused:
            await upgrade(database)
    return str(refused.value)


async def test_tables_are_made_where_there_are_none(here: Path) -> None:
    async with empty_url("postgres", here) as url:
        finding = only(await storage.check_database(Settings(database_url=url)))
    assert says(finding, "ok", "tables are made on the first run")


async def test_who_may_not_make_tables_hears_what_allows_it(here: Path) -> None:
    async with empty_url("postgres", here) as owned, url_of_a_newcomer(owned) as url:
        finding = only(await storage.check_database(Settings(database_url=url)))
        assert says(finding, "problem", await refusal(url))
    assert 'GRANT USAGE, CREATE ON SCHEMA "public" TO "quizmaster_newcomer' in finding.detail


async def test_tables_that_may_not_be_read_are_not_taken_for_none(here: Path) -> None:
    async with new_database_of("postgres", here) as database:
        owned = database.url.render_as_string(hide_password=False)
        async with url_of_a_newcomer(owned) as url:
            finding = only(await storage.check_database(Settings(database_url=url)))
    assert says(finding, "problem", "permission denied for table alembic_version")


async def test_a_database_that_cannot_keep_every_text_is_refused(here: Path) -> None:
    async with empty_url("postgres", here, encoding="LATIN1") as url:
        finding = only(await storage.check_database(Settings(database_url=url)))
        assert says(finding, "problem", await refusal(url))
    assert "LATIN1" in finding.detail
    assert "createdb -E UTF8" in finding.detail


async def test_a_bot_is_known_from_others_who_are_connected(here: Path) -> None:
    async with new_database_of("postgres", here) as database:
        settings = Settings(database_url=database.url.render_as_string(hide_password=False))
        await revision(database)
        assert not await storage.has_bot(settings)
        async with present(database):
            assert await storage.has_bot(settings)
            await database.change(update(processes).values(id="elsewhere:1"))
            assert not await storage.has_bot(settings)
