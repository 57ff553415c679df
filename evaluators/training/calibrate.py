"""Fit the calibration of an encoder on what graded answers do with each point of their questions.

Fits on the train split; its numbers come from cross-validation by family, so that the test split
stays unseen.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from content.schema import Rubric
from evaluators.benchmark.measures import ScoredAnswers, auc, kappa, mean_score, spearman
from evaluators.calibration import (
    Calibration,
    EncoderId,
    Profile,
    Trust,
    read,
)
from evaluators.encoders.encoder import Encoder, Vectors
from evaluators.evidence.anchors import AnchorBuilder, Anchors
from evaluators.evidence.features import Encoded, compare, encode_answers
from evaluators.grade import GradeRequest, PointState
from evaluators.graded import AnswerKind, GradedAnswer, GradedSet
from evaluators.graded.labels import Labels
from evaluators.grader import EmbeddingGrader
from evaluators.judge.opinion import Brief, opinions
from evaluators.judge.port import Judge
from evaluators.text.sentences import parse
from evaluators.text.tokens import Analyzer
from evaluators.training.fitting import Case, Heard, Judged, fit, fit_trust
from evaluators.training.graded import (
    is_watched,
    of_derived,
    of_letters,
    of_misconceptions,
    of_points,
)
from evaluators.training.judge.exercises import Exercise

FOLDS = 5
_POINTS_FOR_TRUST = 100
_STRAYS = 2
_BATCH = 128

NOTHING: Mapping[str, float] = MappingProxyType({})
Step = Callable[[str], None]
Scored = tuple[GradedAnswer, float]


class NothingToFit(ValueError):
    """The graded answers are too few to fit and cross-validate on."""


class RememberingEncoder:
    """Encodes no text twice: answers and questions share most of their words."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what the encoder does, asking it for new texts only."""
        if new := [text for text in dict.fromkeys(texts) if text not in self._known]:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


class Workbench:
    """Turns graded answers into cases, encoding each rubric once."""

    def __init__(self, encoder: Encoder, analyzer: Analyzer, graded: GradedSet, labels: Labels):
        self._encoder = encoder
        self._analyzer = analyzer
        self._graded = graded
        self._labels = labels
        self._builder = AnchorBuilder(encoder, analyzer)
        self._anchors: dict[tuple[str, bool], Anchors] = {}
        self._asked = [
            (graded.families[name], rubric)
            for name, rubric in sorted(graded.rubrics.items())
            if graded.split(name) == "train" and rubric.key_points and rubric.references.all()
        ]

    def cases(self, answers: Sequence[GradedAnswer], *, bare: bool = False) -> list[Case]:
        """Return the cases of answers; `bare` ones as if nothing but references were known."""
        found = []
        for answer, encoded in self._encoded(answers):
            rubric = self._graded.rubric(answer.question_id)
            labels = self._labels.get(answer.id, {})
            points = of_points(answer, rubric, labels)
            claims = of_misconceptions(answer, rubric, labels)
            found.append(self._case(encoded, rubric, points, claims, bare=bare))
        return found

    def told(self, asked: Sequence[Exercise], *, bare: bool = False) -> list[Case]:
        """Return the cases of what people answered in own words to questions that are graded."""
        found = []
        for one in asked:
            rubric = self._graded.rubric(one.id)
            parsed = [parse(answer.text, self._analyzer) for answer in one.answers]
            encoded = encode_answers(parsed, self._encoder)
            for answer, text in zip(one.answers, encoded, strict=True):
                told = of_letters(answer.first, answer.second)
                ahead = len(one.points)
                points = {row: state for row, state in told.items() if row < ahead}
                claims = {row - ahead: state for row, state in told.items() if row >= ahead}
                found.append(self._case(text, rubric, points, claims, bare=bare))
        return found

    def strayed(self, answers: Sequence[GradedAnswer], *, bare: bool = False) -> list[Case]:
        """Return answers as if they were given to questions of which they state nothing."""
        found = []
        for answer, encoded in self._encoded(answers):
            for rubric in self._others(answer):
                case = self._case(encoded, rubric, {}, {}, bare=bare)
                missing = dict.fromkeys(range(len(case.brief.points)), PointState.MISSING)
                found.append(replace(case, points=missing))
        return found

    def _encoded(self, answers: Sequence[GradedAnswer]) -> Iterator[tuple[GradedAnswer, Encoded]]:
        parsed = [parse(answer.answer, self._analyzer) for answer in answers]
        return zip(answers, encode_answers(parsed, self._encoder), strict=True)

    def _case(
        self,
        encoded: Encoded,
        rubric: Rubric,
        points: Judged,
        misconceptions: Judged,
        *,
        bare: bool,
    ) -> Case:
        anchors = self._of(rubric, bare=bare)
        if bare:
            points = of_derived(points, self._of(rubric, bare=False), anchors)
        answer = encoded.parsed.source.original
        return Case(
            family=self._graded.families[rubric.id],
            evidence=compare(encoded, anchors),
            brief=Brief(rubric, answer, tuple(one.point.text for one in anchors.points)),
            points=points,
            misconceptions={} if bare else misconceptions,
        )

    def _others(self, answer: GradedAnswer) -> list[Rubric]:
        """Return some questions of other families of the train split, for each answer others."""
        family = self._graded.families[answer.question_id]
        others = [rubric for name, rubric in self._asked if name != family]
        digest = hashlib.sha256(answer.id.encode()).digest()
        places = (int.from_bytes(digest[at : at + 4]) for at in range(0, 4 * _STRAYS, 4))
        return [others[place % len(others)] for place in places] if others else []

    def _of(self, rubric: Rubric, *, bare: bool) -> Anchors:
        key = (rubric.id, bare)
        if key not in self._anchors:
            self._anchors[key] = self._builder.build(references_only(rubric) if bare else rubric)
        return self._anchors[key]


