"""Says in the logs for which request of a member compute was asked."""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from compute.logs import REQUEST_HEADER

SHAPE = re.compile(r"[0-9a-f]{1,32}(,[0-9a-f]{1,32}){0,511}")


class Tracing:
    """ASGI middleware that keeps the id a request came with for what is logged of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get(REQUEST_HEADER, "") if scope["type"] == "http" else ""
        if not SHAPE.fullmatch(given):
            return await self._app(scope, receive, send)
        with bound_contextvars(request_id=given):
            await self._app(scope, receive, send)
