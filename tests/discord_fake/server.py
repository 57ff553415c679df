"""The stand-in for Discord that tests talk to."""

import asyncio
import base64
from typing import Any

import discord
from aiohttp import web

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


class FakeDiscord(FakeServer):
    """`violations` is all that was wrong with the `requests`, which are in order of arrival."""

    request_limit = 2 * REQUEST_LIMIT

    def __init__(self, rate_limits: bool = False, identify_s: float = 0.0) -> None:
        """`identify_s` is how long after a session the next one may begin."""
        self.world = World()
        self.application_id = self.world.bot.id
        self.token = self._valid_token = _token(self.application_id)
        self._gateway = Gateway(self.world, lambda: self._valid_token, identify_s)
        self._rest = Rest(self.world, lambda: self._valid_token, Limits(rate_limits))
        super().__init__(self._rest.injections)
        self._duplicates = 0
        self.requests, self.violations = self._rest.requests, self._rest.violations
        self.interactions = self.world.interactions
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
        self.world.gateway_url = self.gateway_url
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
        return Answer(200, self.world.files[id][1], kind="application/octet-stream")

    async def _deliver(self, interaction: Interaction) -> None:
        if not self.has_session:
            raise RuntimeError("no client is connected")
        times, self._duplicates = 1 + self._duplicates, 0
        for _ in range(times):
            self.redeliver(interaction)
        await asyncio.sleep(0)

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
    def commands(self) -> list[Json]:
        """Return the global commands."""
        return self.world.commands.all

    @property
    def syncs(self) -> int:
        """Return how often commands were written."""
        return self.world.commands.syncs

    @property
    def too_many(self) -> int:
        """Return how often a limit was exceeded in earnest."""
        return self._rest.limits.too_many

    @property
    def identifies(self) -> int:
        return self._gateway.identifies

    @property
    def resumes(self) -> int:
        return self._gateway.resumes

    @property
    def has_session(self) -> bool:
        """Tell whether somebody is told of interactions, be it later."""
        return bool(self._gateway.sessions)

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
        self, method: str | None = None, path: str = "", status: int | None = None, **fault: Any
    ) -> Injection:
        """Let the next requests that fit fail, as `Injection` says."""
        made = Injection(method=method, path=path, status=status, **fault)
        self._injections.add(made)
        return made

    def redeliver(self, interaction: Interaction) -> None:
        """Send the very same interaction again."""
        guild, payload = interaction.channel.guild, interaction.payload
        self._gateway.emit("INTERACTION_CREATE", payload, guild.id if guild else None, 0)

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
