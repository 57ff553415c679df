"""Socket Mode: connections of the bot, and what is sent over them."""

import secrets
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.slack_fake.basics import ApiError, Json
from tests.slack_fake.deliveries import EVENT, Delivery
from tests.slack_fake.world import World

MOST_RETRIES = 3


@dataclass(eq=False)
class Connection:
    """One websocket; one that is leaving is sent nothing any more."""

    socket: web.WebSocketResponse
    request: web.Request
    is_leaving: bool = False

    @property
    def is_open(self) -> bool:
        return not self.is_leaving and not self.socket.closed


@dataclass(eq=False)
class Waiting:
    """A delivery that is not acknowledged, under the envelopes that it went out in."""

    delivery: Delivery
    envelopes: list[str] = field(default_factory=list)


class Sockets:
    """All connections."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._all: list[Connection] = []
        self.waiting: list[Waiting] = []
        self.refusals = 0
        self.connects = 0

    @property
    def is_connected(self) -> bool:
        return any(one.is_open for one in self._all)

    def url(self, token: str) -> str:
        """Return where to connect, for one connection."""
        if token != self._world.app_token:
            raise ApiError("not_allowed_token_type" if token.startswith("xoxb") else "invalid_auth")
        if self.refusals:
            self.refusals -= 1
            raise ApiError("internal_error")
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self._world.base.replace('http', 'ws', 1)}/link/?ticket={ticket}"

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it closes."""
        if request.query.get("ticket") not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        self._all.append(connection)
        self.connects += 1
        try:
            await socket.send_json({"type": "hello", "num_connections": len(self._all)})
            await self._catch_up()
            self._world.changes.tell()
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._take(message.json())
        except ConnectionError:
            pass
        finally:
            self._all.remove(connection)
            self._world.changes.tell()
        return socket

    async def _catch_up(self) -> None:
        """Send what nobody has acknowledged, once more."""
        for one in list(self.waiting):
            if one.delivery.retries >= MOST_RETRIES:
                self.waiting.remove(one)
            elif one.envelopes:
                one.delivery.retries += 1
            await self._send(one)

    async def deliver(self, delivery: Delivery) -> None:
        """Send a payload, as soon as there is a connection."""
        waiting = Waiting(delivery)
        self.waiting.append(waiting)
        await self._send(waiting)

    async def _send(self, waiting: Waiting) -> None:
        open_ones = [one for one in self._all if one.is_open]
        if not open_ones or waiting not in self.waiting:
            return
        delivery = waiting.delivery
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != EVENT,
        }
        if delivery.retries or delivery.kind == EVENT:
            envelope["retry_attempt"] = delivery.retries
            envelope["retry_reason"] = "timeout" if delivery.retries else ""
        waiting.envelopes.append(envelope["envelope_id"])
        try:
            await open_ones[-1].socket.send_json(envelope)
        except ConnectionError:
            open_ones[-1].is_leaving = True

    def _take(self, ack: Json) -> None:
        id = ack.get("envelope_id")
        for one in self.waiting:
            if id in one.envelopes:
                self.waiting.remove(one)
                one.delivery.take(ack.get("payload"))
                return

    async def refresh(self) -> None:
        """Ask the client to connect anew, as Slack does every few hours."""
        old = [one for one in self._all if one.is_open]
        before = self.connects
        for one in old:
            one.is_leaving = True
            await one.socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await self._world.changes.until(lambda: self.connects > before, 10, "new connection")
        for one in old:
            await one.socket.close()

    async def drop(self) -> None:
        """Lose all connections without a word."""
        for one in list(self._all):
            one.is_leaving = True
            if one.request.transport:
                one.request.transport.abort()

    async def end(self) -> None:
        """Close all connections."""
        for one in list(self._all):
            await one.socket.close(code=1001)
