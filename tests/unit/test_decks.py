"""The decks on disk: the packaged one first, imported ones by the name of their folder."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import bot.app.decks as decks_module
from bot.app.decks import Decks
from bot.quiz.library import PACKAGED_DECKS, Library
from bot.quiz.model import DEFAULT_DECK
from content.loader import Bank


def write(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        text = {"ko": f"{name}?", "en": f"{name}?"}
        question = {"id": name, "topic": "team", "text": text, "references": {"en": ["Because."]}}
        (folder / f"{name}.yaml").write_text(yaml.dump(question), encoding="utf-8")


class Looks:
    """A clock whose sleep returns once something was done on disk, and never a second time."""

    def __init__(self, change: Callable[[], object]) -> None:
        self._changes = [change]

    async def sleep(self, seconds: float) -> None:
        if not self._changes:
            raise asyncio.CancelledError
        self._changes.pop()()


async def followed(decks: Decks, change: Callable[[], object]) -> Library:
    """Return a library that kept up with decks while this was changed."""
    library = Library(decks.read())
    with pytest.raises(asyncio.CancelledError):
        await decks.keep_up(library, Looks(change))  # type: ignore[arg-type]
    return library


def imported(library: Library) -> dict[str, list[str]]:
    return {
        deck: [main.id for main in library._mains(deck)]
        for deck in library.decks()
        if deck not in PACKAGED_DECKS
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "decks" / "my-team", "one", "two")
    return tmp_path / "decks"


def test_packaged_deck_comes_first_and_half_written_ones_are_not_looked_at(folder: Path) -> None:
    write(folder / ".my-team-x1y2", "half")
    assert list(Decks(folder, ()).read()) == [*PACKAGED_DECKS, "my-team"]
    assert list(Decks(folder / "nothing", ()).read()) == list(PACKAGED_DECKS)


def test_folder_cannot_take_the_place_of_the_packaged_deck(folder: Path) -> None:
    write(folder / DEFAULT_DECK, "mine")
    assert Decks(folder, ()).read()[DEFAULT_DECK].get("mine") is None


def add(folder: Path) -> None:
    write(folder / "other", "three")


def import_again(folder: Path) -> None:
    shutil.rmtree(folder / "my-team")
    write(folder / "my-team", "four")
    os.utime(folder / "my-team", ns=(1, 1))


def edit(folder: Path) -> None:
    path = folder / "my-team" / "two.yaml"
    path.write_text(path.read_text("utf-8").replace("id: two", "id: second"), "utf-8")
    os.utime(path, ns=(1, 1))


def remove(folder: Path) -> None:
    shutil.rmtree(folder / "my-team")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (add, {"my-team": ["one", "two"], "other": ["three"]}),
        (import_again, {"my-team": ["four"]}),
        (edit, {"my-team": ["one", "second"]}),
        (remove, {}),
    ],
)
async def test_library_follows_what_changes_on_disk(
    folder: Path, change: Callable[[Path], None], expected: dict[str, list[str]]
) -> None:
    library = await followed(Decks(folder, ()), lambda: change(folder))
    assert imported(library) == expected


async def test_library_is_left_alone_while_nothing_changes(folder: Path) -> None:
    decks = Decks(folder, ())
    before = decks.read()
    library = Library(before)
    with pytest.raises(asyncio.CancelledError):
        await decks.keep_up(library, Looks(lambda: None))  # type: ignore[arg-type]
    assert library._decks is before


def test_deck_that_cannot_be_read_leaves_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = decks_module.load

    def broken(folder: Path | None) -> Bank:
        if folder and folder.name == "broken":
            raise RecursionError("too deep")
        return read(folder)

    monkeypatch.setattr(decks_module, "load", broken)
    write(folder / "broken", "one")
    assert list(Decks(folder, ()).read()) == [*PACKAGED_DECKS, "my-team"]


async def test_trouble_with_a_deck_never_ends_the_watch(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decks = Decks(folder, ())

    def break_off() -> None:
        add(folder)
        monkeypatch.setattr(decks, "read", lambda: 1 / 0)

    assert imported(await followed(decks, break_off)) == {"my-team": ["one", "two"]}


def test_a_link_to_nowhere_keeps_no_deck_out(folder: Path) -> None:
    (folder / "my-team" / ".#one.yaml").symlink_to("somebody@somewhere.4711")
    decks = Decks(folder, ()).read()
    assert {"one", "two"} <= decks["my-team"].questions.keys()


def test_packaged_decks_are_read_once(folder: Path) -> None:
    decks = Decks(folder, ())
    before = decks.read()
    write(folder / "other-team", "three")
    after = decks.read()
    assert set(after) - set(before) == {"other-team"}
    assert all(after[name] is before[name] for name in PACKAGED_DECKS)
    assert after["my-team"] is not before["my-team"]
