"""The audit's own logic, with a grader that gives each text the score it is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass
class TableGrader:
    """Grades by (question, text): references 0.9, the rest 0.1, unless told otherwise.

    Texts that are `unmet` meet no point as a reference, and do as anything else; so do those that
    are `unnamed` with misconceptions.
    """

    scores: dict[Key, float] = field(default_factory=dict)
    unmet: Sequence[Key] = ()
    unnamed: Sequence[Key] = ()
    batches: list[Sequence[GradeRequest]] = field(default_factory=list)

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        self.batches.append(requests)
        return [self._one(request) for request in requests]

    def _one(self, request: GradeRequest) -> Grade:
        question, text = request.question, request.answer
        is_own = text in question.references.all()
        named = [one for one in question.misconceptions if text in (one.text.ko, one.text.en)]
        score = self.scores.get((question.id, text), 0.9 if is_own else 0.1)
        is_met = is_own != ((question.id, text) in self.unmet)
        state = PointState.STATED if is_met else PointState.MISSING
        return Grade(
            score=score,
            verdict=Verdict.PARTIAL,
            key_points=tuple(
                KeyPointGrade(id=one.id, text=one.text, weight=1, score=score, state=state)
                for one in question.key_points
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
        return audit(bank, grader or TableGrader(), **options)

    return audited


def said(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    return [
        (one.rule, one.question, ".".join(map(str, one.field)), one.message) for one in findings
    ]


@pytest.mark.parametrize(
    ("graded", "at_limit", "beyond", "rule", "field", "message"),
    [
        (
            *(("a", "a-right-en"), 0.85, 0.849, "weak-reference", "references.en.0"),
            "scores 0.849 on its own question, 0.85 expected",
        ),
        (
            *(("b", "a-right-en"), 0.35, 0.351, "answers-sibling", "references.en.0"),
            "scores 0.351 on 'b' too, 0.35 is the most",
        ),
        (
            *(("a", "b-right-ko"), 0.35, 0.351, "answers-sibling", "references.ko.0"),
            "scores 0.351 on 'a' too, 0.35 is the most",
        ),
        (
            *(("a", "a-claim-ko"), 0.35, 0.351, "right-misconception", "misconceptions.0.text.ko"),
            "scores 0.351 as an answer, 0.35 is the most",
        ),
        (
            *(("a", "a-hint-en"), 0.4, 0.401, "telling-hint", "hints.0.en"),
            "gives the answer away: as one it scores 0.401",
        ),
        (
            *(("b", "b-lead-ko"), 0.4, 0.401, "telling-hint", "lead.ko"),
            "gives the answer away: as one it scores 0.401",
        ),
        (
            *(("a", "a-nudge-en"), 0.2, 0.21, "telling-nudge", "key_points.0.nudge.en"),
            "says too much: as an answer it scores 0.210, 0.2 is the most",
        ),
    ],
)
def test_a_text_on_the_wrong_side_of_its_limit(
    run: Run, graded: Key, at_limit: float, beyond: float, rule: str, field: str, message: str
) -> None:
    bank, owner = family(question("a"), question("b")), graded[1][0]
    assert run(bank, TableGrader({graded: at_limit})).findings == ()
    found = said(run(bank, TableGrader({graded: beyond})).findings)
    assert found == [(rule, owner, field, message)]


@pytest.mark.parametrize(
    ("grader", "expected"),
    [
        (
            TableGrader(unnamed=[("a", "a-claim-en")]),
            (
                *("unnamed-misconception", "a", "misconceptions.0.text.en"),
                "isn't recognised when somebody claims it",
            ),
        ),
        (
            TableGrader(unnamed=[("a", "a-right-ko")]),
            (
                *("misread-reference", "a", "references.ko.0"),
                "is taken for the misconception 'a-claim-ko'",
            ),
        ),
        (
            TableGrader(unmet=[("a", "a-right-ko")]),
            ("unmet-point", "a", "key_points.0", "no Korean reference meets it"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_text_that_is_read_otherwise_than_meant(
    run: Run, grader: TableGrader, expected: tuple[str, str, str, str]
) -> None:
    assert said(run(family(question("a")), grader).findings) == [expected]


def test_one_reference_is_enough_to_meet_a_key_point(run: Run) -> None:
    grader = TableGrader(unmet=[("a", "a-right-ko")])
    texts = {"ko": ["a-right-ko", "a-right-again"], "en": ["a-right-en"]}
    assert run(family(question("a", references=texts)), grader).findings == ()


def test_a_contrast_that_counts_as_the_key_point(run: Run) -> None:
    grader = TableGrader(unmet=[("a", "a-contrast-ko")])
    ((rule, _, field, _),) = said(run(family(question("a")), grader).findings)
    assert (rule, field) == ("unheeded-contrast", "key_points.0.contrasts.0.ko")


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
    bank = family(question("a", references={}), question("b", kind="personal"), question("c"))
    trials = [one.trial for one in run(bank).outcomes]
    assert {(one.rubric.id, one.owner) for one in trials} == {("c", "c")}


def test_the_same_text_is_graded_once_and_in_chunks(run: Run) -> None:
    grader = TableGrader()
    same = {"ko": "a-claim", "en": "a-claim"}
    wrong = [{"text": same, "why": same}] * 3
    many = [question(f"q{n}") for n in range(14)]
    run(family(question("a", misconceptions=wrong), *many), grader)
    asked = [(one.question.id, one.answer) for batch in grader.batches for one in batch]
    assert asked.count(("a", "a-claim")) == 1
    assert len(asked) == len(set(asked))
    assert [len(batch) for batch in grader.batches] == [CHUNK, len(asked) - CHUNK]


def test_a_text_in_one_language_is_found_once(run: Run) -> None:
    same = {"ko": "a-claim", "en": "a-claim"}
    bank = family(question("a", misconceptions=[{"text": same, "why": same}]))
    (finding,) = run(bank, TableGrader({("a", "a-claim"): 0.6})).findings
    assert finding.rule == "right-misconception"


def test_the_worst_are_those_nearest_to_their_limit_or_beyond(run: Run) -> None:
    scores = {("a", "a-right-en"): 0.8, ("a", "a-claim-ko"): 0.5, ("a", "b-right-en"): 0.38}
    scores |= {("a", "a-hint-ko"): 1.0, ("a", "a-contrast-ko"): 1.0}
    report = run(family(question("a"), question("b")), TableGrader(scores))
    worst = [one.trial.text for one in report.worst(3)]
    assert worst == ["a-claim-ko", "a-right-en", "b-right-en"]
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
