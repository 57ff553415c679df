"""What every media store does."""

from pathlib import Path

import pytest

from bot.quiz.ports import Media
from bot.store.errors import UnsupportedMedia
from bot.store.media import FileMedia
from tests.fakes import InMemoryMedia


@pytest.fixture(params=["memory", "file"])
def media(request: pytest.FixtureRequest, tmp_path: Path) -> Media:
    return InMemoryMedia() if request.param == "memory" else FileMedia(tmp_path / "media")


async def test_picture_comes_back(media: Media) -> None:
    id = await media.put(b"\x89PNG plot", ".png")
    assert await media.get(id) == b"\x89PNG plot"


async def test_same_bytes_have_the_same_id(media: Media) -> None:
    first = await media.put(b"same", ".gif")
    assert await media.put(b"same", ".gif") == first
    assert await media.put(b"other", ".gif") != first


async def test_id_is_the_start_of_the_hash_and_the_suffix(media: Media) -> None:
    # sha256sum of three bytes "abc", from FIPS 180-2.
    assert await media.put(b"abc", ".png") == "ba7816bf8f01cfea414140de5dae2223.png"


@pytest.mark.parametrize("suffix", [".svg", "png", "", ".png/..", ".PNG"])
async def test_other_suffix_is_refused(media: Media, suffix: str) -> None:
    with pytest.raises(UnsupportedMedia, match="not '"):
        await media.put(b"x", suffix)


async def test_unknown_id_is_none(media: Media) -> None:
    await media.put(b"abc", ".png")
    assert await media.get("0" * 32 + ".png") is None
    assert await media.get("ba7816bf8f01cfea414140de5dae2223.gif") is None
