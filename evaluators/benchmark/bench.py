"""Our own graded answers as a benchmark: what to report, and what to time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from content.schema import Rubric
from evaluators.benchmark import points, trust
from evaluators.benchmark.baselines import Scorer
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY, ScoredAnswers
from evaluators.benchmark.results import OfKind, Part
from evaluators.grade import BatchGrader, Grade, GradeRequest
from evaluators.graded import AnswerKind, GradedAnswer, GradedSet
from evaluators.graded.labels import Labels

_TIMED_ANSWERS = 128

Measures = Mapping[str, float | None]


@dataclass(frozen=True)
class Bench:
    """Graded answers, which of them to report, and what readers say of their points."""

    graded: GradedSet
    part: Part
    labels: Labels = field(default_factory=dict)

    @property
    def reported(self) -> list[GradedAnswer]:
        if self.part == "all":
            return list(self.graded.answers)
        return self.graded.of_split(self.part)

    @property
    def rubrics(self) -> dict[str, Rubric]:
        """Return the questions that are answered, by their ids."""
        return {one.question_id: self.graded.rubric(one.question_id) for one in self.reported}

    def measured(self, scorer: Scorer) -> Measures:
        """Measure scores with the whole rubrics, and with their references only."""
        bare = {
            id_: Rubric(id=id_, text=one.text, references=one.references)
            for id_, one in self.rubrics.items()
        }
        found: dict[str, float | None] = {}
        for measures, rubrics in ((MEASURES, self.rubrics), (REFERENCES_ONLY, bare)):
            scores = ScoredAnswers(self.reported, scorer.score(self._requests(rubrics)))
            found |= {title: measure(scores) for title, measure in measures.items()}
        return found

    def graded_by(self, grader: BatchGrader) -> list[Grade]:
        """Return the whole grades of the reported answers."""
        return grader.grade(self._requests(self.rubrics))

    def trusted(self, grades: Sequence[Grade]) -> Measures:
        """Measure what whole grades do to members."""
        graded = list(zip(self.reported, grades, strict=True))
        found = {title: measure(graded) for title, measure in trust.MEASURES.items()}
        return found | points.measures(graded, self.labels)

    def kinds(self, grades: Sequence[Grade]) -> dict[AnswerKind, OfKind]:
        """Return how the answers of each kind fare."""
        answers = self.reported
        scores = ScoredAnswers(answers, np.array([one.score for one in grades]))
        wanted = ScoredAnswers(answers, scores.grades)
        return {
            kind: OfKind(
                answers=len(found), grade=wanted.of(kind).mean(), score=scores.of(kind).mean()
            )
            for kind in AnswerKind
            if len(found := scores.of(kind))
        }

    @property
    def timed(self) -> list[GradeRequest]:
        """Return up to 128 answers, evenly from all that are reported."""
        requests = self._requests(self.rubrics)
        return requests[:: -(-len(requests) // _TIMED_ANSWERS)]

    def _requests(self, rubrics: Mapping[str, Rubric]) -> list[GradeRequest]:
        return [
            GradeRequest(question=rubrics[one.question_id], answer=one.answer)
            for one in self.reported
        ]
