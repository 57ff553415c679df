"""A Slack client that keeps to Slack's rates, so that nothing it sends is refused for haste.

https://docs.slack.dev/apis/web-api/rate-limits: methods have tiers per workspace, messages one a
second per channel. A quarter of a tier may come at once; over any minute the tier holds.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiolimiter import AsyncLimiter
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import metrics
from bot.platforms.slack.refusals import SlackClient, status_of

log = logging.getLogger(__name__)

TIMEOUT_S = 10
PER_MINUTE = {
    "chat.postEphemeral": 100,
    "chat.postMessage": 240,
    "chat.update": 50,
    "conversations.info": 50,
    "conversations.join": 50,
    "conversations.open": 50,
    "files.completeUploadExternal": 20,
    "files.getUploadURLExternal": 20,
    "users.conversations": 50,
    "users.info": 100,
    "users.list": 20,
    "views.publish": 100,
}
PER_CHANNEL_S = {"chat.postMessage": 1.05, "chat.update": 1.05}
MAX_CHANNELS = 10_000
MAX_TRIES = 3
MAX_PAUSE_S = 60.0
# Whoever opens a form waits for it, and Slack for three seconds only: it is never held back.
URGENT = "views.open"
# Outside the Marketplace Slack allows one a minute: who looks back is told at once to come later.
LOOKS_BACK = frozenset({"conversations.history", "conversations.replies"})
# Done twice, it is there twice: whoever asks for it looks first whether it is there.
ONLY_ONCE = "chat.postMessage"
EVERYWHERE = ""

Limited = tuple[str, str]
"""A method and a channel."""


class MethodLimits:
    """When the next request of a method may go out, of one workspace."""

    def __init__(self) -> None:
        self._tiers = {method: _limiter(rate) for method, rate in PER_MINUTE.items()}
        self._channels: dict[Limited, AsyncLimiter] = {}
        self._paused: dict[Limited, float] = {}

    async def turn(self, method: str, channel: str) -> None:
        """Wait until it is this request's turn."""
        if pause_s := self.paused_s(method, channel):
            await asyncio.sleep(pause_s)
        if method in PER_CHANNEL_S and channel:
            await self._of((method, channel)).acquire()
        if method in self._tiers:
            await self._tiers[method].acquire()

    def pause(self, method: str, channel: str, seconds: float) -> None:
        """Hold back further requests of this method to this channel, as Slack has asked."""
        until = asyncio.get_running_loop().time() + min(seconds, MAX_PAUSE_S)
        limited = (method, channel)
        self._paused[limited] = max(until, self._paused.get(limited, until))

    def paused_s(self, method: str, channel: str) -> float:
        """Return for how long Slack wants this method left alone in this channel."""
        now = asyncio.get_running_loop().time()
        self._paused = {limited: until for limited, until in self._paused.items() if until > now}
        return self._paused.get((method, channel), now) - now

    def _of(self, limited: Limited) -> AsyncLimiter:
        if len(self._channels) >= MAX_CHANNELS:
            self._channels.clear()
        return self._channels.setdefault(limited, AsyncLimiter(1, PER_CHANNEL_S[limited[0]]))


def _limiter(per_minute: int) -> AsyncLimiter:
    burst = per_minute / 4
    return AsyncLimiter(burst, 60 * burst / (per_minute - burst))


class _LostConnections(AsyncConnectionErrorRetryHandler):
    """Asks once more over a new connection, but for what may have been done all the same."""

    async def _can_retry_async(self, *, request: HttpRequest, **asked: Any) -> bool:
        if request.url.endswith(ONLY_ONCE):
            return False
        return await super()._can_retry_async(request=request, **asked)


class PacedClient(SlackClient):
    """A workspace's client. It waits for its turn, and as long as Slack asks for after a 429."""

    def __init__(self, token: str, base_url: str, session: aiohttp.ClientSession) -> None:
        super().__init__(
            token,
            base_url=base_url,
            session=session,
            timeout=TIMEOUT_S,
            retry_handlers=[_LostConnections()],
        )
        self._pace = MethodLimits()

    async def api_call(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        if api_method in LOOKS_BACK:
            return await self._look_back(api_method, **request)
        channel = _channel(request)
        for last in (*[False] * (MAX_TRIES - 1), True):
            if api_method != URGENT:
                await self._pace.turn(api_method, channel)
            try:
                return await super().api_call(api_method, **request)
            except SlackApiError as exc:
                if status_of(exc) != 429:
                    raise
                if api_method == URGENT:
                    raise
                seconds = self._pause(api_method, channel, exc)
                if last or seconds > MAX_PAUSE_S:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _look_back(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        """Ask now, or refuse in Slack's place while it wants the method left alone everywhere."""
        if self._pace.paused_s(api_method, EVERYWHERE):
            refusal = {"ok": False, "error": "ratelimited"}
            raise SlackApiError(f"{api_method} is paused", refusal)  # type: ignore[no-untyped-call]
        try:
            return await super().api_call(api_method, **request)
        except SlackApiError as exc:
            if status_of(exc) == 429:
                self._pause(api_method, EVERYWHERE, exc)
            raise

    def _pause(self, api_method: str, channel: str, refusal: SlackApiError) -> float:
        """Leave a method alone for as long as Slack asks for, and return the seconds."""
        seconds = _retry_after(refusal)
        metrics.PLATFORM_ERRORS.labels("slack", "ratelimited").inc()
        log.warning("Slack wants %s left alone for %.0f s", api_method, seconds)
        self._pace.pause(api_method, channel, seconds)
        return seconds


def _channel(request: Mapping[str, Any]) -> str:
    for part in ("json", "data", "params"):
        said = request.get(part)
        if isinstance(said, Mapping) and "channel" in said:
            return str(said["channel"])
    return ""


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", {})
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    return float(given) if given.replace(".", "", 1).isdigit() else 1.0
