"""Reads one list in a process of its own, for whoever must neither wait nor be brought down.

Standard input holds a line of JSON (`name`, `deck`) and then the file; standard output gets one
object: the questions and the report, or `refused`, a sentence per language.
"""

import contextlib
import json
import sys
from typing import Any

from content.importers import run
from content.importers.item import BadInput
from content.importers.source import Upload
from content.schema import LANGUAGES

MAX_MEMORY = 1_500_000_000
MAX_CPU_S = 60


def main() -> None:
    _limit()
    order = json.loads(sys.stdin.buffer.readline())
    json.dump(answer(order["name"], order["deck"], sys.stdin.buffer.read()), sys.stdout)


def _limit() -> None:
    """Bound memory and time, where the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))


def answer(name: str, deck: str, content: bytes) -> dict[str, Any]:
    """Return what a list came to, as plain data."""
    try:
        imported = run.read([Upload(name, content)], deck)
    except BadInput as refused:
        return {"refused": {one: f"{name}: {refused.said(one)}" for one in LANGUAGES}}
    return {
        "questions": [one.model_dump(mode="json") for one in imported.questions],
        "pieces": [
            {
                "event": entry.event.value,
                "line": entry.place.line,
                "text": entry.text[:500],
                "why": {one: entry.because(one) for one in LANGUAGES},
            }
            for entry in imported.report.entries
        ],
    }


if __name__ == "__main__":
    main()
