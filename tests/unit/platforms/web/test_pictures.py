"""Pictures by id: nothing else is served."""

import pytest

from bot.platforms.web.pictures import MEDIA_ID, media_type


@pytest.mark.parametrize("id", ["../secret.png", "a/b.png", "a.png\n", "", "a" * 129, "a..png"])
def test_odd_media_id_is_no_id(id: str) -> None:
    assert MEDIA_ID.fullmatch(id) is None


def test_only_what_starts_like_a_picture_is_one() -> None:
    assert media_type(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert media_type(b"<svg onload=alert(1)>") is None
