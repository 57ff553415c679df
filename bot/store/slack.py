"""Who has installed the Slack app where, in the tables of Slack's own SDK.

Whatever there is as good as a password is encrypted.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Table, column, delete, select, update
from sqlalchemy import table as named
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.encryption import Cipher, Encrypted
from bot.store.engine import Database
from bot.store.errors import WrongKey
from bot.store.types import storable

SECRETS: Mapping[str, tuple[str, ...]] = {
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


def installation_store(
    database: Database, client_id: str, cipher: Cipher
) -> AsyncSQLAlchemyInstallationStore:
    """Return what keeps the tokens of the workspaces that installed the app of this client id."""
    store = AsyncSQLAlchemyInstallationStore(client_id, database.engine)
    for table in (store.bots, store.installations):
        _encrypt(table, cipher)
    return store


def _encrypt(table: Table, cipher: Cipher) -> None:
    for name in SECRETS[table.name]:
        table.c[name].type = Encrypted(cipher)


def state_store(database: Database, expiration_s: int) -> AsyncOAuthStateStore:
    """Return what knows the installations that are under way, each for so many seconds."""
    return _StateStore(database, expiration_s)


async def installed_bots(database: Database, client_id: str, cipher: Cipher) -> list[Bot]:
    """Return the newest bot of every workspace that has the app of this client id.

    One whose token can't be read has none.
    """
    bots = installation_store(database, client_id, cipher).bots
    query = (
        select(bots)
        .where(bots.c.client_id == client_id, bots.c.bot_token.is_not(None))
        .order_by(bots.c.installed_at)
    )
    rows = await database.fetch(query)
    newest = {(row.enterprise_id, row.team_id): row._mapping for row in rows}
    return [SQLAlchemyInstallationStore.build_bot_entity(row) for row in newest.values()]


async def stored_secrets(database: Database) -> list[str]:
    """Return every token as it lies in the database."""

    async def look(connection: AsyncConnection) -> list[str]:
        rows = [row for table in SECRETS for row in await connection.execute(_rows(table))]
        return [value for row in rows for value in row[1:] if value is not None]

    return await database.read(look)


async def encrypt_stored(database: Database, cipher: Cipher) -> int:
    """Encrypt whatever is plain, or encrypted with an older key, and return how many rows were.

    What is damaged is left as it is.

    Raises:
        WrongKey: whatever is encrypted was so with none of the keys; nothing is changed.
    """
    if not cipher.fits(await stored_secrets(database)):
        raise WrongKey("what is encrypted in the database was not by this key")

    async def work(connection: AsyncConnection) -> int:
        changed = 0
        for table in SECRETS:
            for row in (await connection.execute(_rows(table))).all():
                old = {name: value for name, value in row._mapping.items() if name != "id"}
                new = {
                    name: cipher.encrypt(cipher.decrypt(value))
                    for name, value in old.items()
                    if value is not None and cipher.reads(value) and not cipher.is_current(value)
                }
                if new:
                    rows = named(table, column("id"), *map(column, SECRETS[table]))
                    await connection.execute(update(rows).where(rows.c.id == row.id).values(new))
                    changed += 1
        return changed

    changed = await database.alone(work)
    if changed:
        await database.wipe()
    return changed


def _rows(table: str) -> Any:
    return select(column("id"), *map(column, SECRETS[table])).select_from(named(table))


class _StateStore(AsyncSQLAlchemyOAuthStateStore):
    """The SDK's, but for two things: it keeps what has expired, and reads a state to use it up.

    On PostgreSQL many requests at once could so use the same state.
    """

    def __init__(self, database: Database, expiration_s: int) -> None:
        super().__init__(expiration_s, database.engine)
        self._database = database

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        expired = self.oauth_states.c.expire_at <= _now()
        await self._database.change(delete(self.oauth_states).where(expired))
        return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        states = self.oauth_states
        used_up = delete(states).where(states.c.state == storable(state))
        rows = await self._database.change(used_up.returning(states.c.expire_at))
        return any(row.expire_at > _now() for row in rows)


def _now() -> datetime:
    """Return the time as the SDK writes it: in UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
