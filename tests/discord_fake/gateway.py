"""The gateway: sessions, their events, and the sockets that these go out by."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_fake.basics import Json
from tests.discord_fake.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
BAD_TOKEN, DISALLOWED_INTENTS = 4004, 4014
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
ABNORMAL = 1006
ENDING = (1000, 1001)
HEARTBEAT_MS = 41_250


class Socket:
    """One connection; what is put into it goes out in order."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse) -> None:
        self.request = request
        self.ws = ws
        self.session: Session | None = None
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def put(self, op: int, data: Any) -> None:
        self.put_text(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def put_text(self, text: str) -> None:
        self._outbox.put_nowait(text)

    async def _write(self) -> None:
        while True:
            text = await self._outbox.get()
            try:
                await self.ws.send_str(text)
            except ConnectionError:
                return

    async def drop(self, code: int) -> None:
        """Close with a code, or tear the connection down without one."""
        if code == ABNORMAL:
            if self.request.transport:
                self.request.transport.abort()
        else:
            await self.ws.close(code=code)

    async def end(self) -> None:
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)


class Session:
    """A session that outlives its sockets."""

    def __init__(self, shard: tuple[int, int], intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.socket: Socket | None = None
        self._intents = intents
        self._sent: list[str] = []

    def wants(self, guild_id: str | None, intent: int) -> bool:
        """Tell whether an event goes to this shard and was asked for."""
        index, count = self.shard
        home = (int(guild_id) >> 22) % count if guild_id else 0
        return home == index and (not intent or bool(self._intents & intent))

    def push(self, event: str, data: Json) -> None:
        """Send an event, or keep it until the session is resumed."""
        number = len(self._sent) + 1
        text = json.dumps({"op": DISPATCH, "t": event, "s": number, "d": data})
        self._sent.append(text)
        if self.socket:
            self.socket.put_text(text)

    def resume(self, socket: Socket, seen: int) -> None:
        """Go on by another socket with what was not seen."""
        self.attach(socket)
        for text in self._sent[seen:]:
            socket.put_text(text)
        self.push("RESUMED", {})

    def attach(self, socket: Socket) -> None:
        self.socket = socket
        socket.session = self

    def detach(self) -> None:
        if self.socket:
            self.socket.session = None
        self.socket = None


class Gateway:
    """Takes connections and spreads events over the sessions."""

    def __init__(self, world: World, token: Callable[[], str], identify_s: float) -> None:
        self._world = world
        self._token = token
        self._identify_s = identify_s
        self._next_identify = 0.0
        self.sessions: dict[str, Session] = {}
        self._sockets: set[Socket] = set()
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.identifies = 0
        self.resumes = 0

    @property
    def is_connected(self) -> bool:
        """Tell whether all sessions have a socket."""
        return bool(self.sessions) and all(one.socket for one in self.sessions.values())

    def emit(self, event: str, data: Json, guild_id: str | None, intent: int) -> None:
        """Send an event to the session that it is for."""
        for session in self.sessions.values():
            if session.wants(guild_id, intent):
                session.push(event, data)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        await self.is_open.wait()
        ws = web.WebSocketResponse(timeout=1)
        await ws.prepare(request)
        socket = Socket(request, ws)
        self._sockets.add(socket)
        socket.put(HELLO, {"heartbeat_interval": HEARTBEAT_MS})
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    await self._receive(socket, message.json())
        finally:
            self._closed(socket)
            await socket.end()
        return ws

    def _closed(self, socket: Socket) -> None:
        self._sockets.discard(socket)
        if session := socket.session:
            session.detach()
            if socket.ws.close_code in ENDING:
                self.sessions.pop(session.id, None)
        self._world.changes.tell()

    async def _receive(self, socket: Socket, message: Json) -> None:
        data = message["d"]
        if message["op"] == HEARTBEAT:
            socket.put(HEARTBEAT_ACK, None)
        elif message["op"] in (IDENTIFY, RESUME) and data["token"] != self._token():
            await socket.drop(BAD_TOKEN)
        elif message["op"] == IDENTIFY:
            await self._identify(socket, data)
        elif message["op"] == RESUME:
            self._resume(socket, data)

    async def _identify(self, socket: Socket, data: Json) -> None:
        if data["intents"] & PRIVILEGED:
            await socket.drop(DISALLOWED_INTENTS)
            return
        self.identifies += 1
        if time.monotonic() < self._next_identify:
            socket.put(INVALID_SESSION, False)
            return
        self._next_identify = time.monotonic() + self._identify_s
        index, count = data.get("shard") or (0, 1)
        session = Session((index, count), data["intents"])
        for old in [one for one in self.sessions.values() if one.shard == session.shard]:
            del self.sessions[old.id]
        self.sessions[session.id] = session
        session.attach(socket)
        self._greet(session)

    def _greet(self, session: Session) -> None:
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if guild.has_bot and session.wants(guild.id, 0)
        ]
        ready = {
            "v": 10,
            "user": self._world.bot.payload,
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._world.gateway_url,
            "shard": list(session.shard),
            "application": {"id": self._world.bot.id, "flags": 0},
        }
        session.push("READY", ready)
        for guild in [one for one in guilds if not one.is_down]:
            session.push("GUILD_CREATE", {**guild.payload, "unavailable": False})
        self._world.changes.tell()

    def _resume(self, socket: Socket, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None:
            socket.put(INVALID_SESSION, False)
            return
        self.resumes += 1
        session.resume(socket, data["seq"])
        self._world.changes.tell()

    async def drop(self, code: int) -> None:
        """Lose all connections; their sessions can be resumed."""
        for socket in self._detached():
            await socket.drop(code)

    def request_reconnect(self) -> None:
        """Ask the client to come again."""
        for socket in self._detached():
            socket.put(RECONNECT, None)

    def invalidate(self, resumable: bool) -> None:
        """Tell the client that its sessions are no good."""
        sockets = self._detached()
        if not resumable:
            self.sessions.clear()
        for socket in sockets:
            socket.put(INVALID_SESSION, resumable)

    def _detached(self) -> list[Socket]:
        for session in self.sessions.values():
            session.detach()
        return list(self._sockets)

    async def refuse(self) -> None:
        """Close all connections because the token is no good any more."""
        self.sessions.clear()
        await self.drop(BAD_TOKEN)
