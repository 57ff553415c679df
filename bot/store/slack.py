"""Who has installed the Slack app where, in the tables of Slack's own SDK."""

from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import delete, select

from bot.store.engine import Database
from bot.store.types import storable


def installation_store(database: Database, client_id: str) -> AsyncInstallationStore:
    """Return what keeps the tokens of the workspaces that installed the app of this client id."""
    return AsyncSQLAlchemyInstallationStore(client_id, database.engine)


def state_store(database: Database, expiration_s: int) -> AsyncOAuthStateStore:
    """Return what knows the installations that are under way, each for so many seconds."""
    return _StateStore(database, expiration_s)


async def installed_bots(database: Database, client_id: str) -> list[Bot]:
    """Return the newest bot of every workspace that has the app of this client id."""
    bots = AsyncSQLAlchemyInstallationStore(client_id, database.engine).bots
    query = (
        select(bots)
        .where(bots.c.client_id == client_id, bots.c.bot_token.is_not(None))
        .order_by(bots.c.installed_at)
    )
    rows = await database.fetch(query)
    newest = {(row.enterprise_id, row.team_id): row._mapping for row in rows}
    return [SQLAlchemyInstallationStore.build_bot_entity(row) for row in newest.values()]


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
