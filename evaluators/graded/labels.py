"""What each graded answer does with each key point and misconception of its question.

Two readers labelled every pair. What an answer's line does not name is missing to both.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from content.schema import Bilingual, Rubric, Strict
from evaluators.grade import PointState
from evaluators.graded import FOLDER, GradedSet

FILE = "labels.jsonl"
POINT, MISCONCEPTION = "point", "misconception"

Statement = Annotated[str, StringConstraints(pattern=rf"^({POINT}:[\w-]+|{MISCONCEPTION}:\d+)$")]


class Label(Strict):
    """What two readers say of one answer and one statement; `evidence` are the answer's words."""

    first: PointState = PointState.MISSING
    second: PointState = PointState.MISSING
    evidence: str = ""

    @property
    def agreed(self) -> PointState | None:
        return self.first if self.first is self.second else None


class Line(Strict):
    """All labels of one answer, by statement."""

    id: str
    labels: Mapping[Statement, Label] = Field(default_factory=dict)


Labels = Mapping[str, Mapping[str, Label]]
"""By answer, and by statement: every one of its question."""


def statements(rubric: Rubric) -> Iterator[str]:
    """Yield the names of what a question's answers are judged by."""
    yield from (f"{POINT}:{point.id}" for point in rubric.key_points)
    yield from (f"{MISCONCEPTION}:{row}" for row in range(len(rubric.misconceptions)))


def statement_text(rubric: Rubric, name: str) -> Bilingual:
    """Return what a statement says.

    Raises:
        KeyError: the question has no such statement.
    """
    kind, _, which = name.partition(":")
    if kind == POINT:
        return {point.id: point.text for point in rubric.key_points}[which]
    return dict(enumerate(one.text for one in rubric.misconceptions))[int(which)]


def load(graded: GradedSet, path: Path = FOLDER / FILE) -> Labels:
    """Read the labels of graded answers.

    Raises:
        ValueError: a line is no such line, or names what its answer or question does not have.
        OSError: the file cannot be read.
    """
    lines = map(Line.model_validate_json, path.read_bytes().splitlines())
    told = {line.id: line.labels for line in lines}
    answers = {one.id: one for one in (*graded.answers, *graded.blind)}
    if strangers := sorted(told.keys() - answers.keys()):
        raise ValueError(f"{path.name} labels answers that are not there: {strangers[:3]}")
    found: dict[str, Mapping[str, Label]] = {}
    for id_, answer in answers.items():
        names = list(statements(graded.rubric(answer.question_id)))
        labels = told.get(id_, {})
        if unknown := sorted(labels.keys() - set(names)):
            raise ValueError(f"{path.name}, {id_}: no such statement: {unknown[:3]}")
        if astray := [one for one in labels.values() if one.evidence not in answer.answer]:
            raise ValueError(f"{path.name}, {id_}: not in the answer: {astray[0].evidence!r}")
        found[id_] = {name: labels.get(name, Label()) for name in names}
    return found
