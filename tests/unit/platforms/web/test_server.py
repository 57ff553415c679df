import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.platforms.errors import PortInUse
from bot.platforms.web.pictures import MEDIA_ID, media_type
from bot.platforms.web.server import listen, url_of


def test_port_in_use_is_named() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with taken, pytest.raises(PortInUse) as refused:
        listen("127.0.0.1", port)
    assert (refused.value.host, refused.value.port) == ("127.0.0.1", port)


def test_port_is_taken_by_binding_alone() -> None:
    with listen("localhost", 0) as taken, socket.socket() as other:
        assert other.connect_ex(("127.0.0.1", taken.getsockname()[1])) == 0


def test_import_brings_no_plotting_and_no_model(tmp_path: Path) -> None:
    heavy = "{'matplotlib', 'pandas', 'plotly', 'torch', 'numpy', 'sqlalchemy'}"
    code = f"import sys, bot.platforms.web.server; print({heavy} & sys.modules.keys() or 'lean')"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "lean", done.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("id", ["../secret.png", "a/b.png", "a.png\n", "", "a" * 129, "a..png"])
def test_odd_media_id_is_no_id(id: str) -> None:
    assert MEDIA_ID.fullmatch(id) is None


def test_only_what_starts_like_a_picture_is_one() -> None:
    assert media_type(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert media_type(b"<svg onload=alert(1)>") is None


def test_url_of_an_ipv6_host_has_brackets() -> None:
    assert url_of("::1", 8080) == "http://[::1]:8080"
    assert url_of("127.0.0.1", 8080) == "http://127.0.0.1:8080"
