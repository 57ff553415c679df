"""What an installation has to be like for the bot to work with it."""

from typing import Any
from unittest.mock import AsyncMock

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.platforms.shared.http import HttpServer
from bot.platforms.slack.installing import ORGANISATION, ROTATION, Installing
from bot.platforms.slack.manifest import INSTALL, REDIRECT

GRANTED = {
    "app_id": "A1",
    "access_token": "xoxb-1",
    "token_type": "bot",
    "team": {"id": "T1", "name": "Study"},
    "authed_user": {"id": "U1"},
}
WHOLE = {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1", "name": "Org"}}
ROTATING = {"refresh_token": "xoxe-1", "expires_in": 43200}


@pytest.mark.parametrize(
    ("more", "sentence"), [({}, None), (WHOLE, ORGANISATION), (ROTATING, ROTATION)]
)
def test_only_a_lasting_token_of_one_workspace_is_kept(
    more: dict[str, Any], sentence: str | None
) -> None:
    kept, states = AsyncMock(AsyncInstallationStore), AsyncMock(AsyncOAuthStateStore)
    states.async_issue.return_value, states.async_consume.return_value = "state", True
    installing = Installing("1.2", SecretStr("s"), kept, states, "http://127.0.0.1:1/")
    installing._client.oauth_v2_access = AsyncMock(return_value=GRANTED | more)
    installing._client.auth_test = AsyncMock(return_value={"bot_id": "B1", "url": "x"})
    told: list[tuple[str, str]] = []

    async def installed(team: str, user: str) -> None:
        told.append((team, user))

    server = HttpServer()
    installing.prepare(server, installed)
    with TestClient(server.app, base_url="https://127.0.0.1:8080") as browser:
        assert browser.get(INSTALL).status_code == 200
        answer = browser.get(REDIRECT, params={"code": "c", "state": "state"})
    if sentence is None:
        assert (answer.status_code, told) == (200, [("T1", "U1")])
        kept.async_save.assert_awaited_once()
    else:
        assert (answer.status_code, answer.text, told) == (400, f"{sentence}\n", [])
        kept.async_save.assert_not_awaited()
