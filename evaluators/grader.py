"""Grade answers by embedding similarity to key points, references and misconceptions – and say why.

Parses, encodes, compares and has judged whole batches; what comparison and judgement are worth is
read from the calibration, and every statement about an answer quotes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from content.data_paths import DataPaths
from content.schema import Kind, Rubric
from evaluators.calibration import FOLDER as PACKAGED
from evaluators.calibration import Calibration, Reading, hear, load_calibration, read
from evaluators.encoders.encoder import Encoder, load_encoder
from evaluators.evidence.anchors import AnchorBuilder, Anchors
from evaluators.evidence.features import Encoded, Evidence, compare, encode_answers, scale
from evaluators.grade import (
    Grade,
    GradeRequest,
    KeyPointGrade,
    MisconceptionFound,
    PointState,
    Verdict,
    earned,
)
from evaluators.guards.copied import own_words
from evaluators.guards.disowning import denies, only_denies, takes_all_back
from evaluators.guards.nonanswers import gives_up, is_blank, only_admits_not_knowing
from evaluators.guards.order import is_shuffled
from evaluators.judge.choice import load_chosen, load_fitted
from evaluators.judge.opinion import Brief, Opinion, opinions
from evaluators.judge.port import Judge
from evaluators.kinds import REFINERS
from evaluators.kinds.code import has_words, shows_a_point
from evaluators.kinds.value import says_how_much
from evaluators.score import leave_enough, share_met, total
from evaluators.text.plain import without_preface
from evaluators.text.sentences import parse
from evaluators.text.tokens import Analyzer
from evaluators.thresholds import (
    ANOTHERS,
    BONUS_MET,
    DOUBTFUL,
    ELSEWHERE,
    LIMITED_FROM_WORDS,
    MET,
    ON_TOPIC,
    UNCLEAR,
    accuse_from,
)

_CACHED_QUESTIONS = 512
ELSEWHERE_SCORE, ELSEWHERE_FROM = 0.3, 0.5


class NothingToCompare(ValueError):
    """A question has neither references nor key points, so no answer to it can be graded."""

    def __init__(self, question_id: str) -> None:
        super().__init__(f"The question {question_id!r} has no references and no key points.")


@dataclass(frozen=True)
class _Draft:
    """An answer beside what it is graded by."""

    question: Rubric
    answer: Encoded
    anchors: Anchors
    evidence: Evidence
    disordered: bool

    @property
    def says_nothing(self) -> bool:
        return self.disordered or self.evidence.is_empty

    @property
    def is_judged(self) -> bool:
        """Tell whether a judge is asked; none has learned to read bare code."""
        is_read = self.question.kind is not Kind.CODE or has_words(self.answer.parsed.source.text)
        return is_read and not self.says_nothing

    @property
    def brief(self) -> Brief:
        """Return what a judge is to read."""
        points = tuple(one.point.text for one in self.anchors.points)
        return Brief(self.question, self.answer.parsed.source.original, points)


class EmbeddingGrader:
    """A `BatchGrader` over one encoder, the calibration fitted for it and, if there is one, a
    judge."""

    def __init__(
        self,
        encoder: Encoder,
        analyzer: Analyzer,
        calibration: Calibration,
        judge: Judge | None = None,
    ) -> None:
        self._encoder = encoder
        self._analyzer = analyzer
        self._calibration = calibration
        self._judge = judge
        self._builder = AnchorBuilder(encoder, analyzer)
        self._anchors = lru_cache(_CACHED_QUESTIONS)(self._built)
        self.name = f"{encoder.name}@{encoder.fingerprint[:8]}+{calibration.version}"

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        """Grade a batch in order.

        Raises:
            NothingToCompare: a question has nothing that an answer could be compared with.
        """
        answers = [
            parse(own_words(without_preface(one.answer), one.question), self._analyzer)
            for one in requests
        ]
        encoded = encode_answers(answers, self._encoder)
        drafts = [
            self._drafted(request.question, answer)
            for request, answer in zip(requests, encoded, strict=True)
        ]
        judged = self._judged([one for one in drafts if isinstance(one, _Draft)])
        return [
            one if isinstance(one, Grade) else self._graded(one, next(judged)) for one in drafts
        ]

    def prepare(self, question: Rubric) -> None:
        """Encode a question before the first answer to it comes.

        Raises:
            NothingToCompare: there is nothing to encode.
        """
        self._anchors_of(question)

    def _judged(self, drafts: Sequence[_Draft]) -> Iterator[Opinion | None]:
        """Yield the judge's opinion of each answer that says something in words."""
        told = [one.brief for one in drafts if one.is_judged]
        found = iter(opinions(self._judge, told) if self._judge and told else ())
        for one in drafts:
            yield next(found, None) if one.is_judged else None

    def _drafted(self, question: Rubric, answer: Encoded) -> Grade | _Draft:
        # One digit may be all that a number takes.
        if is_blank(answer.parsed.source.text, least=1 if question.amount else 2):
            return self._nothing(question, 0.0)
        if question.kind is Kind.PERSONAL:
            return self._participation(question, answer)
        anchors = self._anchors_of(question)
        evidence = compare(answer, anchors)
        disordered = not anchors.listed and is_shuffled(answer.parsed, anchors.shown)
        return _Draft(question, answer, anchors, evidence, disordered)

    def _graded(self, draft: _Draft, opinion: Opinion | None) -> Grade:
        question, parsed = draft.question, draft.answer.parsed
        if draft.says_nothing:
            prose = self._nothing(question, draft.evidence.similarity)
        else:
            prose = self._explained(draft.anchors, draft.evidence, opinion)
        if draft.disordered and question.amount is None:
            return prose
        refine = REFINERS.get(question.kind)
        whole = refine(question, parsed, prose) if refine else prose
        if takes_all_back(parsed.source.text):
            return _taken_back(whole)
        if shows_a_point(question, parsed, prose):
            return whole
        return self._limited(whole, draft)

    def _explained(self, anchors: Anchors, evidence: Evidence, opinion: Opinion | None) -> Grade:
        """Turn evidence into reasons, and those into a score."""
        profile = self._calibration.references if anchors.derived else self._calibration.rubric
        reading = read(evidence, profile, judged=opinion is not None)
        if opinion is not None:
            is_fitted = opinion.by == self._calibration.judge
            reading = hear(evidence, reading, opinion, profile.trust if is_fitted else None)
        share = _share(anchors, reading.stated >= MET)
        limit = accuse_from(share, is_brief=evidence.is_brief)
        judged = [
            self._key_point(anchors, evidence, reading, row, limit)
            for row in range(len(anchors.points))
        ]
        points = leave_enough(judged, anchors.rubric)
        wrong = self._misconceptions(anchors, evidence, reading, points, limit)
        score = total(points, misconceptions=len(wrong))
        return Grade(
            score=round(score, 4),
            verdict=_verdict(evidence, score, points, wrong),
            key_points=points,
            misconceptions=wrong,
            similarity=round(evidence.similarity, 4),
            grader=f"{self.name}+{opinion.by}" if opinion else self.name,
        )

    def _limited(self, grade: Grade, draft: _Draft) -> Grade:
        """Limit what an answer is worth by how much nearer it is to another question.

        What states all that is asked for may go on to another, as long as it isn't all but that
        one's, and a few words that state anything of it may be like those to any question around.
        It is called an answer to another one only where it states nothing that this one asks for,
        no mistake about it and no figure in its unit.
        """
        evidence, parsed = draft.evidence, draft.answer.parsed
        strayed = float(scale(np.array(evidence.elsewhere), DOUBTFUL, ELSEWHERE))
        is_met = any(one.met for one in grade.key_points)
        is_short = len(parsed.source.text.split()) < LIMITED_FROM_WORDS
        is_whole = strayed < ELSEWHERE_FROM and share_met(grade.key_points) >= 1
        if is_whole or (is_met and is_short):
            return grade
        score = min(grade.score, round(1 - strayed * (1 - ELSEWHERE_SCORE), 4))
        changes = {"score": score, "answers": evidence.neighbour}
        is_about_it = is_met or grade.misconceptions or says_how_much(draft.question, parsed)
        if evidence.elsewhere >= ANOTHERS and not is_about_it:
            return grade.model_copy(update=changes | {"verdict": Verdict.OFF_TOPIC})
        if score == grade.score:
            return grade
        return grade.model_copy(update=changes | {"verdict": earned(score)})

    def _key_point(
        self,
        anchors: Anchors,
        evidence: Evidence,
        reading: Reading,
        row: int,
        limit: float,
    ) -> KeyPointGrade:
        point = anchors.points[row].point
        state = _state(reading, row, point.needed, limit)
        is_stated = reading.stated[row] >= reading.contradicted[row]
        at = reading.stated_at[row] if is_stated else reading.denied_at[row]
        is_negative = denies(point.text.ko) and denies(point.text.en)
        if state is PointState.STATED and not is_negative and only_denies(evidence.answer):
            state = PointState.UNCLEAR
        return KeyPointGrade(
            id=point.id,
            text=point.text,
            weight=point.weight,
            needed=point.needed,
            score=round(float(reading.stated[row]), 4),
            state=state,
            evidence=None if state is PointState.MISSING else _quote(evidence, at),
        )

    def _misconceptions(
        self,
        anchors: Anchors,
        evidence: Evidence,
        reading: Reading,
        points: Sequence[KeyPointGrade],
        limit: float,
    ) -> tuple[MisconceptionFound, ...]:
        """Name what is wrong, other than in words that state a key point more surely."""
        stated = [
            (evidence.segments[reading.stated_at[row]], one.score)
            for row, one in enumerate(points)
            if one.met
        ]

        def is_right(row: int) -> bool:
            said = evidence.segments[reading.claimed_at[row]]
            claimed = reading.claimed[row]
            return any(one.meets(said) and score >= claimed for one, score in stated)

        return tuple(
            MisconceptionFound(
                text=wrong.text,
                why=wrong.why,
                evidence=_quote(evidence, reading.claimed_at[row]),
                score=round(float(reading.claimed[row]), 4),
            )
            for row, wrong in enumerate(anchors.rubric.misconceptions)
            if reading.claimed[row] >= limit and not is_right(row)
        )

    def _participation(self, question: Rubric, answer: Encoded) -> Grade:
        """Give full credit to whatever is said about oneself; there is no wrong answer."""
        if all(only_admits_not_knowing(clause) for clause in answer.parsed.clauses):
            return self._nothing(question, 0.0)
        return Grade(score=1.0, verdict=Verdict.CORRECT, grader=self.name)

    def _nothing(self, question: Rubric, similarity: float) -> Grade:
        unmet = [
            KeyPointGrade(id=p.id, text=p.text, weight=p.weight, needed=p.needed, score=0.0)
            for p in question.key_points
        ]
        return Grade(
            score=0.0,
            verdict=Verdict.NO_ANSWER,
            key_points=leave_enough(unmet, question),
            similarity=round(similarity, 4),
            grader=self.name,
        )

    def _anchors_of(self, question: Rubric) -> Anchors:
        """Return the question's anchors, encoded when it is new, changed or long not asked."""
        if not question.references.all() and not question.key_points:
            raise NothingToCompare(question.id)
        return self._anchors(question.model_dump_json(include=set(Rubric.model_fields)))

    def _built(self, question: str) -> Anchors:
        return self._builder.build(Rubric.model_validate_json(question))


