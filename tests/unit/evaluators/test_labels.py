"""Labels of graded answers: every statement has one, and what does not fit is named."""

import json
from collections import Counter
from pathlib import Path

import pytest

from content.schema import Rubric
from evaluators.grade import PointState
from evaluators.graded import FOLDER, GradedAnswer, GradedSet
from evaluators.graded import load as load_graded
from evaluators.graded.labels import FILE, Labels, load, statement_text

BOTH = {"ko": "기울기", "en": "slope"}
RUBRIC = Rubric.model_validate(
    {
        "id": "relu",
        "text": BOTH,
        "references": {"en": ["One."]},
        "key_points": [{"id": "one", "text": BOTH}, {"id": "two", "text": BOTH}],
        "misconceptions": [{"text": {"ko": "오해", "en": "a myth"}, "why": BOTH}],
    }
)
FIELDS = {"id": "relu/1", "question_id": "relu", "lang": "en", "kind": "full"}
ANSWER = GradedAnswer.model_validate(
    FIELDS | {"grade": 1, "second": 1, "answer": "Its slope is one."}
)
GRADED = GradedSet((ANSWER,), (), {"relu": RUBRIC}, {"relu": "relu"}, frozenset())


def read(folder: Path, *lines: object) -> Labels:
    path = folder / "labels.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return load(GRADED, path)


def test_what_no_reader_labels_is_missing_to_both(tmp_path: Path) -> None:
    said = {"first": "stated", "second": "unclear", "evidence": "slope is one"}
    labels = read(tmp_path, {"id": "relu/1", "labels": {"point:one": said}})["relu/1"]
    assert {name: label.agreed for name, label in labels.items()} == {
        "point:one": None,
        "point:two": PointState.MISSING,
        "misconception:0": PointState.MISSING,
    }
    texts = [statement_text(RUBRIC, name).en for name in labels]
    assert texts == ["slope", "slope", "a myth"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"id": "relu/2"}, "not there: .*relu/2"),
        ({"id": "relu/1", "labels": {"point:three": {}}}, "no such statement: .*point:three"),
        ({"id": "relu/1", "labels": {"misconception:1": {}}}, "no such statement"),
        ({"id": "relu/1", "labels": {"point:one": {"evidence": "no"}}}, "not in the answer: 'no'"),
        ({"id": "relu/1", "labels": {"one": {}}}, "labels.one"),
        ({"id": "relu/1", "labels": {"point:one": {"first": "half"}}}, "first"),
    ],
)
def test_labels_that_do_not_fit_are_named(tmp_path: Path, line: object, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read(tmp_path, line)


def test_short_answers_have_labels_of_their_own() -> None:
    folder = FOLDER / "short"
    short = load_graded(folder)
    labels = load(short, folder / FILE)
    assert Counter(one.kind for one in short.answers) == {
        "full": 124,
        "partial": 164,
        "misconception": 192,
    }
    agreed = Counter(one.agreed is not None for told in labels.values() for one in told.values())
    assert agreed[True] / agreed.total() > 0.95


def test_the_packaged_labels_cover_every_answer() -> None:
    graded = load_graded()
    labels = load(graded)
    assert set(labels) == {one.id for one in (*graded.answers, *graded.blind)}
    agreed = Counter(one.agreed is not None for told in labels.values() for one in told.values())
    assert agreed[True] / agreed.total() > 0.95
    full = [one for one in graded.answers if one.kind == "full"]
    states = Counter(
        label.agreed
        for one in full
        for name, label in labels[one.id].items()
        if name.startswith("point:")
    )
    assert states[PointState.CONTRADICTED] == 0
    assert states[PointState.STATED] / states.total() > 0.9
