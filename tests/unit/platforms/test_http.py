"""The bot's own HTTP server: its port and its address."""

import socket

import pytest

from bot.platforms.errors import PortInUse
from bot.platforms.http import listen, url_of


def test_port_in_use_is_named() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with taken, pytest.raises(PortInUse) as refused:
        listen("127.0.0.1", port)
    assert (refused.value.host, refused.value.port) == ("127.0.0.1", port)


def test_port_is_taken_by_binding_alone() -> None:
    with listen("localhost", 0) as taken, socket.socket() as other:
        assert other.connect_ex(("127.0.0.1", taken.getsockname()[1])) == 0


def test_url_of_an_ipv6_host_has_brackets() -> None:
    assert url_of("::1", 8080) == "http://[::1]:8080"
    assert url_of("127.0.0.1", 8080) == "http://127.0.0.1:8080"
