"""Our own graded answers as a benchmark: what to report, what to calibrate on, what to time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from content.schema import Rubric
from evaluators.benchmark import points, trust
from evaluators.benchmark.baselines import GraderScore, Scorer, calibrated
from evaluators.benchmark.gaming import gamed, moved
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY, ScoredAnswers, mean_score
from evaluators.benchmark.results import Aim, Gamed, Outside, Part, Results, Scale, Speed, System
from evaluators.evidence.features import Floats
from evaluators.grade import BatchGrader, GradeRequest
from evaluators.graded import AnswerKind, GradedAnswer, GradedSet
from evaluators.graded.labels import Labels

_CALIBRATION_QUESTIONS = 60
_TIMED_ANSWERS = 128

Scored = tuple[Floats, Floats]
"""Scores with the whole rubric, and with its references only."""


@dataclass(frozen=True)
class Grades:
    """What whole grades come to, by name."""

    trust: Mapping[str, float | None]
    gamed: Mapping[str, Gamed]
    moved: Mapping[str, float]


@dataclass(frozen=True)
class Bench:
    """Graded answers, which of them to report, and what readers say of their points."""

    graded: GradedSet
    part: Part
    labels: Labels = field(default_factory=dict)

    @property
    def reported(self) -> list[GradedAnswer]:
        if self.part == "blind":
            return list(self.graded.blind)
        split = self.graded.split
        return [one for one in self.graded.answers if self.part in ("all", split(one.question_id))]

    @property
    def calibrating(self) -> list[GradedAnswer]:
        """Return the answers to some questions of the train split; more would only take time."""
        train = self.graded.of_split("train")
        ids = list(dict.fromkeys(one.question_id for one in train))
        some = set(ids[:: -(-len(ids) // _CALIBRATION_QUESTIONS)] if ids else [])
        return [one for one in train if one.question_id in some]

    def _requests(self, answers: Sequence[GradedAnswer], *, bare: bool) -> list[GradeRequest]:
        """Return what graders take; `bare` leaves of each question its text and references."""
        rubrics = {one.question_id: self.graded.rubric(one.question_id) for one in answers}
        if bare:
            rubrics = {
                id_: Rubric(id=id_, text=one.text, references=one.references)
                for id_, one in rubrics.items()
            }
        return [
            GradeRequest(question=rubrics[one.question_id], answer=one.answer) for one in answers
        ]

    def score(self, scorer: Scorer, answers: Sequence[GradedAnswer]) -> Scored:
        """Score answers with all of their rubrics, and with references only."""
        full = scorer.score(self._requests(answers, bare=False))
        if not scorer.uses_rubric:
            return full, full
        return full, scorer.score(self._requests(answers, bare=True))

    def calibrated(self, scorer: Scorer, scored: Scored) -> Scored:
        """Map scores onto grades by what the train split says of the scorer."""
        grades = np.array([one.grade for one in self.calibrating])
        full, bare = self.score(scorer, self.calibrating)
        return calibrated(scored[0], full, grades), calibrated(scored[1], bare, grades)

    def system(self, name: str, scale: Scale, scored: Scored) -> System:
        """Measure the scores of the reported answers."""
        full, bare = (ScoredAnswers(self.reported, values) for values in scored)
        measures = {title: measure(full) for title, measure in MEASURES.items()}
        means = {kind: mean_score(full, kind) for kind in AnswerKind}
        measures |= {title: measure(bare) for title, measure in REFERENCES_ONLY.items()}
        return System(name=name, scale=scale, measures=measures, means=means)

    def measured(self, scorer: Scorer) -> list[System]:
        """Measure a grader; a baseline as it is and calibrated on the train split."""
        scored = self.score(scorer, self.reported)
        if isinstance(scorer, GraderScore):
            return [self.system(scorer.name, "grade", scored)]
        systems = [self.system(scorer.name, "raw", scored)]
        if self.calibrating:
            fair = self.calibrated(scorer, scored)
            systems.append(self.system(scorer.name, "calibrated", fair))
        return systems

    def grades(self, grader: BatchGrader) -> Grades:
        """Measure whole grades: of the reported answers, of tricks with their questions, of coats
        round them."""
        answers = self.reported
        grades = grader.grade(self._requests(answers, bare=False))
        graded = list(zip(answers, grades, strict=True))
        asked = dict.fromkeys(one.question_id for one in answers)
        return Grades(
            trust={title: measure(graded) for title, measure in trust.MEASURES.items()}
            | points.measures(graded, self.labels),
            gamed=gamed(grader, [self.graded.rubric(id_) for id_ in asked]),
            moved=moved(grader, answers, self.graded.rubrics),
        )

    @property
    def timed(self) -> list[GradeRequest]:
        """Return up to 128 answers, evenly from all that are reported."""
        step = -(-len(self.reported) // _TIMED_ANSWERS)
        return self._requests(self.reported[::step], bare=False)

    def results(
        self,
        grader: str,
        aims: Sequence[Aim],
        systems: Sequence[System],
        outside: Sequence[Outside],
        speed: Speed,
        grades: Grades,
        notes: Sequence[str],
    ) -> Results:
        """Put together what was found, and on how many answers."""
        answers = self.reported
        questions = {one.question_id for one in answers}
        perfect = ScoredAnswers(answers, np.array([one.grade for one in answers]))
        return Results(
            grader=grader,
            split=self.part,
            answers=len(answers),
            questions=len(questions),
            families=len({self.graded.families[id_] for id_ in questions}),
            pairs=sum(one.pair_of is not None for one in answers),
            counts={kind: len(perfect.of(kind)) for kind in AnswerKind},
            grades={kind: mean_score(perfect, kind) for kind in AnswerKind},
            aims=tuple(aims),
            systems=tuple(systems),
            outside=tuple(outside),
            speed=speed,
            trust=grades.trust,
            gamed=grades.gamed,
            moved=grades.moved,
            notes=tuple(notes),
        )
