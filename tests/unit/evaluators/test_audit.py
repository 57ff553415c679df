"""The audit's own logic, with a grader that gives each text the score it is told."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from content.checks.finding import Finding
from content.drawing import draw
from content.loader import Bank
from content.schema import Question
from evaluators.audit import CHUNK, SEEDS, Audit, audit
from evaluators.encoders.encoder import Vectors
from evaluators.grade import (
    Grade,
    GradeRequest,
    KeyPointGrade,
    MisconceptionFound,
    PointState,
    Verdict,
)

Key = tuple[str, str]
RIGHT, WRONG = "right-en", "claim-en"


def state_of(is_met: bool) -> PointState:
    return PointState.STATED if is_met else PointState.MISSING


class TableGrader:
    """Grades by (question, text): references 0.9, the rest 0.1, unless told otherwise."""

    def __init__(self, scores: dict[Key, float]) -> None:
        self.scores = scores
        self.unmet: set[Key] = set()
        self.unnamed: set[Key] = set()
        self.batches: list[Sequence[GradeRequest]] = []

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        self.batches.append(requests)
        return [self._one(request) for request in requests]

    def _one(self, request: GradeRequest) -> Grade:
        question, text = request.question, request.answer
        is_own = text in question.references.all()
        named = [one for one in question.misconceptions if text in (one.text.ko, one.text.en)]
        score = self.scores.get((question.id, text), 0.9 if is_own else 0.1)
        return Grade(
            score=score,
            verdict=Verdict.PARTIAL,
            key_points=tuple(
                KeyPointGrade(
                    id=point.id,
                    text=point.text,
                    weight=1,
                    score=score,
                    state=state_of(is_own != ((question.id, text) in self.unmet)),
                )
                for point in question.key_points
            ),
            misconceptions=tuple(
                MisconceptionFound(text=one.text, why=one.why, evidence=text, score=1)
                for one in (named or question.misconceptions)
                if bool(named) != ((question.id, text) in self.unnamed)
            ),
        )


def both(text: str) -> dict[str, str]:
    return {"ko": f"{text}-ko", "en": f"{text}-en"}


def question(id_: str, **changes: Any) -> Question:
    """A question whose texts begin with its id, so that no two questions share one."""
    fields = {
        "id": id_,
        "topic": "optimization",
        "text": both(f"{id_}-asked"),
        "references": {one: [f"{id_}-right-{one}"] for one in ("ko", "en")},
        "key_points": [
            {
                "id": "point",
                "text": both(f"{id_}-point"),
                "terms": [f"{id_}-right"],
                "contrasts": [both(f"{id_}-contrast")],
                "nudge": both(f"{id_}-nudge"),
            }
        ],
        "misconceptions": [{"text": both(f"{id_}-claim"), "why": both("since")}],
        "hints": [both(f"{id_}-hint")],
        "lead": both(f"{id_}-lead"),
    }
    return Question.model_validate(fields | changes)


def family(*questions: Question) -> Bank:
    main, *others = questions
    main = main.model_copy(update={"follow_ups": tuple(others)})
    return Bank(
        questions={one.id: one for one in main.walk()},
        parents={one.id: main.id for one in others},
    )


def apart(texts: Sequence[str]) -> Vectors:
    """Give each text a direction of its own."""
    return np.eye(len(texts), dtype=np.float32)


Run = Callable[..., Audit]


@pytest.fixture
def run() -> Run:
    def audited(bank: Bank, grader: TableGrader | None = None, **changes: Any) -> Audit:
        options = {"encode": apart, "progress": lambda *_: None} | changes
        return audit(bank, grader or TableGrader({}), **options)

    return audited


def said(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    return [
        (one.rule, one.question, ".".join(map(str, one.field)), one.message) for one in findings
    ]


def test_texts_that_fare_as_meant_are_in_order(run: Run) -> None:
    assert run(family(question("a"), question("b"))).findings == ()


@pytest.mark.parametrize(
    ("graded_on", "text", "at_limit", "beyond", "expected"),
    [
        (
            "a",
            "a-right-en",
            0.85,
            0.849,
            (
                "weak-reference",
                "a",
                "references.en.0",
                "scores 0.849 on its own question, 0.85 expected",
            ),
        ),
        (
            "b",
            "a-right-en",
            0.35,
            0.351,
            (
                "answers-sibling",
                "a",
                "references.en.0",
                "scores 0.351 on 'b' too, 0.35 is the most",
            ),
        ),
        (
            "a",
            "b-right-ko",
            0.35,
            0.351,
            (
                "answers-sibling",
                "b",
                "references.ko.0",
                "scores 0.351 on 'a' too, 0.35 is the most",
            ),
        ),
        (
            "a",
            "a-claim-ko",
            0.35,
            0.351,
            (
                "right-misconception",
                "a",
                "misconceptions.0.text.ko",
                "scores 0.351 as an answer, 0.35 is the most",
            ),
        ),
        (
            "a",
            "a-hint-en",
            0.699,
            0.7,
            ("telling-hint", "a", "hints.0.en", "gives the answer away: as one it scores 0.700"),
        ),
        (
            "b",
            "b-lead-ko",
            0.699,
            0.7,
            ("telling-hint", "b", "lead.ko", "gives the answer away: as one it scores 0.700"),
        ),
    ],
)
def test_a_text_on_the_wrong_side_of_its_limit(
    run: Run,
    graded_on: str,
    text: str,
    at_limit: float,
    beyond: float,
    expected: tuple[str, str, str, str],
) -> None:
    bank = family(question("a"), question("b"))
    assert run(bank, TableGrader({(graded_on, text): at_limit})).findings == ()
    assert said(run(bank, TableGrader({(graded_on, text): beyond})).findings) == [expected]


def test_a_misconception_that_nobody_would_be_told_of(run: Run) -> None:
    grader = TableGrader({})
    grader.unnamed.add(("a", "a-claim-en"))
    assert said(run(family(question("a")), grader).findings) == [
        (
            "unnamed-misconception",
            "a",
            "misconceptions.0.text.en",
            "isn't recognised when somebody claims it",
        )
    ]


def test_a_reference_that_is_taken_for_a_misconception(run: Run) -> None:
    grader = TableGrader({})
    grader.unnamed.add(("a", "a-right-ko"))
    assert said(run(family(question("a")), grader).findings) == [
        (
            "misread-reference",
            "a",
            "references.ko.0",
            "is taken for the misconception 'a-claim-ko'",
        )
    ]


def test_a_key_point_that_no_reference_of_a_language_meets(run: Run) -> None:
    grader = TableGrader({})
    grader.unmet.add(("a", "a-right-ko"))
    assert said(run(family(question("a")), grader).findings) == [
        ("unmet-point", "a", "key_points.0", "no Korean reference meets it")
    ]


def test_one_reference_is_enough_to_meet_a_key_point(run: Run) -> None:
    grader = TableGrader({})
    grader.unmet.add(("a", "a-right-ko"))
    texts = {"ko": ["a-right-ko", "a-right-again"], "en": ["a-right-en"]}
    assert run(family(question("a", references=texts)), grader).findings == ()


def test_a_contrast_that_counts_as_the_key_point(run: Run) -> None:
    grader = TableGrader({})
    grader.unmet.add(("a", "a-contrast-ko"))
    ((rule, _, field, _),) = said(run(family(question("a")), grader).findings)
    assert (rule, field) == ("unheeded-contrast", "key_points.0.contrasts.0.ko")


def test_a_nudge_that_would_pass_for_an_answer(run: Run) -> None:
    ((rule, _, field, message),) = said(
        run(family(question("a")), TableGrader({("a", "a-nudge-en"): 0.21})).findings
    )
    assert (rule, field) == ("telling-nudge", "key_points.0.nudge.en")
    assert message == "says too much: as an answer it scores 0.210, 0.2 is the most"
    assert not run(family(question("a")), TableGrader({("a", "a-nudge-en"): 0.2})).findings


def test_references_alike_in_the_encoders_eyes(run: Run) -> None:
    texts = {"ko": ["a-right-ko"], "en": ["a-right-en", "a-other-en", "a-third-en"]}

    def encode(texts: Sequence[str]) -> Vectors:
        angles = np.array([{"a-third-en": 0.2}.get(text, float(len(text))) for text in texts])
        angles = np.where([text == "a-other-en" for text in texts], 1.9, angles)
        angles = np.where([text == "a-right-en" for text in texts], 0.0, angles)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    assert said(run(family(question("a", references=texts)), encode=encode).findings) == [
        ("alike-references", "a", "references.en.2", "says nearly the same as reference 0")
    ]


def test_drafts_and_questions_about_oneself_are_not_graded(run: Run) -> None:
    grader = TableGrader({})
    bank = family(question("a", references={}), question("b", kind="personal"), question("c"))
    outcomes = run(bank, grader).outcomes
    assert {one.trial.rubric.id for one in outcomes} == {"c"}
    assert {one.trial.owner for one in outcomes} == {"c"}


def test_the_same_text_is_graded_once_and_in_chunks(run: Run) -> None:
    grader = TableGrader({})
    same = {"ko": "a-claim", "en": "a-claim"}
    wrong = [{"text": same, "why": same}] * 3
    many = [question(f"q{n}") for n in range(12)]
    run(family(question("a", misconceptions=wrong), *many), grader)
    asked = [(one.question.id, one.answer) for batch in grader.batches for one in batch]
    assert asked.count(("a", "a-claim")) == 1
    assert len(asked) == len(set(asked))
    assert {len(batch) for batch in grader.batches[:-1]} == {CHUNK}


def test_a_text_in_one_language_is_found_once(run: Run) -> None:
    same = {"ko": "a-claim", "en": "a-claim"}
    bank = family(question("a", misconceptions=[{"text": same, "why": same}]))
    (finding,) = run(bank, TableGrader({("a", "a-claim"): 0.6})).findings
    assert finding.rule == "right-misconception"


def test_the_worst_are_those_nearest_to_their_limit_or_beyond(run: Run) -> None:
    scores = {("a", "a-right-en"): 0.8, ("a", "a-claim-ko"): 0.5, ("a", "b-right-en"): 0.38}
    scores |= {("a", "a-hint-ko"): 1.0, ("a", "a-contrast-ko"): 1.0}
    report = run(family(question("a"), question("b")), TableGrader(scores))
    assert [one.trial.text for one in report.worst(3)] == [
        "a-claim-ko",
        "a-right-en",
        "b-right-en",
    ]
    assert len(report.worst(1000)) == 2 * 2 * 3


def test_a_calculation_is_tried_with_other_numbers(run: Run) -> None:
    seeded = question(
        "a",
        references={"ko": ["a-right-ko {n}"], "en": ["a-right-en {n}"]},
        calculation={"draw": {"n": list(range(1, 50))}, "value": "n"},
    )
    bank = Bank(questions={"a": draw(seeded, None)}, templates={"a": seeded})
    texts = {one.trial.text for one in run(bank).outcomes if one.trial.field[0] == "references"}
    assert len(texts) == 2 * (1 + len(SEEDS))

    drawn = draw(seeded, SEEDS[-1]).references.en[0]
    assert said(run(bank, TableGrader({("a", drawn): 0.8})).findings) == [
        (
            "weak-reference",
            "a",
            "references.en.0",
            "scores 0.800 on its own question, 0.85 expected (numbers drawn with seed 'three')",
        )
    ]


def test_terms_are_looked_at(run: Run) -> None:
    points = [{"id": "point", "text": both("a-point"), "terms": ["elsewhere", "nowhere"]}]
    findings = run(family(question("a", key_points=points))).findings
    assert [one.rule for one in findings] == ["absent-terms", "absent-terms", "unused-terms"]


def test_progress_is_told_with_every_chunk(run: Run) -> None:
    told: list[tuple[str, int, int]] = []
    run(family(*(question(f"q{n}") for n in range(5))), progress=lambda *args: told.append(args))
    total = told[0][2]
    assert [done for _, done, _ in told] == list(range(0, total, CHUNK))
    assert {one[::2] for one in told} == {("Grading", total)}
