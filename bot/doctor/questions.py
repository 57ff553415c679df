"""Is there something to ask?"""

import asyncio
from pathlib import Path

from bot.app.config import Settings
from bot.app.decks import folders
from bot.doctor.finding import Diagnosis, ok, problem, warning
from content.cli import count
from content.loader import PACKAGED_DECKS, Bank, load

NAME = "questions"
MAX_SHOWN = 3


async def check_questions(settings: Settings) -> list[Diagnosis]:
    """Check that all decks load, the packaged ones and those that were imported."""
    imported = {one.name: one for one in _imported(settings) if one.name not in PACKAGED_DECKS}
    decks = {**PACKAGED_DECKS, **imported}
    return await asyncio.to_thread(
        lambda: [diagnosis(name, load(at)) for name, at in decks.items()]
    )


def _imported(settings: Settings) -> list[Path]:
    """Return the folders of imported decks; none if they can't be seen: another check says so."""
    try:
        return folders(settings.decks)
    except OSError:
        return []


def diagnosis(name: str, bank: Bank) -> Diagnosis:
    """Say how many questions a deck holds, and what had to be left out."""
    fix = f"`quizmaster content check --deck {name}` names every fault"
    mains, follow_ups = count(len(bank.mains()), "question"), count(len(bank.parents), "follow-up")
    held = f"{name}: {mains}, {follow_ups}"
    if not bank.questions:
        found = problem if name in PACKAGED_DECKS else warning
        return found(NAME, f"none of {name} can be loaded", fix)
    if not bank.faults:
        return ok(NAME, held)
    named = "; ".join(map(str, bank.faults[:MAX_SHOWN]))
    more = len(bank.faults) - MAX_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return warning(NAME, f"{held}; left out: {named}{rest}", fix)
