"""A request of the bot as it came in: JSON, a form or a query, all to one shape."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.slack_fake.basics import ApiError, Json

if TYPE_CHECKING:
    from tests.slack_fake.teams import Team
    from tests.slack_fake.world import World

NESTED = {"blocks", "attachments", "view", "metadata", "files"}


@dataclass
class Call:
    """A request, and what it was answered: `error` is None while or where all is well."""

    method: str
    args: Json
    token: str
    team: "Team | None"
    basic: tuple[str, str] | None = None
    at: float = 0.0
    status: int | None = None
    error: str | None = None

    @property
    def caller(self) -> "Team":
        """Return the workspace whose bot calls."""
        assert self.team is not None
        return self.team

    def need(self, *names: str) -> list[Any]:
        """Return arguments that must be there."""
        for name in names:
            if self.args.get(name) in (None, ""):
                raise ApiError("missing_argument", f"missing required field: {name}")
        return [self.args[name] for name in names]


Handler = Callable[["World", Call], Json]
Methods = dict[str, Handler]


async def read(request: web.Request, method: str) -> Call:
    """Read a request whole."""
    at = time.monotonic()
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json()
    elif request.can_read_body:
        args |= dict(await request.post())
    for name in NESTED & set(args):
        if isinstance(args[name], str):
            args[name] = json.loads(args[name])
    header = request.headers.get("Authorization", "")
    kind, _, credentials = header.partition(" ")
    token = credentials if kind == "Bearer" else str(args.pop("token", "") or "")
    return Call(method, args, token, None, _basic(header), at)


def _basic(header: str) -> tuple[str, str] | None:
    if not header.startswith("Basic "):
        return None
    login, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return login, password
