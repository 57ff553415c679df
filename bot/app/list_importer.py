"""Reads lists that members send, each in a process of its own, and keeps them until they decide."""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

from bot.i18n.messages import say
from bot.quiz.errors import ListRefused
from bot.quiz.ports import ImportedList, Piece
from content.importers import deck as decks
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

    def __init__(self, data_dir: Path) -> None:
        self._kept = data_dir / "imports"
        self._decks = data_dir / "decks"
        self._room = asyncio.Semaphore(AT_ONCE)

    async def read(self, name: str, content: bytes, deck: str) -> ImportedList:
        if deck in PACKAGED_DECKS:
            raise _refused("error-deck-taken")
        async with self._room:
            found = await self._answer(name, content, deck)
        if "refused" in found:
            raise ListRefused(Bilingual(**found["refused"]))
        id_ = secrets.token_urlsafe(16)
        await asyncio.to_thread(self._keep, id_, deck, found["questions"])
        return _told(id_, deck, found)

    async def _answer(self, name: str, content: bytes, deck: str) -> dict[str, Any]:
        order = json.dumps({"name": name, "deck": deck}).encode() + b"\n"
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", WORKER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
        )
        try:
            async with asyncio.timeout(READ_S):
                out, _ = await child.communicate(order + content)
            found: dict[str, Any] = json.loads(out)
        except (TimeoutError, ValueError) as exc:
            log.warning("a list of %d bytes was not read: %r", len(content), exc)
            raise _refused("error-import-too-long") from exc
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        return found

    def _keep(self, id_: str, deck: str, questions: list[Any]) -> None:
        self._kept.mkdir(parents=True, exist_ok=True)
        for old in self._kept.glob("*.json"):
            if time.time() - old.stat().st_mtime > KEPT_S:
                old.unlink(missing_ok=True)
        text = json.dumps({"deck": deck, "questions": questions}, ensure_ascii=False)
        (self._kept / f"{id_}.json").write_text(text, "utf-8")

    async def publish(self, id: str) -> str | None:
        return await asyncio.to_thread(self._publish, id)

    def _publish(self, id_: str) -> str | None:
        """Write the deck; pressed twice, it is written twice."""
        kept = self._kept / f"{id_}.json"
        if not id_.replace("-", "").replace("_", "").isalnum() or not kept.is_file():
            return None
        held = json.loads(kept.read_text("utf-8"))
        questions = [Question.model_validate(one) for one in held["questions"]]
        try:
            decks.write(questions, self._decks / held["deck"])
        except decks.Unwritable as exc:
            log.warning("deck %s is not saved: %s", held["deck"], exc)
            raise _refused("error-deck-unwritable") from exc
        return str(held["deck"])


def _refused(message: str) -> ListRefused:
    return ListRefused(Bilingual(**{one: say(one, message) for one in LANGUAGES}))


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
        first=tuple(main.text.ko for main in mains[:SHOWN]),
        pieces=tuple(pieces),
    )
