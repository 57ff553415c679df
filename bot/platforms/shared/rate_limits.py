"""How much one member, and one workspace, may ask of the bot: a token bucket each."""

from collections import OrderedDict

from aiolimiter import AsyncLimiter

MEMBER_BURST, MEMBER_PER_S = 20, 1.0
WORKSPACE_BURST, WORKSPACE_PER_S = 600, 50.0
SENTENCE_BURST, SENTENCE_PER_S = 1, 0.1
MAX_KNOWN = 20_000


class RateLimiter:
    """The buckets of those who came lately."""

    def __init__(self) -> None:
        self._members = _Buckets(MEMBER_BURST, MEMBER_PER_S)
        self._workspaces = _Buckets(WORKSPACE_BURST, WORKSPACE_PER_S)
        self._sentences = _Buckets(SENTENCE_BURST, SENTENCE_PER_S)

    async def allows(self, member: str, workspace: str) -> bool:
        """Tell whether a member may ask for one thing more, and count it; never waits."""
        return await _take(self._members.of(member), self._workspaces.of(workspace))

    async def may_say_so(self, member: str) -> bool:
        """Tell whether a member may be told that it was too much: not each time anew."""
        return await _take(self._sentences.of(member))


class _Buckets:
    def __init__(self, burst: int, per_s: float) -> None:
        self._burst = burst
        self._refill_s = burst / per_s
        self._known: OrderedDict[str, AsyncLimiter] = OrderedDict()

    def of(self, who: str) -> AsyncLimiter:
        bucket = self._known.pop(who, None) or AsyncLimiter(self._burst, self._refill_s)
        self._known[who] = bucket
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return bucket


async def _take(*buckets: AsyncLimiter) -> bool:
    if not all(bucket.has_capacity() for bucket in buckets):
        return False
    for bucket in buckets:
        await bucket.acquire()
    return True
