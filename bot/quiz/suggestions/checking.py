"""How a suggestion holds up: graded against itself, and beside the questions there are."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.quiz.errors import GraderUnavailable
from bot.quiz.library import Library
from bot.quiz.model import Channel
from bot.quiz.ports import Grader
from bot.quiz.suggestions.model import Suggestion
from bot.quiz.suggestions.rules import rubric
from content.schema import Question
from evaluators.grade import Grade, GradeRequest, KeyPointGrade

log = logging.getLogger(__name__)

SOUND = 0.85
"""The least that a reference has to score when it is graded by itself, of 1."""
PATIENCE_S = 20.0

Alike = Callable[[str, str], bool]


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
