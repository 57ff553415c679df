"""What a run of the benchmark found: plain values that a report can show and JSON can hold."""

from collections.abc import Mapping
from typing import Literal

from evaluators.grade import Value
from evaluators.graded import AnswerKind

Part = Literal["test", "train", "blind", "all"]
Unit = Literal["share", "ms", "answers/s"]
Outcome = Literal["met", "missed", "not measured"]


class Aim(Value):
    """A measure, its value by system, and whether ours is at least (or at most) `bound`."""

    measure: str
    bound: float
    at_most: bool
    unit: Unit
    values: Mapping[str, float | None]
    outcome: Outcome


class OfKind(Value):
    """The answers of a kind: how many, their mean grade, and their mean score."""

    answers: int
    grade: float
    score: float


class Speed(Value):
    """How fast the grader is once warm, on `cores`; `load` is how many processes wanted them."""

    cores: int
    load: float | None
    answer_p95_ms: float
    answers_per_s: float


class Gamed(Value):
    """What a trick earns: its mean score, and how many of how many texts score more than a half."""

    mean: float
    above: int
    texts: int


class Results(Value):
    """One run. `gamed` and `moved` are what tricks earn and coats change, by the names of
    `gaming`."""

    grader: str
    split: Part
    answers: int
    questions: int
    aims: tuple[Aim, ...]
    kinds: Mapping[AnswerKind, OfKind]
    speed: Speed
    gamed: Mapping[str, Gamed]
    moved: Mapping[str, float]
