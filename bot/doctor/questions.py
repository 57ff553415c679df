"""Is there something to ask?"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from bot.app.config import Settings
from bot.app.decks import folders
from bot.doctor import storage
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.quiz.model import Channel
from content.cli import count
from content.loader import PACKAGED_DECKS, Bank, load

NAME = "questions"
MAX_SHOWN = 3


async def check_questions(settings: Settings) -> list[Diagnosis]:
    """Check that all decks load, the packaged and the imported ones, and that none is missing."""
    imported = {one.name: one for one in _imported(settings) if one.name not in PACKAGED_DECKS}
    decks = {**PACKAGED_DECKS, **imported}
    found = await asyncio.to_thread(
        lambda: [diagnosis(name, load(at)) for name, at in decks.items()]
    )
    channels = await storage.channels(settings) or []
    return [*found, *_missing(settings.decks, channels, decks)]


def _missing(folder: Path, channels: Iterable[Channel], decks: Collection[str]) -> list[Diagnosis]:
    """Name each deck that a channel asks from and that isn't there, with those channels."""
    asking: dict[str, list[str]] = {}
    for channel in channels:
        for deck in channel.all_decks:
            if deck not in decks:
                asking.setdefault(deck, []).append(f"#{channel.name}")
    return [
        problem(
            NAME,
            f"{deck} is missing, and a daily question is asked from it in {_listed(names)}",
            f"put it back as {folder / deck}, or choose another deck there with `/quiz settings`",
        )
        for deck, names in sorted(asking.items())
    ]


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
    return warning(NAME, f"{held}; left out: {_listed(bank.faults)}", fix)


def _listed(things: Sequence[object]) -> str:
    """Return the first few, and how many more there are."""
    more = len(things) - MAX_SHOWN
    rest = [f"and {more} more"] if more > 0 else []
    return "; ".join([*map(str, things[:MAX_SHOWN]), *rest])