def references_only(rubric: Rubric) -> Rubric:
    """Return the rubric of someone who wrote model answers and nothing else."""
    return rubric.model_copy(update={"key_points": (), "misconceptions": ()})


def calibrate(
    encoder: Encoder,
    graded: GradedSet,
    labels: Labels,
    judge: Judge | None = None,
    step: Step = lambda _: None,
    own_words: Sequence[Exercise] = (),
) -> Calibration:
    """Fit both profiles on the train split and measure them by cross-validation.

    How far a judge can be trusted is fitted on the families that it never learnt from, with what
    people answered in `own_words` to them; where those are too few it is left out. What is measured
    is measured without it, for it did learn from the others.

    Raises:
        NothingToFit: the train split has fewer families than there are folds.
    """
    answers = graded.of_split("train")
    families = sorted({graded.families[one.question_id] for one in answers})
    if len(families) < FOLDS:
        raise NothingToFit(
            f"the train split has answers to {len(families)} questions; at least {FOLDS} are needed"
        )
    encoder = RememberingEncoder(encoder)
    bench = Workbench(encoder, Analyzer(), graded, labels)
    cases: list[list[Case]] = [[], []]
    for bare, found in zip((False, True), cases, strict=True):
        for at in range(0, len(answers), _BATCH):
            known = "references only" if bare else "rubrics"
            step(f"comparing with {known}, {at:,} of {len(answers):,} answers")
            found += bench.cases(answers[at : at + _BATCH], bare=bare)
    fold_of = {family: number % FOLDS for number, family in enumerate(families)}
    held_out: list[Scored] = []
    for fold in range(FOLDS):
        step(f"cross-validating, {fold + 1} of {FOLDS}")
        seen = [[c for c in some if fold_of[c.family] != fold] for some in cases]
        left = [one for one in answers if fold_of[graded.families[one.question_id]] == fold]
        held_out += scored(made(encoder, [fit(some) for some in seen]), encoder, graded, left)
    step("fitting")
    profiles, measured = [fit(some) for some in cases], measure(held_out)
    if judge is None:
        return made(encoder, profiles, measured)
    watched = [one for one in answers if is_watched(graded.families[one.question_id])]
    told = [one for one in own_words if is_watched(graded.families[one.id])]
    trusts = [
        trust([*some, *bench.told(told, bare=bare)], bench.strayed(watched, bare=bare), judge, step)
        for bare, some in zip((False, True), cases, strict=True)
    ]
    if None in trusts:
        return made(encoder, profiles, measured)
    pairs = zip(profiles, trusts, strict=True)
    trusting = [profile.model_copy(update={"trust": one}) for profile, one in pairs]
    return made(encoder, trusting, measured, judge)