def load_grader(
    encoder: str | None = None, places: DataPaths | None = None, *, judged: bool = True
) -> EmbeddingGrader:
    """Load encoder, calibration, morphological analyser and, unless not `judged`, the judge:
    seconds, so do it once.

    `places` says where calibrations fitted here are, by default the environment's data folder.

    Raises:
        EncoderUnavailable: the model is missing or broken.
        CalibrationMissing: nothing was fitted for this encoder.
        JudgeUnavailable: the judge is missing or broken.
    """
    threadpool_limits(1, "blas")  # for arrays this small, a second thread is only waited for
    loaded = load_encoder(encoder)
    calibration = load_calibration(loaded, ((places or DataPaths()).calibrations, PACKAGED))
    judge = load_chosen(otherwise=partial(load_fitted, calibration.judge)) if judged else None
    return EmbeddingGrader(loaded, Analyzer(), calibration, judge)


def _taken_back(grade: Grade) -> Grade:
    """Turn round what an answer states before it says that all of it is wrong."""
    points = tuple(
        point.model_copy(update={"state": PointState.CONTRADICTED, "score": 0.0})
        if point.met
        else point
        for point in grade.key_points
    )
    changes = {"score": 0.0, "verdict": Verdict.INCORRECT, "misconceptions": ()}
    return grade.model_copy(update={**changes, "key_points": points})


def _state(reading: Reading, row: int, needed: bool, limit: float) -> PointState:
    if reading.stated[row] >= (MET if needed else BONUS_MET):
        return PointState.STATED
    if reading.contradicted[row] >= limit:
        return PointState.CONTRADICTED
    likeliest = max(reading.contradicted[row], reading.stated[row])
    return PointState.UNCLEAR if likeliest >= UNCLEAR else PointState.MISSING


def _verdict(
    evidence: Evidence,
    score: float,
    points: Sequence[KeyPointGrade],
    wrong: Sequence[MisconceptionFound],
) -> Verdict:
    if wrong or any(point.evidence for point in points) or score >= ON_TOPIC:
        return earned(score)
    return Verdict.NO_ANSWER if gives_up(evidence.answer) else Verdict.INCORRECT


def _share(anchors: Anchors, is_met: NDArray[np.bool_]) -> float:
    """Return the share of the weight that is stated, before anything is held against it."""
    weights = np.array([one.point.weight for one in anchors.points])
    return float((weights * is_met).sum() / weights.sum())


def _quote(evidence: Evidence, segment: int) -> str:
    return evidence.answer.quote(evidence.segments[segment])
