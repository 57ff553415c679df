"""Lists to read, and short ways to look at what came of them."""

import re
from collections.abc import Callable
from pathlib import Path

from content.importers.run import Imported, gather
from content.schema import Question
from tests.unit.content.exporters.samples import HOSTILE

Lists = Callable[..., list[Path]]

FILES = Path(__file__).parent / "files"
SHAPES = Path(__file__).parent / "shapes"
TYPED = [one for one in HOSTILE if not re.search("[\r\x1f]", one)]
"""Hostile texts without the control characters that no list may hold."""


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def imported(*paths: Path, name: str = "team") -> Imported:
    return gather(paths, name, quiet)


def outline(result: Imported) -> dict[str, list[str]]:
    """Return the wording of each main question and of its follow-ups."""
    return {one.text.ko: [child.text.ko for child in one.follow_ups] for one in result.questions}


def found(result: Imported, start: str) -> Question:
    return next(one for one in result.every if one.text.ko.startswith(start))
