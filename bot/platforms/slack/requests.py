"""HTTP mode: Slack calls the bot, at an address that everybody can reach.

Every request is signed by Slack. What is not, or was too long ago, is turned away unread.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from fastapi import Request, Response
from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import PlainTextResponse

from bot import metrics
from bot.platforms.shared.http import HttpServer
from bot.platforms.slack.identity import PLATFORM
from bot.platforms.slack.installing import Installing
from bot.platforms.slack.manifest import REQUESTS
from bot.platforms.slack.workspaces import Installed

Body = dict[str, Any]

PLAIN = {"command", "ssl_check"}
EVENT = "event_callback"
PARTS = ("channel", "container", "event", "message", "team", "user", "view")
MAX_BYTES = 1_000_000
MAX_PATIENCE_BYTES = 10 * MAX_BYTES


class HttpTransport:
    """The routes that Slack calls, and those by which other workspaces install the bot."""

    def __init__(
        self, server: HttpServer, signing_secret: SecretStr, installing: Installing | None = None
    ) -> None:
        self._server = server
        self._verifier = SignatureVerifier(signing_secret.get_secret_value())
        self._installing = installing

    def prepare(self, app: AsyncApp, installed: Installed) -> None:
        """Put the routes on the server; `app` serves what comes in."""

        async def take(request: Request) -> Response:
            return await self._take(app, request)

        self._server.open_to_all(REQUESTS)
        self._server.app.post(REQUESTS, include_in_schema=False)(take)
        if self._installing is not None:
            self._installing.prepare(self._server, installed)

    async def open(self, session: aiohttp.ClientSession) -> None:
        """Take the way to Slack that installing goes, and wait until the port is served."""
        if self._installing is not None:
            self._installing.connect(session)
        await self._server.ready.wait()

    async def is_open(self) -> bool:
        return self._server.ready.is_set()

    async def close(self) -> None:
        """Leave the server to whoever owns it."""

    async def _take(self, app: AsyncApp, request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("too much\n", 413)
        if not self._is_signed(body, request):
            return PlainTextResponse("not signed by Slack, or too long ago\n", 401)
        said = _parsed(body, request.headers.get("content-type", ""))
        if said is None:
            return PlainTextResponse("this cannot be read\n", 400)
        # Bolt, left to parse a body, takes a command in which somebody typed "payload" for a press
        # of a button. This mode takes it parsed; else it only matters to Bolt's own check of
        # signatures, which is off.
        asked = AsyncBoltRequest(body=said, headers=dict(request.headers), mode="socket_mode")
        with metrics.ACK.labels(PLATFORM).time():
            return to_starlette_response(await app.async_dispatch(asked))

    def _is_signed(self, body: bytes, request: Request) -> bool:
        try:
            return self._verifier.is_valid_request(body, dict(request.headers))
        except (TypeError, ValueError):
            return False


async def _read(request: Request) -> bytes | None:
    """Return the body; None if it is too large. Somewhat too much is let through, unread, for
    whoever is cut off while sending hears nothing.
    """
    body, seen = bytearray(), 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > MAX_PATIENCE_BYTES:
            return None
        if seen <= MAX_BYTES:
            body += chunk
    return bytes(body) if seen <= MAX_BYTES else None


def _parsed(body: bytes, kind: str) -> Body | None:
    """Return one JSON object, or the fields of a command; None if a body holds neither."""
    try:
        text = body.decode()
        if kind.startswith("application/json") or text.startswith("{"):
            return _object(text)
        fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
        if "payload" in fields:
            return _object(fields["payload"])
        return fields if fields.keys() & PLAIN else None
    except (RecursionError, ValueError):
        return None


def _object(text: str) -> Body | None:
    """Return an object; None unless its parts are of the shapes that Slack gives them."""
    said: Any = json.loads(text)
    if not isinstance(said, dict):
        return None
    said = {name: part for name, part in said.items() if part is not None or name not in PARTS}
    actions = said.get("actions", [{}])
    if not (isinstance(actions, list) and actions and all(isinstance(a, dict) for a in actions)):
        return None
    if said.get("type") == EVENT and "event" not in said:
        return None
    return said if all(isinstance(said.get(part, {}), dict) for part in PARTS) else None
