"""Reads lists that members send, each in a process of its own, and keeps them until they decide."""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.i18n.messages import say
from bot.quiz.errors import ListRefused
from bot.quiz.imports.model import ImportedList, Piece, ReadQuestion
from content.loader import PACKAGED_DECKS
from content.schema import LANGUAGES, Bilingual, Question

log = logging.getLogger(__name__)

READ_S = 60.0
KEPT_S = 24 * 3600
AT_ONCE = 2
SHOWN = 3
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "SYSTEMROOT")
"""What a child sees of our environment; tokens are none of its business."""
WORKER = "content.importers.worker"


class ListImporter:
    """Reads lists in child processes. What was read lies in the data folder for a day."""

    def __init__(self, data_dir: Path, on_saved: Callable[[], Awaitable[None]]) -> None:
        """Take the data folder, and what is to be done once a deck is saved there."""
        self._on_saved = on_saved
        self._kept = data_dir / "imports"
        self._decks = data_dir / "decks"
        self._room = asyncio.Semaphore(AT_ONCE)

    def is_taken(self, deck: str) -> bool:
        return deck in PACKAGED_DECKS or (self._decks / deck).exists()

    async def read(self, name: str, content: bytes, deck: str) -> ImportedList:
        async with self._room:
            out = await self._answer(name, content, deck)
        return await asyncio.to_thread(self._taken, deck, out)

    async def _answer(self, name: str, content: bytes, deck: str) -> bytes:
        order = json.dumps({"name": name, "deck": deck}).encode() + b"\n"
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", WORKER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
        )
        try:
            async with asyncio.timeout(READ_S):
                out, _ = await child.communicate(order + content)
        except TimeoutError as exc:
            log.warning("a list of %d bytes was not read in %d s", len(content), READ_S)
            raise _refused("error-import-too-long") from exc
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        if child.returncode:
            log.error("reading a list of %d bytes ended with %d", len(content), child.returncode)
            raise _refused("error-import-failed")
        return out

    def _taken(self, deck: str, out: bytes) -> ImportedList:
        """Keep what the child said of a list, and tell it.

        Raises:
            ListRefused: it said why not.
        """
        found: dict[str, Any] = json.loads(out)
        if "refused" in found:
            raise ListRefused(Bilingual(**found["refused"]))
        id_ = secrets.token_urlsafe(16)
        self._keep(id_, deck, found["questions"])
        return _told(id_, deck, found)

    def _keep(self, id_: str, deck: str, questions: list[Any]) -> None:
        self._kept.mkdir(parents=True, exist_ok=True)
        for old in self._kept.glob("*.json"):
            if time.time() - old.stat().st_mtime > KEPT_S:
                old.unlink(missing_ok=True)
        text = json.dumps({"deck": deck, "questions": questions}, ensure_ascii=False)
        (self._kept / f"{id_}.json").write_text(text, "utf-8")

    async def publish(self, id: str) -> str | None:
        deck = await asyncio.to_thread(self._publish, id)
        await self._on_saved()
        return deck

    def _publish(self, id_: str) -> str | None:
        """Write the deck, once, and never over another one."""
        from content.importers import deck as decks

        kept = self._kept / f"{id_}.json"
        if not id_.replace("-", "").replace("_", "").isalnum() or not kept.is_file():
            return None
        held = json.loads(kept.read_text("utf-8"))
        deck, folder = str(held["deck"]), self._decks / str(held["deck"])
        if not held["questions"]:
            return deck
        if folder.exists():
            raise _refused("error-deck-taken")
        try:
            decks.write([Question.model_validate(one) for one in held["questions"]], folder)
        except decks.Unwritable as exc:
            log.warning("deck %s is not saved: %s", deck, exc)
            raise _refused("error-deck-unwritable") from exc
        self._keep(id_, deck, [])
        return deck


def _refused(message: str) -> ListRefused:
    return ListRefused(Bilingual(**{one: say(one, message) for one in LANGUAGES}))


def _askable(mains: list[Question]) -> list[Question]:
    """Return those that are asked at once; of a list without answers, all."""
    return [main for main in mains if main.has_reference] or mains


def _read(main: Question) -> ReadQuestion:
    return ReadQuestion(main.text, next(iter(main.references.all()), ""))


def _told(id_: str, deck: str, found: dict[str, Any]) -> ImportedList:
    mains = [Question.model_validate(one) for one in found["questions"]]
    every = [one for main in mains for one in main.walk()]
    pieces = (
        Piece(one["event"], one["line"], one["text"], Bilingual(**one["why"]))
        for one in found["pieces"]
    )
    return ImportedList(
        id=id_,
        deck=deck,
        questions=len(every),
        mains=len(mains),
        answered=sum(one.has_reference for one in every),
        first=tuple(_read(main) for main in _askable(mains)[:SHOWN]),
        pieces=tuple(pieces),
    )
