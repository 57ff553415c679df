"""What every media store does."""

from pathlib import Path

import pytest

from bot.quiz.ports import Media
from bot.store.errors import UnsupportedMedia
from bot.store.media import FileMedia
from tests.fakes import InMemoryMedia

# sha256sum of three bytes "abc", from FIPS 180-2.
ABC = "ba7816bf8f01cfea414140de5dae2223.png"


@pytest.fixture(params=["memory", "file"])
def media(request: pytest.FixtureRequest, tmp_path: Path) -> Media:
    return InMemoryMedia() if request.param == "memory" else FileMedia(tmp_path / "media")


async def test_picture_comes_back_under_the_start_of_its_hash_and_suffix(media: Media) -> None:
    for _ in range(2):
        assert await media.put(b"abc", ".png") == ABC
    assert await media.put(b"other", ".png") != ABC
    assert await media.get(ABC) == b"abc"
    for unknown in ("0" * 32 + ".png", ABC.replace("png", "gif")):
        assert await media.get(unknown) is None


@pytest.mark.parametrize("suffix", [".svg", "png", "", ".png/..", ".PNG"])
async def test_other_suffix_is_refused(media: Media, suffix: str) -> None:
    with pytest.raises(UnsupportedMedia, match="not '"):
        await media.put(b"x", suffix)
