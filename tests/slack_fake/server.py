"""The stand-in for Slack that tests talk to."""

import asyncio
import secrets

from aiohttp import web

from tests.fake_server import FakeServer
from tests.slack_fake.calls import Call
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.injected import Injection
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.limits import OUTSIDE_MARKETPLACE, Limits
from tests.slack_fake.posting import Posting, signed
from tests.slack_fake.sockets import Sockets
from tests.slack_fake.teams import Team
from tests.slack_fake.web_api import WebApi
from tests.slack_fake.world import World

ACK_DEADLINE_S = 3.0


class FakeSlack(FakeServer):
    """`events` are kinds of events that come of themselves too when something changes."""

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
        self.sockets = Sockets(self.world)
        self._api = WebApi(self.world, Limits(rate_limits))
        super().__init__(self._api.injections)
        self.api_base = ""

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/api/{method}", self._api.method)
        router.add_post("/hooks/{path:.*}", self._api.hook)
        router.add_post("/upload/v1/{id}", self._api.upload)
        router.add_get("/link/", self.sockets.handle)
        router.add_get("/files/{id}/{name}", self._api.download)

    def found(self, here: str) -> None:
        self.world.base = f"http://{here}"
        self.api_base = f"{self.world.base}/api/"
        self.world.socket_url = self.sockets.url
        self.world.deliver = self.sockets.deliver

    async def end(self) -> None:
        await self.world.end()
        await self.sockets.end()

    @property
    def app_id(self) -> str:
        return self.world.app_id

    @property
    def app_token(self) -> str:
        return self.world.app_token

    @property
    def signing_secret(self) -> str:
        return self.world.signing_secret

    @property
    def client_id(self) -> str:
        return self.world.client_id

    @property
    def client_secret(self) -> str:
        return self.world.client_secret

    @property
    def violations(self) -> list[str]:
        """Return all that was wrong with what the bot sent."""
        return self.world.judge.violations

    @property
    def may_mention(self) -> set[str]:
        """Return the ids, and `channel` or `here`, that the bot may ping; to be added to."""
        return self.world.judge.may_mention

    @property
    def calls(self) -> list[Call]:
        """Return every request in the order of arrival."""
        return self._api.calls

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
    def interactions(self) -> list[Interaction]:
        return self.world.interactions

    @property
    def connects(self) -> int:
        """Return how often Socket Mode was connected to."""
        return self.sockets.connects

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

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: int = 1,
        hang: bool = False,
        drop: bool = False,
        latency_s: float = 0.0,
        after: bool = False,
        times: int = 1,
        text: str | bytes | None = None,
        kind: str = "text/plain",
        location: str = "",
    ) -> Injection:
        """Let the next requests to a method fail; `after` lets them take effect all the same.

        `method` may be `response_url`, `upload` and `download` too, and `*` for all. `hang` answers
        once it is healed or the server ends, `drop` cuts the connection, `latency_s` alone makes
        the true answer late. `text` is what something between Slack and the bot answers, as it
        is; a `status` alone comes with a page, and leads to its `location` if there is one.
        """
        made = Injection(
            method=method,
            error=error,
            status=status,
            retry_after=retry_after,
            hang=hang,
            drop=drop,
            latency_s=latency_s,
            after=after or hang,
            times=times,
            text=text,
            kind=kind,
            location=location,
        )
        self._api.injections.add(made)
        return made

    @property
    def waiting(self) -> int:
        """Return how many payloads of Socket Mode nobody has acknowledged."""
        return self.sockets.waiting

    async def connected(self, timeout: float = 10) -> None:
        """Wait until a client of Socket Mode is connected."""
        await self.world.changes.until(lambda: self.sockets.is_connected, timeout, "connection")

    async def refresh_socket(self) -> None:
        """Have the client connect anew, and close the old connection then."""
        await self.sockets.refresh()

    async def drop_sockets(self) -> None:
        """Lose all connections without a word."""
        await self.sockets.drop()

    def refuse_sockets(self, times: int, error: str = "internal_error") -> None:
        """Refuse the next requests for a connection."""
        self.sockets.refuse(times, error)

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
        return self.world.spawn(self._again(delivery))

    async def _again(self, delivery: Delivery) -> None:
        await self.world.deliver(delivery)
