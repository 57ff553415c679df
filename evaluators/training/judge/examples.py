"""What a judge learns from: an answer, and what it does with each of some claims."""

from dataclasses import dataclass

from evaluators.grade import PointState
from evaluators.judge.port import JudgeRequest

Target = tuple[float, float, float]
"""How far an answer states a claim, contradicts it, and does neither; the sum is 1."""
Span = tuple[int, int]

STATED: Target = (1.0, 0.0, 0.0)
CONTRADICTED: Target = (0.0, 1.0, 0.0)
UNADDRESSED: Target = (0.0, 0.0, 1.0)
TARGETS = {
    PointState.STATED: STATED,
    PointState.CONTRADICTED: CONTRADICTED,
    PointState.MISSING: UNADDRESSED,
    PointState.UNCLEAR: (0.5, 0.0, 0.5),
}
LETTERS = {
    "S": PointState.STATED,
    "C": PointState.CONTRADICTED,
    "U": PointState.UNCLEAR,
    "N": PointState.MISSING,
}
"""How readers' labels are written."""


def between(first: PointState, second: PointState) -> Target:
    """Return what two readers make of a claim."""
    pairs = zip(TARGETS[first], TARGETS[second], strict=True)
    stated, contradicted, unaddressed = ((one + other) / 2 for one, other in pairs)
    return stated, contradicted, unaddressed


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its target; `decisive` are the answer's words behind it, where known."""

    text: str
    target: Target
    decisive: tuple[Span, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """An answer and its claims; `source` says where they are from."""

    answer: str
    claims: tuple[Claim, ...]
    question: str = ""
    source: str = ""

    @property
    def asked(self) -> JudgeRequest:
        return JudgeRequest(self.question, self.answer, tuple(claim.text for claim in self.claims))
