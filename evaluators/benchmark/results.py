"""What a run of the benchmark found: plain values that a report can show and JSON can hold."""

from collections.abc import Mapping
from typing import Literal

from evaluators.grade import Value
from evaluators.graded import AnswerKind

Part = Literal["test", "train", "all"]
Scale = Literal["grade", "raw", "calibrated"]
"""A grader's own scores; a baseline's; or those mapped onto grades, as the train split has them."""


class System(Value):
    """How one scorer fared; `means` is its mean score by kind of answer."""

    name: str
    scale: Scale
    measures: Mapping[str, float | None]
    means: Mapping[AnswerKind, float | None]


class Speed(Value):
    """How fast the grader is once warm, on `cores`; `minilm_per_s` is encoding, not grading."""

    cores: int
    answer_p95_ms: float
    answers_per_s: float
    minilm_per_s: float | None


class Results(Value):
    """One run; `grades` is the mean grade by kind of answer, `counts` how many there are."""

    grader: str
    split: Part
    answers: int
    questions: int
    families: int
    pairs: int
    counts: Mapping[AnswerKind, int]
    grades: Mapping[AnswerKind, float | None]
    systems: tuple[System, ...]
    speed: Speed
    notes: tuple[str, ...] = ()
