"""What holds for all tests: none of them touches the data of whoever runs them."""

import gc
import os
import tempfile
from collections.abc import Generator

import pytest

os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="quizmaster-tests-")

# Ray reads these as it is imported: it is to stay on 127.0.0.1, and to tell nobody.
os.environ |= {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0"}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and cases stay until the end: the garbage collector need not look at them, ever."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def no_refill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bucket stay as empty as a test made it, however slow the machine is."""
    monkeypatch.setattr("bot.platforms.shared.rate_limits.MEMBER_PER_S", 1e-9)
