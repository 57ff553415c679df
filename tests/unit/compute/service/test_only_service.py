"""One compute service at a time keeps results in a folder."""

import threading
from pathlib import Path

import pytest

from compute.service.server import CannotKeep, only_service

LONG_S = 60.0


def test_a_second_service_is_refused(tmp_path: Path) -> None:
    another = pytest.raises(CannotKeep, match="Another compute service")
    with only_service(tmp_path), another, only_service(tmp_path):
        pass


def test_a_bots_own_waits_for_the_one_that_a_killed_bot_left(tmp_path: Path) -> None:
    has_begun = threading.Event()

    def follow() -> None:
        with only_service(tmp_path, LONG_S):
            has_begun.set()

    with only_service(tmp_path):
        following = threading.Thread(target=follow)
        following.start()
        following.join(0.3)
        assert following.is_alive()
        assert not has_begun.is_set()
    assert has_begun.wait(LONG_S)
    following.join()
