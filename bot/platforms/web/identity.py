"""Who a visitor of the playground is: the name they give, and nothing else."""

import re
import unicodedata

from bot.quiz.model import Member, MemberId, WorkspaceId
from content.schema import LANGUAGES, Language

PLATFORM = "web"
WORKSPACE = WorkspaceId(PLATFORM)
MAX_NAME = 40
_SPACES = re.compile(r"\s+")


def clean_name(text: str) -> str | None:
    """Return the name as it is shown, or None when nothing is left or it is too long.

    Format characters go with the control characters: a name must not turn the text around it.
    """
    composed = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    kept = "".join(char for char in composed if unicodedata.category(char)[0] != "C")
    name = _SPACES.sub(" ", kept).strip()
    return name if 1 <= len(name) <= MAX_NAME else None


def member_id(name: str) -> MemberId:
    """Return the id of a clean name; "Mina" and "mina" are one member."""
    return MemberId("web:" + unicodedata.normalize("NFC", name.casefold()))


def member(name: str, language: Language) -> Member:
    """Return the member of a clean name. Whoever reaches a loopback page runs this bot."""
    return Member(member_id(name), WORKSPACE, name, language, is_admin=True)


def preferred_language(asked: str, accepted: str) -> Language:
    """Return the language asked for, or else the first of an Accept-Language header that the bot
    speaks.
    """
    ranked = sorted(accepted.split(","), key=_quality, reverse=True)
    spoken = (asked, *(entry.strip()[:2].lower() for entry in ranked))
    return next((known for tag in spoken for known in LANGUAGES if tag == known), "en")


def _quality(entry: str) -> float:
    found = re.search(r";\s*q=([01](?:\.\d+)?)", entry)
    return float(found[1]) if found else 1.0
