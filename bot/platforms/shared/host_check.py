"""The page's doorkeeper: who may talk to it from a browser, and what browsers may do with it."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised, not bound
# NiceGUI writes inline scripts and evaluates what the server sends, so scripts cannot be stricter.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class HostCheckMiddleware:
    """ASGI middleware against DNS rebinding and foreign sites.

    `open_paths` answer any host: what is served there has its own check, such as a signature.
    Paths that begin with one of `published` answer `public_host` too, which any visitor may use.
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        open_paths: Collection[str] = (),
        public_host: str | None = None,
        published: Collection[str] = (),
    ) -> None:
        self._app = app
        self._host = host
        self._open_paths = frozenset(open_paths)
        self._public_host = public_host
        self._published = tuple(published)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in self._open_paths:
            await self._app(scope, receive, send)
        elif self._is_welcome(Headers(scope=scope), scope["path"]):
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            response = PlainTextResponse("This address is not served here.\n", 403)
            await response(scope, receive, send)

    def _is_welcome(self, headers: Headers, path: str) -> bool:
        asked = headers.get("host", "")
        origin = headers.get("origin")
        if origin is not None and not _is_site(origin, asked):
            return False
        return self._is_known(asked, path)

    def _is_known(self, asked: str, path: str) -> bool:
        try:
            name = (urlsplit(f"//{asked}").hostname or "").lower()
        except ValueError:
            return False
        if name == self._public_host and path.startswith(self._published):
            return bool(name)
        if name in LOOPBACK or name == self._host.lower():
            return bool(name)
        # Rebinding needs a name, so whoever serves all interfaces may be reached by address.
        return self._host in WILDCARDS and _is_address(name)


def _is_site(origin: str, asked: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == asked.lower()
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Send) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_guarded
