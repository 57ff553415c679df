"""The stand-in for Slack that tests talk to."""

import asyncio
import secrets
from typing import Any

from aiohttp import web

from tests.fake_server import FakeServer
from tests.slack_fake.calls import Call
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.injected import Injection
from tests.slack_fake.limits import OUTSIDE_MARKETPLACE, Limits
from tests.slack_fake.posting import Posting, signed
from tests.slack_fake.sockets import Sockets
from tests.slack_fake.teams import Team
from tests.slack_fake.web_api import WebApi
from tests.slack_fake.world import World

ACK_DEADLINE_S = 3.0


class FakeSlack(FakeServer):
    """`events` are kinds of events that come of themselves too when something changes.

    `violations` is all that was wrong with what the bot sent, `calls` every request in the order
    of arrival, and `may_mention` holds the ids, `channel` or `here` that the bot may ping.
    """

    request_limit = 64 * 1024 * 1024

    def __init__(
        self,
        rate_limits: bool = False,
        ack_deadline_s: float = ACK_DEADLINE_S,
        events: set[str] | None = None,
    ) -> None:
        self.world = World()
        self.world.ack_deadline_s = ack_deadline_s
        self.world.subscriptions |= events or set()
        self._sockets = Sockets(self.world)
        self._api = WebApi(self.world, Limits(rate_limits))
        super().__init__(self._api.injections)
        self.app_token, self.signing_secret = self.world.app_token, self.world.signing_secret
        self.client_id, self.client_secret = self.world.client_id, self.world.client_secret
        self.violations = self.world.judge.violations
        self.may_mention = self.world.judge.may_mention
        self.interactions = self.world.interactions
        self.calls = self._api.calls
        self.api_base = ""

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/api/{method}", self._api.method)
        router.add_post("/hooks/{path:.*}", self._api.hook)
        router.add_post("/upload/v1/{id}", self._api.upload)
        router.add_get("/link/", self._sockets.handle)
        router.add_get("/files/{id}/{name}", self._api.download)

    def found(self, here: str) -> None:
        self.world.base = f"http://{here}"
        self.api_base = f"{self.world.base}/api/"
        self.world.socket_url = self._sockets.url
        self.world.deliver = self._sockets.deliver

    async def end(self) -> None:
        await self.world.end()
        await self._sockets.end()

    @property
    def too_many(self) -> int:
        """Return how often a limit was exceeded in earnest."""
        return self._api.limits.too_many

    def leave_marketplace(self) -> None:
        """Let the app look into a history once a minute only, and see 15 messages."""
        self.world.most_of_history = 15
        self._api.limits.tiers |= OUTSIDE_MARKETPLACE

    def minute_passes(self) -> None:
        """Let the rate limits begin anew."""
        self._api.limits.forget()

    @property
    def connects(self) -> int:
        """Return how often Socket Mode was connected to."""
        return self._sockets.connects

    @property
    def trigger_age_s(self) -> float:
        """Return by how much all triggers are older than they are."""
        return self.world.trigger_age_s

    @trigger_age_s.setter
    def trigger_age_s(self, age_s: float) -> None:
        self.world.trigger_age_s = age_s

    @property
    def response_url_age_s(self) -> float:
        """Return by how much all response URLs are older than they are."""
        return self.world.response_url_age_s

    @response_url_age_s.setter
    def response_url_age_s(self, age_s: float) -> None:
        self.world.response_url_age_s = age_s

    def add_team(self, name: str, installed: bool = True) -> Team:
        """Make a workspace, with the app in it if it says so."""
        return self.world.add_team(name, installed)

    def authorize(self, team: Team) -> str:
        """Let the installer agree to the app, and return the code for `oauth.v2.access`."""
        code = secrets.token_hex(16)
        self.world.codes[code] = team
        return code

    def called(self, method: str) -> list[Call]:
        """Return the requests to one method."""
        return [one for one in self.calls if one.method == method]

    async def requested(self, method: str, count: int = 1, timeout: float = 5) -> list[Call]:
        """Wait for so many answered requests to a method."""

        def find() -> list[Call] | None:
            found = [one for one in self.called(method) if one.status is not None]
            return found if len(found) >= count else None

        return await self.world.changes.until(find, timeout, f"{count} {method}")

    def fail_next(self, method: str, **fault: Any) -> Injection:
        """Let the next requests to a method fail, as `Injection` says.

        `method` may be `response_url`, `upload` and `download` too, and `*` for all.
        """
        made = Injection(method=method, **fault)
        self._injections.add(made)
        return made

    @property
    def waiting(self) -> int:
        """Return how many payloads of Socket Mode nobody has acknowledged."""
        return len(self._sockets.waiting)

    async def connected(self, timeout: float = 10) -> None:
        """Wait until a client of Socket Mode is connected."""
        await self.world.changes.until(lambda: self._sockets.is_connected, timeout, "connection")

    async def refresh_socket(self) -> None:
        """Have the client connect anew, and close the old connection then."""
        await self._sockets.refresh()

    async def drop_sockets(self) -> None:
        """Lose all connections without a word."""
        await self._sockets.drop()

    def refuse_sockets(self, times: int) -> None:
        """Refuse the next requests for a connection."""
        self._sockets.refusals = times

    def post_to(self, url: str) -> None:
        """Send everything as signed requests to a URL from now on."""
        self.world.deliver = Posting(self.world, url).deliver

    def signed(
        self, body: str, at: float | None = None, secret: str | None = None
    ) -> dict[str, str]:
        """Return the headers that Slack sends with a body."""
        return signed(body, secret or self.signing_secret, at)

    def redeliver(self, delivery: Delivery) -> "asyncio.Task[None]":
        """Send the very same payload again."""
        delivery.retries += 1
        return self.world.spawn(self.world.deliver(delivery))
