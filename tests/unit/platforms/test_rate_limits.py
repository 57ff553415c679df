"""A token bucket for each member and each workspace, and one sentence when it is empty."""

import pytest

from bot.platforms.shared import rate_limits
from bot.platforms.shared.rate_limits import MEMBER_BURST, WORKSPACE_BURST, RateLimiter


async def test_a_member_may_do_much_at_once_but_not_everything() -> None:
    limiter = RateLimiter()
    allowed = [await limiter.allows("mina", "team") for _ in range(300)]
    assert all(allowed[:MEMBER_BURST])
    assert allowed.count(True) < MEMBER_BURST + 5  # one comes back each second
    assert await limiter.allows("jun", "team")


async def test_a_workspace_has_a_bucket_of_its_own() -> None:
    limiter = RateLimiter()
    crowd = [await limiter.allows(f"m{n}", "loud") for n in range(2 * WORKSPACE_BURST)]
    assert all(crowd[:WORKSPACE_BURST])
    assert crowd.count(True) < WORKSPACE_BURST + 100  # fifty come back each second
    assert await limiter.allows("jun", "quiet")


async def test_it_is_said_once_that_it_was_too_much() -> None:
    limiter = RateLimiter()
    assert [await limiter.may_say_so("mina") for _ in range(5)] == [True] + [False] * 4
    assert await limiter.may_say_so("jun")


async def test_those_who_came_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_KNOWN", 2)
    limiter = RateLimiter()
    for _ in range(MEMBER_BURST):
        await limiter.allows("mina", "team")
    assert not await limiter.allows("mina", "team")
    for name in ("a", "b"):
        await limiter.allows(name, "team")
    assert await limiter.allows("mina", "team")
