"""Rate limits: so many requests a minute for each method, and one message a second."""

import math
import time
from collections import defaultdict, deque

from tests.slack_fake.calls import Call

MINUTE_S = 60.0
TIERS = {
    "chat.postEphemeral": 100,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.join": 50,
    "conversations.open": 50,
    "conversations.replies": 50,
    "files.completeUploadExternal": 20,
    "files.getUploadURLExternal": 20,
    "usergroups.list": 20,
    "users.conversations": 50,
    "users.info": 100,
    "users.list": 20,
    "views.open": 100,
    "views.publish": 100,
}
OUTSIDE_MARKETPLACE = {"conversations.history": 1, "conversations.replies": 1}
OF_CHANNEL = {"chat.postMessage", "chat.update"}
BURST = 3


class Minute:
    """A window of a minute that slides along."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[float] = deque()

    def wait_s(self, now: float) -> float:
        """Return how long until there is room; 0 takes it."""
        while self._times and now - self._times[0] >= MINUTE_S:
            self._times.popleft()
        if len(self._times) >= self._most:
            return self._times[0] + MINUTE_S - now
        self._times.append(now)
        return 0.0


class Second:
    """One request a second, a few at once after a pause."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._at = 0.0

    def wait_s(self, now: float) -> float:
        """Return how long until there is room; 0 takes it."""
        self._left = min(BURST, self._left + now - self._at)
        self._at = now
        if self._left < 1:
            return 1 - self._left
        self._left -= 1
        return 0.0


class Limits:
    """Counts requests, if limits are on; `tiers` are the methods' own, to be added to."""

    def __init__(self, is_on: bool) -> None:
        self._is_on = is_on
        self.tiers = dict(TIERS) if is_on else {}
        self._minutes: dict[tuple[str, str], Minute] = {}
        self._seconds: defaultdict[tuple[str, str], Second] = defaultdict(Second)
        self.too_many = 0

    def retry_after(self, call: Call) -> int | None:
        """Count a request; return the seconds to wait if there was no room for it."""
        if call.team is None:
            return None
        now = time.monotonic()
        wait_s = 0.0
        if self._is_on and call.method in OF_CHANNEL:
            wait_s = self._seconds[call.method, str(call.args.get("channel"))].wait_s(now)
        if not wait_s and call.method in self.tiers:
            key = (call.method, call.team.id)
            wait_s = self._minutes.setdefault(key, Minute(self.tiers[call.method])).wait_s(now)
        if not wait_s:
            return None
        self.too_many += 1
        return max(1, math.ceil(wait_s))

    def forget(self) -> None:
        """Begin anew, as if long enough had passed."""
        self._minutes.clear()
        self._seconds.clear()
