"""The decks on disk: the packaged one first, imported ones by the name of their folder."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest
import yaml

import bot.app.decks as decks_module
from bot.app.decks import Decks
from bot.quiz.library import PACKAGED_DECK, Library
from content.loader import Bank


def write(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        text = {"ko": f"{name}?", "en": f"{name}?"}
        question = {"id": name, "topic": "team", "text": text, "references": {"en": ["Because."]}}
        (folder / f"{name}.yaml").write_text(yaml.dump(question), encoding="utf-8")


class Looks:
    """A clock whose sleep returns once something was done on disk, and never a second time."""

    def __init__(self, change: object) -> None:
        self._changes = [change]

    async def sleep(self, seconds: float) -> None:
        if not self._changes:
            raise asyncio.CancelledError
        self._changes.pop()()  # type: ignore[operator]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "decks" / "my-team", "one", "two")
    return tmp_path / "decks"


def mains(library: Library, deck: str) -> list[str]:
    return [main.id for main in library._mains(deck)]


def test_packaged_deck_comes_first(folder: Path) -> None:
    assert list(Decks(folder, ()).read()) == [PACKAGED_DECK, "my-team"]


def test_without_imported_decks_there_is_the_packaged_one(tmp_path: Path) -> None:
    assert list(Decks(tmp_path / "decks", ()).read()) == [PACKAGED_DECK]


def test_folder_cannot_take_the_place_of_the_packaged_deck(folder: Path) -> None:
    write(folder / PACKAGED_DECK, "mine")
    assert Decks(folder, ()).read()[PACKAGED_DECK].get("mine") is None


def test_half_written_deck_is_not_looked_at(folder: Path) -> None:
    write(folder / ".my-team-x1y2", "half")
    assert list(Decks(folder, ()).read()) == [PACKAGED_DECK, "my-team"]


@pytest.mark.parametrize("change", ["imported", "imported again", "edited", "removed"])
async def test_library_follows_what_changes_on_disk(folder: Path, change: str) -> None:
    decks = Decks(folder, ())
    library = Library(decks.read())

    def imported() -> None:
        write(folder / "other", "three")

    def imported_again() -> None:
        shutil.rmtree(folder / "my-team")
        write(folder / "my-team", "four")
        os.utime(folder / "my-team", ns=(1, 1))

    def edited() -> None:
        path = folder / "my-team" / "two.yaml"
        path.write_text(path.read_text("utf-8").replace("id: two", "id: second"), "utf-8")
        os.utime(path, ns=(1, 1))

    def removed() -> None:
        shutil.rmtree(folder / "my-team")

    acts = [imported, imported_again, edited, removed]
    act = next(act for act in acts if act.__name__ == change.replace(" ", "_"))
    with pytest.raises(asyncio.CancelledError):
        await decks.keep_up(library, Looks(act))  # type: ignore[arg-type]
    expected = {
        "imported": {"my-team": ["one", "two"], "other": ["three"]},
        "imported again": {"my-team": ["four"]},
        "edited": {"my-team": ["one", "second"]},
        "removed": {},
    }[change]
    assert {
        deck: mains(library, deck) for deck in library.decks() if deck != PACKAGED_DECK
    } == expected


async def test_library_is_left_alone_while_nothing_changes(folder: Path) -> None:
    decks = Decks(folder, ())
    library = Library(before := decks.read())
    with pytest.raises(asyncio.CancelledError):
        await decks.keep_up(library, Looks(lambda: None))  # type: ignore[arg-type]
    assert library._decks is before


def break_reading(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let one deck do to its reader what nobody has thought of."""
    read = decks_module.load

    def broken(folder: Path | None) -> Bank:
        if folder and folder.name == name:
            raise RecursionError("too deep")
        return read(folder)

    monkeypatch.setattr(decks_module, "load", broken)


def test_deck_that_cannot_be_read_leaves_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "broken", "one")
    break_reading(monkeypatch, "broken")
    assert list(Decks(folder, ()).read()) == [PACKAGED_DECK, "my-team"]


async def test_trouble_with_a_deck_never_ends_the_watch(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decks = Decks(folder, ())
    library = Library(decks.read())
    monkeypatch.setattr(decks, "read", lambda: 1 / 0)
    with pytest.raises(asyncio.CancelledError):
        await decks.keep_up(library, Looks(lambda: write(folder / "other", "x")))  # type: ignore[arg-type]
    assert mains(library, "my-team") == ["one", "two"]
