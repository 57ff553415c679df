"""A tab that reads the playground, without a browser: the page's own protocol, spoken by hand.

It keeps the elements as the server last described them, and what the server calls on them.
"""

import ast
import json
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import socketio  # type: ignore[import-untyped]
from yarl import URL

from tests.waiting import Changes

Json = dict[str, Any]

ELEMENTS = re.compile(r"parseElements\(String\.raw`(.*?)`\)", re.DOTALL)
QUERY = re.compile(r"^\s*query: (\{.*\}),$", re.MULTILINE)
CALL = re.compile(r"^return runMethod\((\d+), (\"\w+\"), (\[.*\])\)$", re.DOTALL)
ESCAPES = (("&#36;", "$"), ("&#96;", "`"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&"))
CONNECT_S = 3.0


class Away(Exception):
    """The page cannot be reached, or its socket is gone."""


# The client takes the code of a socket that closes at once for a packet: a TypeError.
LOST = (
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    TypeError,
    socketio.exceptions.SocketIOError,
)


class Tab:
    """One visit of a page; once its socket is lost, a new one is needed."""

    def __init__(
        self, base: str, path: str, seen: Callable[[Json], None], asked: Callable[[Json], None]
    ) -> None:
        self._base = base
        self._path = path
        self._seen = seen
        self._asked = asked
        self._socket = socketio.AsyncClient(reconnection=False)
        self._client = ""
        self.elements: dict[int, Json] = {}
        self.calls: list[tuple[int, str, list[Any]]] = []
        self.changes = Changes()

    @property
    def is_open(self) -> bool:
        return bool(self._socket.connected)

    async def open(self) -> None:
        """Load the page and connect.

        Raises:
            Away: nobody is there.
        """
        try:
            query = await self._load()
            self._socket.on("update", self._update)
            self._socket.on("run_javascript", self._call)
            self._socket.on("disconnect", self.changes.tell)
            await self._socket.connect(
                str(URL(self._base).with_query({key: _plain(one) for key, one in query.items()})),
                transports=["websocket"],
                socketio_path="/_nicegui_ws/socket.io",
                wait_timeout=CONNECT_S,
            )
            implicit = query.get("implicit_handshake")
            if not implicit and not await self._socket.call("handshake", query, timeout=CONNECT_S):
                raise Away("the server does not know the page any more")
        except LOST as e:
            await self.close()
            raise Away(str(e)) from e

    async def _load(self) -> Json:
        deadline = aiohttp.ClientTimeout(total=CONNECT_S)
        async with (
            aiohttp.ClientSession(timeout=deadline) as session,
            session.get(self._base + self._path) as response,
        ):
            page = await response.text()
        elements, query = ELEMENTS.search(page), QUERY.search(page)
        if elements is None or query is None:
            raise Away(f"{response.status}: this is no page")
        found: Json = ast.literal_eval(query[1])  # the server writes it as Python does
        self._client = found["client_id"]
        found |= {"tab_id": secrets.token_hex(8), "document_id": secrets.token_hex(8)}
        self._update(json.loads(_unescaped(elements[1])))
        return found

    def _update(self, changed: Mapping[str, Json | None]) -> None:
        for id, element in changed.items():
            if element is None:
                self.elements.pop(int(id), None)
            elif id != "_id" and isinstance(element, dict):
                self.elements[int(id)] = element
                posting = (element.get("props") or {}).get("posting")
                if posting:
                    self._seen(posting)
        self.changes.tell()

    def _call(self, told: Json) -> None:
        if match := CALL.match(told["code"]):
            call = int(match[1]), json.loads(match[2]), json.loads(match[3])
            self.calls.append(call)
            if call[1] == "open":
                _, form, *_ = call[2]
                self._asked(form)
            self.changes.tell()

    def element(self, event: str, where: Callable[[Json], bool] = lambda _: True) -> int:
        """Return the newest element that listens to an event.

        Raises:
            Away: there is none on the page.
        """
        found = (
            id
            for id, one in sorted(self.elements.items(), reverse=True)
            if where(one) and any(each["type"] == event for each in one.get("events") or ())
        )
        id = next(found, None)
        if id is None:
            raise Away(f"nothing on the page listens to {event}")
        return id

    async def emit(self, id: int, event: str, args: Any) -> None:
        """Let an element tell the server of an event."""
        listener = next(one for one in self.elements[id]["events"] if one["type"] == event)
        told = {"id": id, "client_id": self._client, "listener_id": listener["listener_id"]}
        try:
            await self._socket.emit("event", told | {"args": [json.dumps(args)]})
        except socketio.exceptions.SocketIOError as exc:
            raise Away(str(exc)) from exc

    async def called(self, id: int, since: int, timeout: float) -> tuple[str, list[Any]]:
        """Wait for what the server calls on an element, after so many calls.

        Raises:
            Away: the socket was lost first, or nothing came.
        """

        def find() -> tuple[str, list[Any]] | None:
            if not self.is_open:
                raise Away("the socket was lost")
            fitting = (one for one in self.calls[since:] if one[0] == id)
            return next(((name, args) for _, name, args in fitting), None)

        try:
            return await self.changes.until(find, timeout, f"call on {id}")
        except TimeoutError as exc:
            raise Away(str(exc)) from exc

    async def close(self) -> None:
        """Leave the page."""
        await self._socket.disconnect()


def _plain(value: Any) -> str:
    """Return a value of the query as a browser writes it."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _unescaped(text: str) -> str:
    for escape, sign in ESCAPES:
        text = text.replace(escape, sign)
    return text
