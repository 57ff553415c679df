"""The ways back to members that Slack opens with what they do, and closes after a while.

A response URL takes five messages within half an hour. It is as good as a password, so it is kept
in memory alone.
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.platforms.slack.events import SlackEvent
from bot.platforms.slack.refusals import OUTAGES
from bot.platforms.slack.render import RenderedMessage
from bot.quiz.model import ChannelId, MemberId
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

USES = 5
OPEN_FOR = timedelta(minutes=29)
MAX_KEPT = 10_000
TIMEOUT_S = 3


@dataclass(slots=True)
class ResponseUrl:
    """What a member just did somewhere; `left` is how often its response URL still works."""

    event: SlackEvent
    closes_at: datetime
    left: int


class ResponseUrls:
    """The way back to each member on each channel's matters, and from each open form."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._newest: OrderedDict[tuple[str, ...], ResponseUrl] = OrderedDict()
        self._session: aiohttp.ClientSession | None = None

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Take what messages go through, as long as it is open."""
        self._session = session

    def of(self, event: SlackEvent) -> ResponseUrl:
        """Return the response URL that came with an event."""
        return ResponseUrl(event, self._clock.now() + OPEN_FOR, USES if event.url else 0)

    def lead(self, channel: ChannelId, member: MemberId, response_url: ResponseUrl | None) -> None:
        """Note where a member now waits for what a channel has to say; None is with the bot."""
        self._note(response_url, channel, member)

    def lead_from_form(self, view: str, response_url: ResponseUrl | None) -> None:
        """Note where a member was who opened a form."""
        self._note(response_url, view)

    def find(self, channel: ChannelId, member: MemberId) -> ResponseUrl | None:
        """Return where a member waits; None if that is with the bot, or was long ago."""
        return self._find(channel, member)

    def of_form(self, view: str) -> ResponseUrl | None:
        return self._find(view)

    def _note(self, response_url: ResponseUrl | None, *name: str) -> None:
        self._newest.pop(name, None)
        if response_url is not None:
            self._newest[name] = response_url
        if len(self._newest) > MAX_KEPT:
            self._newest.popitem(last=False)

    def _find(self, *name: str) -> ResponseUrl | None:
        response_url = self._newest.get(name)
        return response_url if response_url and response_url.closes_at > self._clock.now() else None

    async def send(
        self, response_url: ResponseUrl, rendered: RenderedMessage, *, replaces: bool = False
    ) -> bool:
        """Show a member a message, or put it in place of the one that was pressed.

        Returns False if it no longer works.
        """
        is_sent, said = await self._send(response_url, rendered.body, replaces)
        if "invalid_blocks" in said and rendered.plain is not rendered.message:
            is_sent, _ = await self._send(response_url, rendered.plain_body, replaces)
        return is_sent

    async def _send(
        self, response_url: ResponseUrl, body: Mapping[str, Any], replaces: bool
    ) -> tuple[bool, str]:
        """Return whether it was sent, and what Slack says of it."""
        if (
            not response_url.left
            or response_url.closes_at <= self._clock.now()
            or self._session is None
        ):
            return False, ""
        response_url.left -= 1
        said = {**body, "response_type": "ephemeral", "replace_original": replaces}
        if response_url.event.thread and not replaces:
            said["thread_ts"] = response_url.event.thread
        client = AsyncWebhookClient(
            response_url.event.url, timeout=TIMEOUT_S, session=self._session
        )
        try:
            answer = await client.send_dict(said)
        except OUTAGES as exc:
            log.info("a response URL cannot be reached: %s", type(exc).__name__)
            return False, ""
        if answer.status_code != 200:
            log.info("a response URL is refused: %s %s", answer.status_code, answer.body[:80])
        return answer.status_code == 200, answer.body
