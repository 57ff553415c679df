"""A REST request as it came in."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.discord_fake.messages import Uploads
from tests.discord_fake.world import World

PREFIX = "/api/v10"
FILE_PART = re.compile(r"files\[(\d+)\]")


@dataclass
class Request:
    """A request, and the status that it was answered with (None while it was not)."""

    method: str
    path: str
    payload: Any
    uploads: Uploads
    headers: dict[str, str]
    query: dict[str, str]
    at: float
    status: int | None = None
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> list[tuple[str, bytes]]:
        return list(self.uploads.values())

    @property
    def body(self) -> dict[str, Any]:
        """Return the payload of a request that must have one."""
        return self.payload if isinstance(self.payload, dict) else {}


Handler = Callable[[World, Request], Any]
Routes = list[tuple[str, str, Handler]]


async def read(request: web.Request) -> Request:
    """Read a request whole, JSON or multipart."""
    at = time.monotonic()
    payload: Any = None
    uploads: Uploads = {}
    if request.content_type == "multipart/form-data":
        payload, uploads = await _multipart(request)
    elif request.can_read_body:
        payload = await request.json()
    path = request.path.removeprefix(PREFIX)
    query = dict(request.query)
    return Request(request.method, path, payload, uploads, dict(request.headers), query, at)


async def _multipart(request: web.Request) -> tuple[Any, Uploads]:
    payload: Any = None
    uploads: Uploads = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = await part.read()
        if part.name == "payload_json":
            payload = json.loads(bytes(data))
        elif match := FILE_PART.fullmatch(part.name or ""):
            uploads[int(match[1])] = (part.filename or "unnamed", bytes(data))
    return payload, uploads
