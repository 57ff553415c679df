"""What a card is, told by its words: a grade, a refusal, a question, a reveal."""

import re
from importlib.resources import files

from bot.i18n.messages import say

FILES = tuple(one for one in files("bot.i18n").iterdir() if one.name.endswith(".ftl"))
NO = r"error-[a-z-]+|[a-z-]*(?:not-(?:kept|taken|stored)|too-many|busy)[a-z-]*"
LINE = re.compile(rf"^(?P<id>{NO}) = (?P<said>.+)$")
PLACEABLE = re.compile(r"\{[^}]*\}")

GRADE = re.compile(r"(?:시도 |attempt )\d+/3", re.IGNORECASE)
POINTS = re.compile(r"(\d+)점 · ")
QUESTION = "오늘의 질문"
REVEAL = "📖 풀이"
FOLLOW_UP = re.compile(r"↪️ 이어지는 질문 (\d+)/(\d+)")


def _refusals() -> re.Pattern[str]:
    """Return what finds any sentence that says no."""
    found = []
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            if match := LINE.match(line):
                parts = [re.escape(part) for part in PLACEABLE.split(match["said"])]
                found.append(".*?".join(parts))
    return re.compile("|".join(found))


REFUSAL = _refusals()
WHICH = say("ko", "which-title")


def is_grade(text: str) -> bool:
    return GRADE.search(text) is not None


def is_refusal(text: str) -> bool:
    """Tell whether a card says that something was not done, or asks first what was meant; a grade
    may quote such words."""
    return not is_grade(text) and (WHICH in text or REFUSAL.search(text) is not None)
