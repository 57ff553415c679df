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

from bot.platforms.slack.letters import Letter
from bot.platforms.slack.refusals import OUTAGES
from bot.platforms.slack.visits import Visit
from bot.quiz.model import ChannelId, MemberId
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

USES = 5
OPEN_FOR = timedelta(minutes=29)
MAX_DOORS = 10_000
TIMEOUT_S = 3


@dataclass(slots=True)
class Door:
    """What a member just did somewhere; `left` is how often its response URL still works."""

    visit: Visit
    closes_at: datetime
    left: int


class Doors:
    """The way back to each member on each channel's matters, and from each open form."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._newest: OrderedDict[tuple[str, ...], Door] = OrderedDict()
        self._session: aiohttp.ClientSession | None = None

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Take what messages go through, as long as it is open."""
        self._session = session

    def of(self, visit: Visit) -> Door:
        """Return the door that a visit opens."""
        return Door(visit, self._clock.now() + OPEN_FOR, USES if visit.url else 0)

    def lead(self, channel: ChannelId, member: MemberId, door: Door | None) -> None:
        """Note where a member now waits for what a channel has to say; None is with the bot."""
        self._note(door, channel, member)

    def lead_from_form(self, view: str, door: Door | None) -> None:
        """Note where a member was who opened a form."""
        self._note(door, view)

    def find(self, channel: ChannelId, member: MemberId) -> Door | None:
        """Return where a member waits; None if that is with the bot, or was long ago."""
        return self._find(channel, member)

    def of_form(self, view: str) -> Door | None:
        return self._find(view)

    def _note(self, door: Door | None, *name: str) -> None:
        self._newest.pop(name, None)
        if door is not None:
            self._newest[name] = door
        if len(self._newest) > MAX_DOORS:
            self._newest.popitem(last=False)

    def _find(self, *name: str) -> Door | None:
        door = self._newest.get(name)
        return door if door and door.closes_at > self._clock.now() else None

    async def send(self, door: Door, letter: Letter, *, replaces: bool = False) -> bool:
        """Show a member a letter, or put it in place of the one that the door is on.

        Returns False if the door is shut.
        """
        is_sent, said = await self._send(door, letter.body, replaces)
        if "invalid_blocks" in said and letter.plain is not letter.message:
            is_sent, _ = await self._send(door, letter.plain_body, replaces)
        return is_sent

    async def _send(self, door: Door, body: Mapping[str, Any], replaces: bool) -> tuple[bool, str]:
        """Return whether it was sent, and what Slack says of it."""
        if not door.left or door.closes_at <= self._clock.now() or self._session is None:
            return False, ""
        door.left -= 1
        said = {**body, "response_type": "ephemeral", "replace_original": replaces}
        if door.visit.thread and not replaces:
            said["thread_ts"] = door.visit.thread
        client = AsyncWebhookClient(door.visit.url, timeout=TIMEOUT_S, session=self._session)
        try:
            answer = await client.send_dict(said)
        except OUTAGES as exc:
            log.info("a response URL cannot be reached: %s", type(exc).__name__)
            return False, ""
        if answer.status_code != 200:
            log.info("a response URL is refused: %s %s", answer.status_code, answer.body[:80])
        return answer.status_code == 200, answer.body
