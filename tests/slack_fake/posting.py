"""HTTP mode: what is sent to the bot as signed requests."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.slack_fake.basics import Json
from tests.slack_fake.deliveries import EVENT, SLASH, Delivery
from tests.slack_fake.world import World

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Posting:
    """Posts to one URL; the response is the acknowledgement."""

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self._url = url

    async def deliver(self, delivery: Delivery) -> None:
        """Send a payload without waiting for the response."""
        self._world.spawn(self._post(delivery))

    async def _post(self, delivery: Delivery) -> None:
        body = encoded(delivery)
        headers = signed(body, self._world.signing_secret)
        deadline = aiohttp.ClientTimeout(total=self._world.ack_deadline_s)
        try:
            async with (
                aiohttp.ClientSession(timeout=deadline) as session,
                session.post(self._url, data=body.encode(), headers=headers) as response,
            ):
                delivery.status = response.status
                text = await response.text()
        except (aiohttp.ClientError, TimeoutError):
            return
        finally:
            self._world.changes.tell()
        if delivery.status == 200:
            delivery.take(decoded(text, response.content_type))


def encoded(delivery: Delivery) -> str:
    """Return the body of a request as Slack writes it."""
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload, ensure_ascii=False)
    if delivery.kind == SLASH:
        return urlencode(delivery.payload)
    return urlencode({"payload": json.dumps(delivery.payload, ensure_ascii=False)})


def decoded(text: str, content_type: str) -> Json | None:
    """Return what a response carries."""
    if not text.strip():
        return None
    if content_type == JSON:
        found = json.loads(text)
        return found if isinstance(found, dict) else None
    return {"text": text}


def signed(body: str, secret: str, at: float | None = None) -> dict[str, str]:
    """Return the headers that go with a body, signed at a time in seconds."""
    stamp = str(int(time.time() if at is None else at))
    made = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    kind = JSON if body.startswith("{") else FORM
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={made.hexdigest()}",
    }
