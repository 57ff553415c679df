"""What every request passes before its body is read: the token and the size limit (pure ASGI)."""

import ipaddress
import secrets
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from compute.problems import Refused, too_large, unauthorized

OPEN_PATHS = ("/healthz",)
MAX_BODY_BYTES = 4 * 2**20


class AuthMiddleware:
    """Answers 401 without the bearer token and 413 to a body over `MAX_BODY_BYTES`.

    Where there is no token, only this machine is served, by its own names: a website that a browser
    on it visits can have a name of its own lead here.

    How the service does is told to who has no token, too, but not to who has a wrong one: whoever
    looks with theirs whether the service is there is told what every other call will say.
    """

    def __init__(self, app: ASGIApp, token: SecretStr | None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        is_open = scope["path"] in OPEN_PATHS and "authorization" not in headers
        if not is_open and not self._knows(headers):
            return await problem_response(unauthorized())(scope, receive, send)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            return await problem_response(too_large(MAX_BODY_BYTES))(scope, receive, send)
        await self._app(scope, bounded(receive), send)

    def _knows(self, headers: Headers) -> bool:
        if self._token is None:
            return is_loopback(host_of(headers))
        given = headers.get("authorization", "").encode()
        expected = f"Bearer {self._token.get_secret_value()}".encode()
        return secrets.compare_digest(given, expected)


def host_of(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bounded(receive: Receive) -> Receive:
    """Return a `receive` that refuses a chunked body as soon as it grows too large."""
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:
            raise HTTPException(413)  # FastAPI would turn any other exception into a 400
        return message

    return receive_bounded


def problem_response(refused: Refused) -> JSONResponse:
    return JSONResponse(refused.problem.model_dump(mode="json"), refused.status)
