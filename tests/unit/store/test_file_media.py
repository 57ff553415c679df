import asyncio
import os

import pytest

from bot.store.errors import StoreUnavailable
from bot.store.media import FileMedia

ABC = "ba7816bf8f01cfea414140de5dae2223.png"


async def test_picture_is_one_file_named_by_its_id(tmp_path):
    folder = tmp_path / "data" / "media"
    assert await FileMedia(folder).put(b"abc", ".png") == ABC
    assert [(file.name, file.read_bytes()) for file in folder.iterdir()] == [(ABC, b"abc")]


async def test_known_picture_is_not_written_again(tmp_path):
    media = FileMedia(tmp_path)
    await media.put(b"abc", ".png")
    before = (tmp_path / ABC).stat()
    await media.put(b"abc", ".png")
    assert (tmp_path / ABC).stat().st_ino == before.st_ino


@pytest.mark.parametrize("use", ["put", "get"])
async def test_pictures_put_or_read_longest_ago_go_first(tmp_path, use):
    media = FileMedia(tmp_path)
    await media.trim(0)
    names = [await media.put(name.encode(), ".png") for name in ("old", "new")]
    for hour, name in enumerate(names, start=1):
        os.utime(tmp_path / name, (hour * 3600, hour * 3600))
    await (media.put(b"old", ".png") if use == "put" else media.get(names[0]))
    (tmp_path / "of-somebody-else").write_text("x" * 10)
    await media.trim(3)
    assert [await media.get(name) for name in names] == [b"old", None]
    assert (tmp_path / "of-somebody-else").exists()


async def test_racing_puts_leave_one_file(tmp_path):
    media = FileMedia(tmp_path)
    assert set(await asyncio.gather(*(media.put(b"abc", ".png") for _ in range(20)))) == {ABC}
    assert [file.name for file in tmp_path.iterdir()] == [ABC]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "..",
        "",
        "/etc/passwd",
        f"../media/{ABC}",
        f"./{ABC}",
        f"{ABC}\n",
        f"{ABC}\x00",
        ABC.upper(),
        ABC.replace("ba", "BA"),
        ABC.removesuffix(".png"),
        "secret.png",
        "٠" * 32 + ".png",
    ],
)
async def test_other_names_reach_no_file(tmp_path, name):
    media = FileMedia(tmp_path / "media")
    await media.put(b"abc", ".png")
    for secret in (tmp_path / "secret.png", tmp_path / "media" / "secret.png"):
        secret.write_bytes(b"secret")
    assert await media.get(name) is None


async def test_failed_write_leaves_no_half_picture(tmp_path, monkeypatch):
    def full_disk(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(StoreUnavailable, match="No space left"):
        await FileMedia(tmp_path).put(b"abc", ".png")
    assert list(tmp_path.iterdir()) == []


async def test_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "media").write_text("a file, not a folder")
    with pytest.raises(StoreUnavailable):
        await FileMedia(tmp_path / "media").put(b"abc", ".png")
