"""What grading takes and gives: plain types that every process can import (no torch here)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from content.schema import Bilingual, Rubric

Share = Annotated[float, Field(ge=0.0, le=1.0)]
MAX_ANSWER_CHARS = 4000
VALUE = "value"
"""The id of the key point that a grader adds where a question asks for a number."""


class Verdict(StrEnum):
    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    OFF_TOPIC = "off_topic"
    NO_ANSWER = "no_answer"


CORRECT_FROM, PARTIAL_FROM = 0.7, 0.25


def earned(score: float, *, flawed: bool = False) -> Verdict:
    """Return the verdict that a score earns; an answer with a flaw is not correct."""
    if score >= CORRECT_FROM and not flawed:
        return Verdict.CORRECT
    return Verdict.PARTIAL if score >= PARTIAL_FROM else Verdict.INCORRECT


class Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PointState(StrEnum):
    """What an answer does with a key point.

    What is unclear is about the idea, but does not say it so that one could be sure of either.
    """

    STATED = "stated"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"
    MISSING = "missing"


class KeyPointGrade(Value):
    """How one key point fared; `score` is how sure it is that the answer states it.

    A point that is not `needed` is a bonus. Whatever is not missing has `evidence`, the member's
    own sentence.
    """

    id: str
    text: Bilingual
    weight: float
    needed: bool = True
    score: Share
    state: PointState = PointState.MISSING
    evidence: str | None = None

    @property
    def met(self) -> bool:
        return self.state is PointState.STATED

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_stored(cls, said: Any) -> Any:
        """Read what earlier versions stored: `met` and `reversed` in place of a state."""
        if not isinstance(said, dict) or "met" not in said:
            return said
        told = {name: value for name, value in said.items() if name not in ("met", "reversed")}
        if said["met"]:
            return told | {"state": PointState.STATED}
        is_reversed = said.get("reversed", False)
        return told | {"state": PointState.CONTRADICTED if is_reversed else PointState.MISSING}


class MisconceptionFound(Value):
    """A misconception of the question that a sentence of the answer states."""

    text: Bilingual
    why: Bilingual
    evidence: str
    score: Share


class Grade(Value):
    """The outcome for one answer: score, verdict and the reasons for both.

    `similarity` is the highest cosine between the whole answer and a reference, in [-1, 1];
    `answers` is the question beside this one that the answer is nearer to, if that limits it.
    `grader` names the version of model and calibration, so that grades can be told apart later.
    """

    score: Share
    verdict: Verdict
    key_points: tuple[KeyPointGrade, ...] = ()
    misconceptions: tuple[MisconceptionFound, ...] = ()
    similarity: float = 0.0
    answers: Bilingual | None = None
    grader: str = ""

    def unquoted(self) -> "Grade":
        """Return the grade without what it quotes of the answer."""
        points = [one.model_copy(update={"evidence": None}) for one in self.key_points]
        wrong = [one.model_copy(update={"evidence": ""}) for one in self.misconceptions]
        return self.model_copy(update={"key_points": tuple(points), "misconceptions": tuple(wrong)})


class GradeRequest(Value):
    question: Rubric
    answer: Annotated[str, Field(max_length=MAX_ANSWER_CHARS)]


class BatchGrader(Protocol):
    """Grades many answers at once; blocking, so call it off the event loop."""

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]: ...

    def prepare(self, question: Rubric) -> None:
        """Do ahead what the first answer to a question would have to wait for."""
        ...
