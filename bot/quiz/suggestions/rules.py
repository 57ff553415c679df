"""From what a member suggests to a question: what may be stored, and what it becomes.

Knows nothing of forms or of who may decide.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from bot.i18n.messages import say
from bot.quiz.answering.text import clean
from bot.quiz.errors import Refusal
from bot.quiz.library import SUGGESTED
from bot.quiz.suggestions.model import Suggestion, Wording
from content.schema import Bilingual, KeyPoint, Language, Question, References, Rubric

QUESTION_CHARS = (10, 500)
REFERENCE_CHARS = (20, 2000)
POINT_CHARS = (2, 200)
MAX_POINTS = 6
MAX_REASON_CHARS = 300

_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")


def read(args: Mapping[str, str]) -> Wording:
    """Read what was typed in a form; key points come one per line.

    Raises:
        Refusal: something is too short, too long or too many.
    """
    question = _within(args.get("question", ""), QUESTION_CHARS, "question")
    reference = _within(args.get("reference", ""), REFERENCE_CHARS, "reference")
    lines = clean(args.get("key_points", "")).splitlines()
    points = dict.fromkeys(point for line in lines if (point := _BULLET.sub("", line).strip()))
    if len(points) > MAX_POINTS:
        raise Refusal(
            "error-suggestion-points", field="key_points", limit=MAX_POINTS, given=len(points)
        )
    for point in points:
        _within(point, POINT_CHARS, "key_points", "error-suggestion-point")
    return Wording(question, reference, tuple(points))


def read_reason(text: str) -> str:
    """Read why a suggestion is turned down; nothing is fine.

    Raises:
        Refusal: it is too long.
    """
    return _within(text, (0, MAX_REASON_CHARS), "reason")


def _within(text: str, chars: tuple[int, int], field: str, otherwise: str = "") -> str:
    cleaned = clean(text)
    least, most = chars
    if not least <= len(cleaned) <= most:
        message = otherwise or f"error-suggestion-{field}"
        raise Refusal(message, field=field, least=least, most=most, given=len(cleaned))
    return cleaned


def rubric(suggestion: Suggestion) -> Rubric:
    """Return what grading an answer to a suggestion needs."""
    wording = suggestion.wording
    return Rubric(
        id=suggestion.question,
        text=Bilingual.same(wording.question),
        references=References.model_validate(
            {_language_of(wording.reference): (wording.reference,)}
        ),
        key_points=tuple(
            KeyPoint(id=_named(text), text=Bilingual.same(text)) for text in wording.key_points
        ),
    )


def _named(point: str) -> str:
    """Return the id of a key point: what is stored of it lapses once it says something else."""
    return f"point-{sha256(point.encode()).hexdigest()[:8]}"


def question(suggestion: Suggestion, author: str) -> Question:
    """Return the question that a suggestion becomes; its solution names the author, if known."""
    credit = None
    if author:
        credit = Bilingual(
            ko=say("ko", "suggestion-credit", name=author),
            en=say("en", "suggestion-credit", name=author),
        )
    return Question(**dict(rubric(suggestion)), topic=SUGGESTED, explanation=credit)


def _language_of(text: str) -> Language:
    return "ko" if _HANGUL.search(text) else "en"
