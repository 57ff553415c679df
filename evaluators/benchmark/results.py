"""What a run of the benchmark found: plain values that a report can show and JSON can hold."""

from collections.abc import Mapping
from typing import Literal

from pydantic import computed_field

from evaluators.grade import Value
from evaluators.graded import AnswerKind

Part = Literal["test", "train", "blind", "all"]
Scale = Literal["grade", "raw", "calibrated"]
"""A grader's own scores; a baseline's; or those mapped onto grades, as the train split has them."""
Unit = Literal["share", "ms", "answers/s"]
Outcome = Literal["met", "missed", "not measured"]


class System(Value):
    """How one scorer fared; `means` is its mean score by kind of answer."""

    name: str
    scale: Scale
    measures: Mapping[str, float | None]
    means: Mapping[AnswerKind, float | None]


class Outside(Value):
    """What each system came to on `size` answers or pairs of a dataset read from a file."""

    dataset: str
    measure: str
    file: str
    size: int
    values: Mapping[str, float | None]


class Aim(Value):
    """A measure, its value by system, and whether ours is at least (or at most) `bound`."""

    measure: str
    bound: float
    at_most: bool
    unit: Unit
    values: Mapping[str, float | None]
    outcome: Outcome


class Speed(Value):
    """How fast the grader is once warm, on `cores`; `load` is how many processes wanted them.

    `encodes_per_s` is the grader's encoder alone, `minilm_per_s` is all-MiniLM-L6-v2.
    """

    cores: int
    load: float | None
    answer_p95_ms: float
    answers_per_s: float
    encodes_per_s: float
    minilm_per_s: float | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def grading_ratio(self) -> float | None:
        """Return how many answers are graded while MiniLM encodes one."""
        return self.answers_per_s / self.minilm_per_s if self.minilm_per_s else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def encoding_ratio(self) -> float | None:
        """Return how many answers the grader's encoder encodes while MiniLM encodes one."""
        return self.encodes_per_s / self.minilm_per_s if self.minilm_per_s else None


class Gamed(Value):
    """What a trick earns: its mean score, and how many of how many texts score more than a half."""

    mean: float
    above: int
    texts: int


class Results(Value):
    """One run; `grades` is the mean grade by kind of answer, `counts` how many there are.

    `trust` is what our grader's whole grades come to, by the names of `trust` and `points`,
    `gamed` and `moved` are what its tricks earn and its coats change, by those of `gaming`.
    """

    grader: str
    split: Part
    answers: int
    questions: int
    families: int
    pairs: int
    counts: Mapping[AnswerKind, int]
    grades: Mapping[AnswerKind, float | None]
    aims: tuple[Aim, ...]
    systems: tuple[System, ...]
    outside: tuple[Outside, ...]
    speed: Speed
    trust: Mapping[str, float | None]
    gamed: Mapping[str, Gamed]
    moved: Mapping[str, float]
    notes: tuple[str, ...] = ()
