"""Folders held to a size."""

import math
import os
from pathlib import Path

import pytest

from content.disk import trim


def used(place: Path, hour: int) -> Path:
    os.utime(place, (hour * 3600, hour * 3600))
    return place


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """Two files and a folder of 10 bytes each; the first was used last."""
    file, other, folder = (tmp_path / name for name in ("file", "other", "folder"))
    folder.mkdir()
    for part, size in ((file, 10), (other, 10), (folder / "a", 4), (folder / "b", 6)):
        part.write_bytes(b"x" * size)
    return [used(file, 9), used(other, 1), used(folder, 5)]


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (math.inf, {"file", "other", "folder"}),
        (30, {"file", "other", "folder"}),
        (29, {"file", "folder"}),
        (20, {"file", "folder"}),
        (19, {"file"}),
        (0, set()),
    ],
)
def test_what_was_used_longest_ago_goes_until_the_rest_fits(
    tmp_path: Path, places: list[Path], most: float, left: set[str]
) -> None:
    gone = trim(places, most)
    assert {place.name for place in tmp_path.iterdir()} == left
    assert {place.name for place in places} - {place.name for place in gone} == left


def test_what_has_gone_meanwhile_is_passed_over(tmp_path: Path, places: list[Path]) -> None:
    assert trim([tmp_path / "gone", *places], 25) == [tmp_path / "other"]
