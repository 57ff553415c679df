"""REST: reads, judges, counts and answers each request."""

import re
from collections.abc import Callable

from aiohttp import web

from tests.discord_fake import rest_commands, rest_interactions, rest_messages, rest_world, spec
from tests.discord_fake.basics import ApiError
from tests.discord_fake.calls import Handler, Request, read
from tests.discord_fake.interactions import FILE_LIMIT
from tests.discord_fake.limits import Limits
from tests.discord_fake.messages import Message
from tests.discord_fake.world import World
from tests.fake_server import Answer, Injections

REQUEST_LIMIT = 25 * 1024 * 1024
WITHOUT_TOKEN = re.compile(r"/interactions/|/webhooks/[^/]+/[^/]+")
MODULES = (rest_messages, rest_interactions, rest_commands, rest_world)
HARMLESS = "unknown field"


class Rest:
    """Serves all of REST."""

    def __init__(self, world: World, token: Callable[[], str], limits: Limits) -> None:
        self._world = world
        self._token = token
        self.limits = limits
        self.injections = Injections()
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self._routes: list[tuple[str, str, Handler, re.Pattern[str]]] = [
            (*route, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route[1])))
            for module in MODULES
            for route in module.ROUTES
        ]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request."""
        call = await read(request)
        self.requests.append(call)
        handler = self._route(call)
        wrong = self._judge(call)
        answer = await self.injections.served(call, lambda: self._answer(call, handler, wrong))
        call.status = answer.status
        self._world.changes.tell()
        return answer.response(request)

    def _judge(self, call: Request) -> list[str]:
        target = self._target(call)
        names = [name for name, _ in call.files]
        is_v2 = False
        if target:
            is_v2 = target.is_v2
            kept = [str(one.get("id")) for one in call.body.get("attachments") or []]
            keeps_all = call.body.get("attachments") is None
            known = target.payload["attachments"]
            names += [one["filename"] for one in known if keeps_all or one["id"] in kept]
        wrong = spec.faults(call.method, call.path, call.payload, names, is_v2)
        self.violations += [f"{call.method} {call.path}: {one}" for one in wrong]
        return wrong

    def _target(self, call: Request) -> Message | None:
        """Return the message that a request would edit."""
        id = call.params.get("message", "") if call.method == "PATCH" else ""
        if id == "@original":
            interaction = self._world.by_token.get(call.params["token"])
            return interaction.original if interaction else None
        return self._world.messages.get(id)

    def _answer(self, call: Request, handler: Handler | None, wrong: list[str]) -> Answer:
        if handler is None:
            self.violations.append(f"{call.method} {call.path}: the fake does not serve this")
            return Answer(404, {"message": "404: Not Found", "code": 0})
        if not WITHOUT_TOKEN.match(call.path) and not self._is_authorized(call):
            return Answer(401, {"message": "401: Unauthorized", "code": 0})
        headers, refusal = self.limits.count(call)
        if refusal:
            return Answer(429, refusal.body, headers | refusal.headers)
        try:
            self._refuse(call, wrong)
            body = handler(self._world, call)
        except ApiError as error:
            return Answer(error.status, error.body, headers)
        return Answer(204 if body is None else 200, body, headers)

    def _refuse(self, call: Request, wrong: list[str]) -> None:
        sizes = [len(data) for _, data in call.files]
        if max(sizes, default=0) > FILE_LIMIT or sum(sizes) > REQUEST_LIMIT:
            raise ApiError(40005)
        if serious := [one for one in wrong if HARMLESS not in one]:
            raise ApiError(50035, *serious)

    def _route(self, call: Request) -> Handler | None:
        """Find what serves a request, and what its path names."""
        for method, template, handler, pattern in self._routes:
            if method == call.method and (match := pattern.fullmatch(call.path)):
                call.template, call.params = template, match.groupdict()
                return handler
        return None

    def _is_authorized(self, call: Request) -> bool:
        return call.headers.get("Authorization") == f"Bot {self._token()}"
