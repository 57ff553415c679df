"""The stand-in for Discord that tests talk to."""

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager

import discord
from aiohttp import web
from yarl import URL

from tests.discord_fake.basics import Json
from tests.discord_fake.calls import PREFIX, Request, read
from tests.discord_fake.gateway import Gateway
from tests.discord_fake.guilds import Guild
from tests.discord_fake.injected import Injection
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.limits import Limits
from tests.discord_fake.rest import REQUEST_LIMIT, Rest
from tests.discord_fake.world import World
from tests.fake_server import Answer, FakeServer

ACK_DEADLINE_S = 3.0
HEARTBEAT_S = 41.25


class FakeDiscord(FakeServer):
    request_limit = 2 * REQUEST_LIMIT

    def __init__(
        self,
        rate_limits: bool = False,
        ack_deadline_s: float = ACK_DEADLINE_S,
        heartbeat_s: float = HEARTBEAT_S,
        identify_s: float = 0.0,
    ) -> None:
        """`identify_s` is how long after a session the next one may begin."""
        self.world = World()
        self.world.ack_deadline_s = ack_deadline_s
        self.token = _token(self.world.bot.id)
        self._valid_token = self.token
        self._gateway = Gateway(self.world, lambda: self._valid_token, heartbeat_s, identify_s)
        self._rest = Rest(self.world, lambda: self._valid_token, Limits(rate_limits))
        super().__init__(self._rest.injections)
        self._duplicates = 0
        self.downloads: list[Request] = []
        self.api_base = ""
        self.gateway_url = ""

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", PREFIX + "/{path:.*}", self._rest.handle)
        router.add_get("/gateway", self._gateway.handle)
        router.add_get("/attachments/{channel}/{id}/{name}", self._file)

    def found(self, here: str) -> None:
        self.api_base = f"http://{here}{PREFIX}"
        self.gateway_url = f"ws://{here}/gateway"
        self.world.files_base = f"http://{here}"
        self.world.gateway_url = self._gateway.url = self.gateway_url
        self.world.on_emit = self._gateway.emit
        self.world.on_interaction = self._deliver

    async def end(self) -> None:
        self.gateway_back()
        await self._gateway.drop(1001)

    async def _file(self, request: web.Request) -> web.Response:
        call = await read(request)
        self.downloads.append(call)
        self.world.changes.tell()
        answer = await self._injections.served(call, lambda: self._kept(request.match_info["id"]))
        return answer.response(request)

    def _kept(self, id: str) -> Answer:
        if id not in self.world.files:
            return Answer(404, "This content is no longer available.")
        name, data = self.world.files[id]
        encoded = base64.b64encode(name.encode()).decode()
        return Answer(200, data, {"X-Name": encoded}, "application/octet-stream")

    async def _deliver(self, interaction: Interaction) -> None:
        if not self._gateway.sessions:
            raise RuntimeError("no client is connected")
        guild = interaction.channel.guild
        payload = interaction.payload
        times, self._duplicates = 1 + self._duplicates, 0
        for _ in range(times):
            self._gateway.emit("INTERACTION_CREATE", payload, guild.id if guild else None, 0)
        await asyncio.sleep(0)

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Lead discord.py here."""
        route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
        base, gateway = route.BASE, socket.DEFAULT_GATEWAY
        route.BASE, socket.DEFAULT_GATEWAY = self.api_base, URL(self.gateway_url)
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY = base, gateway

    def add_guild(
        self,
        name: str,
        owner: str = "지훈",
        locale: str = "ko",
        bot_permissions: discord.Permissions | None = None,
    ) -> Guild:
        """Make a guild that the bot is in."""
        return self.world.add_guild(name, owner, locale, bot_permissions)

    @property
    def application_id(self) -> str:
        return self.world.bot.id

    @property
    def requests(self) -> list[Request]:
        """Return every REST request in the order of arrival."""
        return self._rest.requests

    @property
    def violations(self) -> list[str]:
        """Return all that was wrong with the requests."""
        return self._rest.violations

    @property
    def commands(self) -> list[Json]:
        """Return the global commands."""
        return self.world.commands.all()

    @property
    def syncs(self) -> int:
        """Return how often commands were written."""
        return self.world.commands.syncs

    @property
    def interactions(self) -> list[Interaction]:
        return self.world.interactions

    @property
    def too_many(self) -> int:
        """Return how often a limit was exceeded in earnest."""
        return self._rest.limits.too_many

    @property
    def ready(self) -> asyncio.Event:
        """Return the event that the first IDENTIFY sets."""
        return self._gateway.ready

    @property
    def intents(self) -> int | None:
        """Return the intents that the last IDENTIFY asked for."""
        return self._gateway.intents

    @property
    def identifies(self) -> int:
        return self._gateway.identifies

    @property
    def resumes(self) -> int:
        return self._gateway.resumes

    async def connected(self, timeout: float = 10) -> None:
        """Wait until all sessions are connected, after a drop again."""
        await self.world.changes.until(lambda: self._gateway.is_connected, timeout, "connection")

    async def requested(
        self, method: str, path: str, timeout: float = 10, count: int = 1
    ) -> list[Request]:
        """Wait for so many answered requests whose path contains `path`."""

        def find() -> list[Request] | None:
            found = [
                one
                for one in self.requests
                if one.method == method and path in one.path and one.status is not None
            ]
            return found if len(found) >= count else None

        return await self.world.changes.until(find, timeout, f"{method} {path}")

    def inject(
        self,
        method: str | None = None,
        path: str = "",
        status: int | None = None,
        *,
        retry_after: float = 0.05,
        times: int = 1,
        is_global: bool = False,
        latency_s: float = 0.0,
        after: bool = False,
        drop: bool = False,
        code: int = 0,
        hang: bool = False,
        is_plain: bool = False,
        location: str = "",
    ) -> Injection:
        """Let the next requests that fit fail; `after` lets them take effect all the same.

        `path` is a regular expression, searched for. Without a status, `latency_s` makes the
        true answer late, and `drop` (or `after` alone) cuts the connection instead of answering.
        `hang` answers once it is healed or the server ends; `is_plain` words a status as plain
        text, and `location` leads elsewhere.
        """
        made = Injection(
            method=method,
            path=path,
            status=status,
            retry_after=retry_after,
            times=times,
            is_global=is_global,
            latency_s=latency_s,
            after=after,
            drop=drop,
            code=code,
            hang=hang,
            is_plain=is_plain,
            location=location,
        )
        self._rest.injections.add(made)
        return made

    def redeliver(self, interaction: Interaction) -> None:
        """Send the very same interaction again."""
        guild = interaction.channel.guild
        payload = interaction.payload
        self._gateway.emit("INTERACTION_CREATE", payload, guild.id if guild else None, 0)

    @property
    def has_session(self) -> bool:
        """Tell whether somebody is told of interactions, be it later."""
        return bool(self._gateway.sessions)

    async def drop_gateway(self, code: int = 1006, back: bool = True) -> None:
        """Lose the gateway's connections; without `back` until `gateway_back`."""
        if not back:
            self._gateway.is_open.clear()
        await self._gateway.drop(code)

    def gateway_back(self) -> None:
        """Let clients connect again."""
        self._gateway.is_open.set()

    async def request_reconnect(self) -> None:
        """Ask the client to reconnect (op 7)."""
        self._gateway.request_reconnect()

    async def invalidate_session(self, resumable: bool = False) -> None:
        """Declare the sessions invalid (op 9)."""
        self._gateway.invalidate(resumable)

    def forget_nonces(self) -> None:
        """Let nonces be too old to keep a message from being sent again."""
        self.world.nonces_since = int(self.world.ids.next())

    def duplicate_next_interaction(self) -> None:
        """Deliver the next interaction twice."""
        self._duplicates += 1

    async def revoke_token(self) -> None:
        """Make the token invalid."""
        self._valid_token = _token(self.world.ids.next())
        await self._gateway.refuse()


def _token(bot_id: str) -> str:
    first = base64.urlsafe_b64encode(bot_id.encode()).decode().rstrip("=")
    return f"{first}.GfakeX.{'abcdefghijklmnopqrstuvwxyz0123456789AB'}"
