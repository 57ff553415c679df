"""How Slack comes in, and with which tokens; each way is imported only where it is used."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.app.config import ConfigError, Settings
from bot.app.keys import FILE, SETTING, make_key
from bot.platforms.slack.platform import Transport
from bot.platforms.slack.tokens import InstalledTokens
from bot.platforms.slack.workspaces import OneToken, Tokens
from bot.store.encryption import Cipher, is_encrypted
from bot.store.engine import Database
from bot.store.errors import WrongKey
from bot.store.slack import (
    encrypt_stored,
    installation_store,
    installed_bots,
    state_store,
    stored_secrets,
)

if TYPE_CHECKING:
    from bot.platforms.shared.http import HttpServer

STATE_S = 600
LOST_KEY = (
    f"give it back in {SETTING} or as {FILE} in the data folder (docs/slack.md says what to do "
    "without it)"
)


async def tokens_and_transport(
    settings: Settings, database: Database, server: "HttpServer | None"
) -> tuple[Tokens, Transport]:
    """Return where Slack's tokens come from, and how members come in."""
    if settings.slack_bot_token and settings.slack_app_token:
        from bot.platforms.slack.socket import SocketTransport

        socket = SocketTransport(settings.slack_app_token, settings.slack_api)
        return OneToken(settings.slack_bot_token), socket
    assert server is not None, "HTTP mode needs a server"
    assert settings.slack_signing_secret is not None, "HTTP mode needs the signing secret"
    if settings.slack_bot_token:
        from bot.platforms.slack.requests import HttpTransport

        transport = HttpTransport(server, settings.slack_signing_secret)
        return OneToken(settings.slack_bot_token), transport
    return await _installed(settings, database, server, settings.slack_signing_secret)


async def _installed(
    settings: Settings, database: Database, server: "HttpServer", signing_secret: SecretStr
) -> tuple[Tokens, Transport]:
    """Return both for an app that workspaces install by themselves."""
    from bot.platforms.slack.installing import Installing
    from bot.platforms.slack.requests import HttpTransport

    assert settings.slack_client_id is not None, "installing needs the client id"
    assert settings.slack_client_secret is not None, "installing needs the client secret"
    client_id = settings.slack_client_id
    cipher = await _cipher(settings, database)
    installations = installation_store(database, client_id, cipher)
    installing = Installing(
        client_id,
        settings.slack_client_secret,
        installations,
        state_store(database, STATE_S),
        settings.slack_api,
        str(settings.public_url) if settings.public_url else None,
    )
    installed = partial(installed_bots, database, client_id, cipher)
    return InstalledTokens(installations, installed), HttpTransport(
        server, signing_secret, installing
    )


async def _cipher(settings: Settings, database: Database) -> Cipher:
    """Return what encrypts tokens, once all that are stored are encrypted with its newest key.

    Raises:
        ConfigError: some were encrypted with another key, or there is none.
    """
    keys = settings.keys
    if keys is None:
        if any(map(is_encrypted, await stored_secrets(database))):
            raise ConfigError(f"the key of the stored Slack tokens is gone; {LOST_KEY}")
        try:
            keys = await asyncio.to_thread(make_key, settings.data_dir)
        except ValueError as exc:
            raise ConfigError(str(exc)) from None
    cipher = Cipher(keys.values)
    try:
        await encrypt_stored(database, cipher)
    except WrongKey:
        raise ConfigError(
            f"the stored Slack tokens were encrypted with another key than {keys.whence} holds; "
            f"{LOST_KEY}"
        ) from None
    return cipher
