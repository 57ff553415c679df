"""Is there something to ask?"""

from bot.app.config import Settings
from bot.doctor.finding import Diagnosis, ok, problem, warning
from content.cli import count
from content.loader import PACKAGED_DECKS, Bank, load

NAME = "questions"
MAX_SHOWN = 3
FIX = "`quizmaster content check` names every fault"


async def check_questions(_: Settings) -> list[Diagnosis]:
    """Check that the packaged questions load."""
    return [told(name, load(folder)) for name, folder in PACKAGED_DECKS.items()]


def told(name: str, bank: Bank) -> Diagnosis:
    """Say how many questions a deck holds, and what had to be left out."""
    mains, follow_ups = count(len(bank.mains()), "question"), count(len(bank.parents), "follow-up")
    held = f"{name}: {mains}, {follow_ups}"
    if not bank.questions:
        return problem(NAME, f"none of {name} can be loaded", FIX)
    if not bank.faults:
        return ok(NAME, held)
    named = "; ".join(map(str, bank.faults[:MAX_SHOWN]))
    more = len(bank.faults) - MAX_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return warning(NAME, f"{held}; left out: {named}{rest}", FIX)
