"""How good and how fast the grader should be, and whether it is.

Knows measures by their titles only; where they come from is none of its business.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluators.benchmark.measures import LANGUAGE_GAP, REFERENCES_ONLY
from evaluators.benchmark.outside import SAF, SEMEVAL
from evaluators.benchmark.results import Aim, Outcome, Unit

LATENCY, THROUGHPUT = "one answer, p95", "grading against all-MiniLM-L6-v2's encoding"
KORSTS = "KorSTS, Spearman of the cosine"

_ROUNDING = 1e-9

Found = Mapping[str, Mapping[str, float | None]]
"""Values by measure and system."""


@dataclass(frozen=True)
class Goal:
    """What a measure should come to: `bound` at least, or at most."""

    measure: str
    bound: float
    at_most: bool = False
    unit: Unit = "share"


def lead(dataset: str) -> str:
    """Name the measure of how far a system is ahead of all-MiniLM-L6-v2 on a dataset."""
    return f"{dataset}, AUC minus all-MiniLM-L6-v2's"


GOALS = (
    Goal("Spearman, all answers", 0.85),
    Goal("quadratic weighted kappa", 0.80),
    Goal("AUC, full against misconception", 0.92),
    Goal("minimal pairs told apart", 0.85),
    Goal("mean score, off-topic", 0.10, at_most=True),
    Goal("mean score, non-answers", 0.08, at_most=True),
    Goal("mean score, full, Korean", 0.85),
    Goal("mean score, full, English", 0.85),
    Goal("mean score, full, mixed", 0.85),
    Goal(LANGUAGE_GAP, 0.05, at_most=True),
    Goal(REFERENCES_ONLY, 0.75),
    Goal(lead(SEMEVAL.title), 0.05, unit="difference"),
    Goal(lead(SAF.title), 0.05, unit="difference"),
    Goal(KORSTS, 0.80),
    Goal(LATENCY, 25.0, at_most=True, unit="ms"),
    Goal(THROUGHPUT, 10.0, unit="times"),
)


def aims(found: Found, ours: str) -> tuple[Aim, ...]:
    """Hold what was found against every goal; `ours` is the system that has to meet it."""
    return tuple(_aim(goal, found.get(goal.measure, {}), ours) for goal in GOALS)


def _aim(goal: Goal, values: Mapping[str, float | None], ours: str) -> Aim:
    return Aim(
        measure=goal.measure,
        bound=goal.bound,
        at_most=goal.at_most,
        unit=goal.unit,
        values=values,
        outcome=_outcome(goal, values.get(ours)),
    )


def _outcome(goal: Goal, value: float | None) -> Outcome:
    if value is None:
        return "not measured"
    ahead = goal.bound - value if goal.at_most else value - goal.bound
    return "met" if ahead >= -_ROUNDING else "missed"
