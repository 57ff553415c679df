"""What tells how the bot is, over HTTP: for who starts it again, routes to it, or draws graphs."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.platforms.shared.host_check import LOOPBACK
from bot.platforms.shared.http import HttpServer
from bot.watch.readiness import Readiness

PATHS = ("/healthz", "/readyz", "/metrics")


def add_pages(server: HttpServer, host: str, readiness: Readiness) -> None:
    """Add the three pages; beyond loopback they answer to any name of the machine."""
    if host not in LOOPBACK:
        for path in PATHS:
            server.open_to_all(path)

    @server.app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @server.app.get("/readyz")
    async def readyz(exclude: Annotated[tuple[str, ...], Query()] = ()) -> JSONResponse:
        states = await readiness.states()
        is_ready = all(state.is_ready for name, state in states.items() if name not in exclude)
        parts = {name: asdict(state) for name, state in states.items()}
        return JSONResponse({"is_ready": is_ready, "parts": parts}, 200 if is_ready else 503)

    @server.app.get("/metrics")
    async def scrape() -> Response:
        await readiness.states()
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
