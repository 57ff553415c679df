"""What is asked of a judge, and what it rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

LABELS = ("stated", "contradicted", "unaddressed")
Span = tuple[int, int]
"""First character of a stretch of text, and the one after its last."""


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """An answer and the statements to judge it by; `question` may be empty."""

    question: str
    answer: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure it is that an answer states a statement, and that it contradicts it.

    Both are in [0, 1] and leave the rest to its doing neither. `decisive` is the stretch of the
    answer that decides it, where the judge tells.
    """

    stated: float
    contradicted: float
    decisive: Span | None


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """A ruling for each statement, in order, and the name of the judge `by` whom."""

    by: str
    rulings: tuple[Judgement, ...]


class Judge(Protocol):
    """Judges many answers at once; blocking. `name` tells its version."""

    name: str

    def judge(self, asked: Sequence[JudgeRequest]) -> Sequence[JudgeResult | None]:
        """Return what is ruled of each answer, in order; None where the judge failed."""
        ...


class JudgeUnavailable(RuntimeError):
    """A judge cannot be loaded; the message says why."""
