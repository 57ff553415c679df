"""What holds for all tests: none of them touches the data of whoever runs them."""

import logging
import os
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from compute.logs import OURS
from content.permanent import permanent

# How long an example takes is the machine's matter; so it is in the profile of CI.
settings.register_profile(
    "untimed",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("untimed")

os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="quizmaster-tests-")

# Tests run beside each other, and threads that outnumber free cores spin while they wait.
os.environ["OMP_NUM_THREADS"] = "1"

# Ray reads these as it is imported: it is to stay on 127.0.0.1, and to tell nobody.
os.environ |= {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0"}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and cases stay until the end: the garbage collector need not look at them, ever."""
    with permanent():
        return (yield)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Undo what a command in the tests' own process set up for logs: its stderr is gone with it."""
    root = logging.getLogger()
    handlers, hooks = root.handlers[:], (sys.excepthook, threading.excepthook)
    levels = {one: one.level for one in (root, *map(logging.getLogger, OURS))}
    yield
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    root.handlers[:] = handlers
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.fixture
def no_refill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bucket stay as empty as a test made it, however slow the machine is."""
    monkeypatch.setattr("bot.platforms.shared.rate_limits.MEMBER_PER_S", 1e-9)
