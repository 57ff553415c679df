"""Socket Mode: the bot calls Slack, so that it needs no address of its own."""

import logging
from collections.abc import Callable

import aiohttp
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

PING_S = 5.0


class SocketEntrance:
    """A socket that is renewed whenever Slack wants it to be, or it breaks."""

    def __init__(self, app_token: SecretStr, api_base: str, ping_s: float = PING_S) -> None:
        self._app_token = app_token
        self._api_base = api_base
        self._ping_s = ping_s
        self._app: AsyncApp | None = None
        self._handler: AsyncSocketModeHandler | None = None

    def prepare(self, app: AsyncApp, installed: Callable[[str], None]) -> None:
        """Take what serves what comes in; nobody installs the bot by this way."""
        self._app = app

    async def open(self, session: aiohttp.ClientSession) -> None:
        """Connect.

        Raises:
            SlackApiError: the token is refused.
        """
        assert self._app is not None, "prepared before"
        token = self._app_token.get_secret_value()
        client = AsyncWebClient(token, base_url=self._api_base, session=session)
        # Asked for here, for the handler asks for ever and never says that it is refused.
        address = await client.apps_connections_open(app_token=token)
        self._handler = AsyncSocketModeHandler(
            self._app, token, logger=_brief_log(), web_client=client, ping_interval=self._ping_s
        )
        self._handler.client.wss_uri = str(address["url"])
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        if self._handler is not None:
            await self._handler.client.close()  # type: ignore[no-untyped-call]


def _brief_log() -> logging.Logger:
    """Return a log that says in one line what the SDK shows a traceback of."""
    brief = log.getChild("connection")
    brief.filters = [_without_trace]
    return brief


def _without_trace(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True