def trust(cases: Sequence[Case], strayed: Sequence[Case], judge: Judge, step: Step) -> Trust | None:
    """Return how much a judge's opinion weighs beside what cases show by themselves; None if they
    are too few to tell."""
    profile = fit([case for case in cases if not is_watched(case.family)])
    watched = [case for case in cases if is_watched(case.family)]
    heard, others = (_heard(some, profile, judge, step) for some in (watched, strayed))
    known = sum(len(case.points) for case, _, _ in heard)
    return fit_trust(heard, others) if known >= _POINTS_FOR_TRUST else None


def _heard(cases: Sequence[Case], profile: Profile, judge: Judge, step: Step) -> list[Heard]:
    told = [case for case in cases if not case.evidence.is_empty]
    heard: list[Heard] = []
    for at in range(0, len(told), _BATCH):
        step(f"asking the judge, {at:,} of {len(told):,} answers")
        some = told[at : at + _BATCH]
        pairs = zip(some, opinions(judge, [case.brief for case in some]), strict=True)
        heard += [
            (case, read(case.evidence, profile, judged=True), one) for case, one in pairs if one
        ]
    return heard


def made(
    encoder: Encoder,
    profiles: Sequence[Profile],
    measured: Mapping[str, float] = NOTHING,
    judge: Judge | None = None,
) -> Calibration:
    """Return the calibration that two profiles make up: with a rubric, with references only."""
    rubric, references = profiles
    return Calibration(
        version=_version(profiles),
        encoder=EncoderId(
            name=encoder.name, fingerprint=encoder.fingerprint, dimension=encoder.dimension
        ),
        judge=judge.name if judge else None,
        rubric=rubric,
        references=references,
        measured=measured,
    )


def scored(
    calibration: Calibration,
    encoder: Encoder,
    graded: GradedSet,
    answers: Sequence[GradedAnswer],
) -> list[Scored]:
    """Return answers with the scores that the grader gives them."""
    grader = EmbeddingGrader(encoder, Analyzer(), calibration)
    requests = [
        GradeRequest(question=graded.rubric(one.question_id), answer=one.answer) for one in answers
    ]
    grades = grader.grade(requests)
    return [(one, grade.score) for one, grade in zip(answers, grades, strict=True)]


def measure(scored: Sequence[Scored]) -> dict[str, float]:
    """Return quality numbers: agreement with the grades, right against wrong, means by kind."""
    scores = ScoredAnswers([one for one, _ in scored], np.array([score for _, score in scored]))
    numbers = {
        "spearman": spearman(scores),
        "kappa": kappa(scores),
        "mean_absolute_error": float(np.abs(scores.values - scores.grades).mean()),
        **{f"mean/{kind}": mean_score(scores, kind) for kind in AnswerKind},
        "auc_full_misconception": auc(scores),
    }
    return {name: round(value, 3) for name, value in numbers.items() if value is not None}


def _version(profiles: Sequence[Profile]) -> str:
    """Return the day and a hash of the coefficients, so that no two fits share a version."""
    text = "".join(profile.model_dump_json() for profile in profiles)
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{datetime.now(UTC):%Y.%m.%d}-{digest}"
