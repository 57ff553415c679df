"""Socket Mode: the bot calls Slack, so that it needs no address of its own."""

import asyncio
import logging
import re
import time

import aiohttp
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.async_internals import (
    run_async_bolt_app,
    send_async_response,
)
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import metrics
from bot.platforms.slack.identity import PLATFORM
from bot.platforms.slack.refusals import SlackClient
from bot.platforms.slack.workspaces import Installed

log = logging.getLogger(__name__)

PING_S = 2.0
CONNECT_S = 5.0
ADDRESS = re.compile(r"wss?://[^\s)]+")  # it holds a ticket, as good as a password for a while


class SocketTransport:
    """A socket that is renewed whenever Slack wants it to be, or it breaks."""

    def __init__(self, app_token: SecretStr, api_base: str, ping_s: float = PING_S) -> None:
        self._app_token = app_token
        self._api_base = api_base
        self._ping_s = ping_s
        self._app: AsyncApp | None = None
        self._client: _Client | None = None

    def prepare(self, app: AsyncApp, installed: Installed) -> None:
        """Take what serves what comes in; nobody installs the bot by this way."""
        self._app = app

    async def open(self, session: aiohttp.ClientSession) -> None:
        """Connect.

        Raises:
            SlackApiError: the token is refused.
        """
        assert self._app is not None, "prepared before"
        token = self._app_token.get_secret_value()
        client = SlackClient(token, base_url=self._api_base, session=session)
        # Asked for here, for the SDK asks for ever and never says that it is refused.
        address = await client.apps_connections_open(app_token=token)
        self._client = _Client(
            token, logger=_brief_log(), web_client=client, ping_interval=self._ping_s
        )
        self._client.wss_uri = str(address["url"])
        self._client.socket_mode_request_listeners.append(self._take)
        await self._client.connect()

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        assert self._app is not None, "prepared before"
        with metrics.ACK.labels(PLATFORM).time():
            answer = await run_async_bolt_app(self._app, request)
            await send_async_response(client, request, answer, time.time())

    async def is_open(self) -> bool:
        return self._client is not None and await self._client.is_connected()

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]


class _Client(SocketModeClient):
    """The SDK's client, but for an address that no longer works, which that one tries for ever."""

    async def connect(self) -> None:
        while not self.closed:
            try:
                async with asyncio.timeout(CONNECT_S):
                    await super().connect()  # type: ignore[no-untyped-call]
                return
            except TimeoutError:
                self.wss_uri = None


def _brief_log() -> logging.Logger:
    """Return a log that says in one line what the SDK shows a traceback of.

    Below a warning the SDK says all that it receives, and so what members typed.
    """
    brief = log.getChild("connection")
    brief.setLevel(logging.WARNING)
    brief.filters = [_without_trace]
    return brief


def _without_trace(record: logging.LogRecord) -> bool:
    record.exc_info = None
    record.msg = ADDRESS.sub("its address", str(record.msg))
    return True
