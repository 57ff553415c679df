"""The decks on disk: the packaged ones, and a folder of those that were imported."""

import asyncio
import logging
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from bot.quiz.library import Library
from bot.quiz.ports import Clock
from content.loader import PACKAGED_DECKS, Bank, load

log = logging.getLogger(__name__)

LOOK_S = 30.0

State = tuple[tuple[str, int], ...]


class Decks:
    """Reads the decks, and imported ones again when one was added, changed or removed."""

    def __init__(self, folder: Path, demos: Collection[str]) -> None:
        """Take where imported decks are, and the names of the demos there are."""
        self._folder = folder
        self._demos = demos
        self._seen = self._state()

    def read(self) -> dict[str, Bank]:
        """Return the decks by name, the packaged ones first; blocking."""
        decks = dict(self._packaged)
        for path in folders(self._folder):
            if path.name in decks:
                continue
            try:
                decks[path.name] = self._deck(path.name, path)
            except Exception:
                # What a team dropped in must not keep the quiz from running.
                log.exception("deck %s is left out", path.name)
        return decks

    @cached_property
    def _packaged(self) -> dict[str, Bank]:
        return {name: self._deck(name, folder) for name, folder in PACKAGED_DECKS.items()}

    def _deck(self, name: str, folder: Path) -> Bank:
        bank = load(folder)
        for fault in bank.faults:
            log.warning("question of deck %s left out: %s", name, fault)
        return bank.with_demos(self._demos)

    def _state(self) -> State:
        files = (file for path in folders(self._folder) for file in (path, *sorted(path.glob("*"))))
        return tuple((str(file), _changed_at(file)) for file in files)

    async def keep_up(self, library: Library, clock: Clock) -> None:
        """Give the library the decks anew whenever their folders changed, for ever."""
        while True:
            await clock.sleep(LOOK_S)
            await self.look(library)

    async def look(self, library: Library) -> None:
        """Give the library the decks anew if their folders have changed."""
        try:
            state = await asyncio.to_thread(self._state)
            if state != self._seen:
                library.exchange(await asyncio.to_thread(self.read))
                self._seen = state
        except Exception:
            log.exception("the decks in %s cannot be read", self._folder)


def folders(within: Path) -> list[Path]:
    """Return the folders of imported decks."""
    return sorted(path for path in within.glob("[!.]*/") if path.is_dir())


def _changed_at(file: Path) -> int:
    """Return when a file was changed, in ns; 0 where it leads nowhere, as editors' locks do."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
