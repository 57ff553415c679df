"""The door to the emulated Slack: what the bot calls, and what came of it.

The emulator reads arguments from bodies only, takes a wrong token for an admin's, knows no
languages, cannot say where a member is, keeps private messages to itself and has no
`response_url`. The door puts that right, and says when something has changed.
"""

import asyncio
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import ClientSession, web

RESPONSES = 5

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call of the Web API, and what the emulator answered."""

    method: str
    args: Json
    answer: Json


@dataclass
class Message:
    """A message as it stands; `only_for` is the one member who sees a private one."""

    channel: str
    payload: Json
    only_for: str = ""

    @property
    def ts(self) -> str:
        return str(self.payload["ts"])

    @property
    def thread(self) -> str:
        return str(self.payload.get("thread_ts") or "")

    @property
    def text(self) -> str:
        """Return every word on it, top to bottom."""
        return "\n".join(words(self.payload.get("blocks") or self.payload))

    @property
    def files(self) -> list[Json]:
        return list(self.payload.get("files", []))


def words(value: Any) -> Iterator[str]:
    """Yield the texts of blocks, in order."""
    match value:
        case list():
            for one in value:
                yield from words(one)
        case {"text": str(text)}:
            yield text
        case dict():
            for one in value.values():
                yield from words(one)


@dataclass
class Responder:
    """What a `response_url` stands for: where, for whom, and on which message if any.

    What it shows when there is none can be replaced through it.
    """

    channel: str
    user: str
    message: Message | None
    left: int = RESPONSES


class Door:
    """Passes the bot's calls on, and remembers what the emulator does not give back."""

    def __init__(self, session: ClientSession, emulator: str, token: str, spare: str) -> None:
        self.calls: list[Call] = []
        self.private: list[Message] = []
        self.views: dict[str, Json] = {}
        self.triggers: dict[str, str] = {}
        self.locales: dict[str, str] = {}
        self.changed = asyncio.Event()
        self.url = ""
        self._session = session
        self._emulator = emulator
        self._token = token
        self._spare = spare
        self._responders: dict[str, Responder] = {}
        self._numbers = itertools.count(1)
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/api/{method}", self._serve_call)
        app.router.add_post("/respond/{key}", self._serve_response)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def response_url(self, channel: str, user: str, message: Message | None = None) -> str:
        """Return where the bot may respond to what a member did, five times."""
        key = f"R{next(self._numbers)}"
        self._responders[key] = Responder(channel, user, message)
        return f"{self.url}/respond/{key}"

    def show(self, channel: str, user: str, payload: Json) -> Message:
        """Show a member something in private."""
        ts = payload.get("message_ts") or f"1.{next(self._numbers):06}"
        shown = Message(channel, {**payload, "ts": ts}, user)
        self.private.append(shown)
        self._tell()
        return shown

    async def _serve_call(self, request: web.Request) -> web.Response:
        method, authorization = request.match_info["method"], request.headers.get("Authorization")
        if authorization and authorization != f"Bearer {self._token}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        args = {**request.query, **await _arguments(request)}
        if method == "users.conversations":
            answer = await self._conversations(args["user"])
        else:
            answer = await self._forward(method, args, authorization)
        if args.get("include_locale"):
            for user in [*answer.get("members", []), *filter(None, [answer.get("user")])]:
                user["locale"] = self.locales.get(user["id"], "en-US")
        self._remember(Call(method, args, answer))
        return web.json_response(answer)

    async def _forward(self, method: str, args: Json, authorization: str | None) -> Json:
        headers = {"Authorization": authorization} if authorization else {}
        url = f"{self._emulator}/api/{method}"
        async with self._session.post(url, json=args, headers=headers) as response:
            return dict(await response.json())

    async def _conversations(self, user: str) -> Json:
        """Return the channels a member is in, as far as the bot sees them."""
        bearer = f"Bearer {self._spare}"
        wanted = {"types": "public_channel,private_channel", "limit": 1000}
        channels = (await self._forward("conversations.list", wanted, bearer))["channels"]
        inside = []
        for one in channels:
            told = await self._forward("conversations.members", {"channel": one["id"]}, bearer)
            if user in told["members"]:
                inside.append(one)
        return {"ok": True, "channels": inside, "response_metadata": {"next_cursor": ""}}

    def _remember(self, call: Call) -> None:
        self.calls.append(call)
        match call:
            case Call("chat.postEphemeral", args, {"message_ts": ts}):
                self.show(args["channel"], args["user"], {**args, "message_ts": ts})
            case Call("views.open", args, {"view": view}):
                self.views[view["id"]] = {**view, "user": self.triggers[args["trigger_id"]]}
            case Call("views.publish", args, {"view": view}):
                self.views[view["id"]] = {**view, "user": args["user_id"]}
        self._tell()

    async def _serve_response(self, request: web.Request) -> web.Response:
        responder = self._responders.get(request.match_info["key"])
        if responder is None or responder.left == 0:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        responder.left -= 1
        await self._respond(responder, await _arguments(request))
        self._tell()
        return web.Response(text="ok")

    async def _respond(self, to: Responder, payload: Json) -> None:
        old = to.message
        public = {"channel": to.channel, **({"ts": old.ts} if old else {})}
        bearer = f"Bearer {self._spare}"
        match payload:
            case {"delete_original": True} if old and old.only_for:
                self.private.remove(old)
            case {"replace_original": True} if old and old.only_for:
                old.payload = {**payload, "ts": old.ts}
            case {"delete_original": True}:
                await self._forward("chat.delete", public, bearer)
            case {"replace_original": True} if old:
                await self._forward("chat.update", payload | public, bearer)
            case {"response_type": "in_channel"}:
                await self._forward("chat.postMessage", payload | public, bearer)
            case _:
                to.message = self.show(to.channel, to.user, payload)

    def _tell(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


async def _arguments(request: web.Request) -> Json:
    """Return what a body holds, be it JSON or a form with JSON in it."""
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return {key: _unpacked(key, value) for key, value in form.items()}


def _unpacked(key: str, value: Any) -> Any:
    return json.loads(value) if key in ("blocks", "view", "files", "metadata") else value
