"""How well a grader judges single points, against what two readers agree on."""

from collections.abc import Mapping, Sequence

from evaluators.benchmark.measures import mean
from evaluators.benchmark.trust import Graded
from evaluators.grade import Grade, PointState
from evaluators.graded.labels import POINT, Label, Labels

LANGUAGES = {"Korean": "ko", "English": "en", "mixed": "mixed"}
STATED, CONTRADICTED = "points stated, F1", "points contradicted, precision"

Pairs = Sequence[tuple[PointState, PointState]]
"""What readers say of a point, and what the grader says."""


def measures(graded: Graded, labels: Labels) -> dict[str, float | None]:
    """Return F1 of what is called stated, and precision of what is called contradicted, for the
    answers in each language."""
    found: dict[str, float | None] = {}
    for language, lang in LANGUAGES.items():
        told = [(answer, grade) for answer, grade in graded if answer.lang == lang]
        pairs = [one for answer, grade in told for one in _pairs(grade, labels.get(answer.id, {}))]
        found[f"{STATED}, {language}"] = f1(pairs, PointState.STATED)
        found[f"{CONTRADICTED}, {language}"] = precision(pairs, PointState.CONTRADICTED)
    return found


def _pairs(grade: Grade, labels: Mapping[str, Label]) -> Pairs:
    told = {name: one.agreed for name, one in labels.items()}
    return [
        (agreed, point.state)
        for point in grade.key_points
        if (agreed := told.get(f"{POINT}:{point.id}")) is not None
    ]


def precision(pairs: Pairs, state: PointState) -> float | None:
    """Return how much of what the grader calls so the readers call so, too."""
    return mean(told is state for told, found in pairs if found is state)


def f1(pairs: Pairs, state: PointState) -> float | None:
    """Return the harmonic mean of precision and recall."""
    both = sum(told is state and found is state for told, found in pairs)
    either = sum(told is state for told, _ in pairs) + sum(found is state for _, found in pairs)
    return 2 * both / either if either else None
