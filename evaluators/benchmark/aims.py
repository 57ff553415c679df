"""How good and how fast the grader should be, and whether it is.

Knows measures by their titles only; where they come from is none of its business.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from evaluators.benchmark import points
from evaluators.benchmark.results import Aim, Outcome, Unit

LATENCY, THROUGHPUT = "one answer, p95", "answers in one batch"
KORSTS = "KorSTS, Spearman of the cosine"
SEMEVAL_AUC = "SemEval-2013 task 7, AUC"

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


GOALS = (
    Goal("Spearman, all answers", 0.87),
    Goal("quadratic weighted kappa", 0.85),
    Goal("AUC, full against misconception", 0.92),
    Goal("full answers told they are wrong", 0.01, at_most=True),
    Goal("misconceptions named", 0.85),
    Goal("minimal pairs told apart", 0.75),
    Goal("full answers at 0.8 or more, Korean", 0.95),
    Goal("full answers at 0.8 or more, English", 0.95),
    Goal("full answers at 0.8 or more, mixed", 0.95),
    Goal("partial answers within 0.25 of their grade", 0.85),
    Goal("scores more than 0.15 from their reasons", 0.01, at_most=True),
    *(Goal(f"{points.STATED}, {language}", 0.88) for language in points.LANGUAGES),
    *(Goal(f"{points.CONTRADICTED}, {language}", 0.97) for language in points.LANGUAGES),
    Goal("mean score, off-topic", 0.10, at_most=True),
    Goal("mean score, non-answers", 0.08, at_most=True),
    Goal("Spearman, references only", 0.80),
    Goal("quadratic weighted kappa, references only", 0.75),
    Goal(SEMEVAL_AUC, 0.83),
    Goal(KORSTS, 0.83),
    Goal(LATENCY, 150.0, at_most=True, unit="ms"),
    Goal(THROUGHPUT, 15.0, unit="answers/s"),
)


def aims(found: Found, ours: str) -> tuple[Aim, ...]:
    """Hold what was found against every goal; `ours` is the system that has to meet it."""
    return tuple(_aim(goal, found.get(goal.measure, {}), ours) for goal in GOALS)


def _aim(goal: Goal, values: Mapping[str, float | None], ours: str) -> Aim:
    outcome: Outcome = "not measured"
    if (value := values.get(ours)) is not None:
        ahead = goal.bound - value if goal.at_most else value - goal.bound
        outcome = "met" if ahead >= -_ROUNDING else "missed"
    return Aim(**asdict(goal), values=values, outcome=outcome)
