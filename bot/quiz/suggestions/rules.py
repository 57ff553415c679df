"""From what a member suggests to a question: what may be stored, how it holds up, what it becomes.

Knows nothing of forms or of who may decide.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.i18n.messages import say
from bot.quiz.answering.text import clean
from bot.quiz.errors import GraderUnavailable, Refusal, StoreAway
from bot.quiz.library import SUGGESTED, Library
from bot.quiz.model import Channel
from bot.quiz.ports import Clock, Grader
from bot.quiz.store import Store
from bot.quiz.suggestions.model import Suggestion, SuggestionState, Wording
from content.schema import Bilingual, KeyPoint, Language, Question, References, Rubric
from evaluators.grade import Grade, GradeRequest, KeyPointGrade

log = logging.getLogger(__name__)

QUESTION_CHARS = (10, 500)
REFERENCE_CHARS = (20, 2000)
POINT_CHARS = (2, 200)
MAX_POINTS = 6
MAX_REASON_CHARS = 300
SOUND = 0.85
"""The least that a reference has to score when it is graded by itself, of 1."""
PATIENCE_S = 20.0
LOOK_S = 3.0

_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")

Alike = Callable[[str, str], bool]


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


@dataclass(frozen=True, slots=True)
class Check:
    """How a suggestion holds up.

    `grade` is that of its reference, answered as its own question; None while the grader is away.
    `repeats` is a question of the channel that reads much the same.
    """

    suggestion: Suggestion
    grade: Grade | None
    repeats: Question | None = None

    @property
    def is_sound(self) -> bool:
        return self.grade is not None and self.grade.score >= SOUND

    @property
    def points(self) -> tuple[KeyPointGrade, ...]:
        """Return how the reference meets the key points, if the author named any."""
        return self.grade.key_points if self.grade and self.suggestion.wording.key_points else ()

    @property
    def missed(self) -> tuple[KeyPointGrade, ...]:
        return tuple(point for point in self.points if not point.met)


class Checker:
    """Grades suggestions against themselves, and compares them with the questions there are."""

    def __init__(self, grader: Grader, library: Library, alike: Alike) -> None:
        """Take what tells whether two wordings ask the same."""
        self._grader = grader
        self._library = library
        self._alike = alike

    async def check(self, channel: Channel, suggestion: Suggestion) -> Check:
        asked = self._library.askable(channel)
        repeats = await asyncio.to_thread(self._repeated, suggestion, asked)
        return Check(suggestion, await self._grade(suggestion), repeats)

    async def _grade(self, suggestion: Suggestion) -> Grade | None:
        request = GradeRequest(question=rubric(suggestion), answer=suggestion.wording.reference)
        try:
            async with asyncio.timeout(PATIENCE_S):
                [grade] = await self._grader.grade([request])
        except (GraderUnavailable, TimeoutError) as exc:
            log.info("suggestion %s is not checked now: %s", suggestion.id, exc)
            return None
        return grade

    def _repeated(self, suggestion: Suggestion, mains: Sequence[Question]) -> Question | None:
        asked = suggestion.wording.question
        for main in mains:
            if any(self._alike(asked, text) for text in (main.text.ko, main.text.en)):
                return main
        return None


async def restore(store: Store, library: Library) -> None:
    """Let each channel ask what has been approved there, as when the bot starts.

    What is retired is known all the same: rounds may still be about it.
    """
    for state in (SuggestionState.APPROVED, SuggestionState.RETIRED):
        for suggestion in await store.suggestions(state):
            author = await store.member(suggestion.author)
            add(library, suggestion, author.name if author else "")


class KeptUp:
    """Lets channels ask what another process, be it a command, has let them ask since."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._seen: object = None

    async def run(self) -> None:
        """Keep up for ever."""
        while True:
            await self._clock.sleep(LOOK_S)
            try:
                await self.keep_up()
            except StoreAway as exc:
                log.warning("what else is asked since waits for the store: %s", exc)
            except Exception:
                log.exception("what else is asked since could not be looked up")

    async def keep_up(self) -> None:
        decided = await self._store.decided()
        if decided != self._seen:
            await restore(self._store, self._library)
            self._seen = decided


def add(library: Library, suggestion: Suggestion, author: str) -> None:
    """Let a channel ask a suggestion as it is worded now, or no more once it is retired."""
    is_retired = suggestion.state is SuggestionState.RETIRED
    library.add(suggestion.channel, question(suggestion, author), is_retired=is_retired)
