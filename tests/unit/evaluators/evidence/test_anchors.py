"""What a question's answers are compared with."""

import numpy as np
import pytest

from content.schema import Bilingual, References, Rubric
from evaluators.evidence.anchors import AnchorBuilder, term_pattern
from tests.unit.evaluators.words import RUBRIC, WordEncoder


@pytest.fixture
def build(analyzer):
    return AnchorBuilder(WordEncoder(), analyzer).build


def test_points_of_a_rubric_are_its_own(build):
    anchors = build(RUBRIC)
    assert [point.point for point in anchors.points] == list(RUBRIC.key_points)
    assert not anchors.derived


@pytest.mark.parametrize(
    ("text", "echoed"),
    [("Does dropout drop neurons at random?", True), ("How does dropout work?", False)],
)
def test_a_key_point_in_the_questions_words_lets_answers_echo_it(build, text, echoed):
    asked = RUBRIC.model_copy(update={"text": Bilingual(ko="드롭아웃이란?", en=text)})
    assert build(asked).echoed is echoed


@pytest.mark.parametrize(
    ("references", "points"),
    [
        (
            ("Neurons drop out. Overfitting is prevented.", "Other words."),
            ["Neurons drop out.", "Overfitting is prevented."],
        ),
        (
            ("Neurons drop at random, so overfitting is prevented.",),
            ["Neurons drop at random,", "so overfitting is prevented."],
        ),
    ],
    ids=["sentences", "clauses of a single sentence"],
)
def test_references_alone_are_split_into_points(build, references, points):
    anchors = build(
        RUBRIC.model_copy(
            update={"key_points": (), "misconceptions": (), "references": References(en=references)}
        )
    )
    assert [point.point.text.en for point in anchors.points] == points
    assert anchors.derived


def test_reference_segments_belong_to_the_point_they_say(build):
    anchors = build(RUBRIC)
    first, second = anchors.points
    vector = anchors.focus.apply(WordEncoder().encode(["That prevents overfitting."]))[0]
    assert (second.statements @ vector).max() == pytest.approx(1, abs=1e-5)
    assert (first.statements @ vector).max() < 0.9


def test_reference_says_every_point_at_least_a_little(build):
    text = Bilingual(ko="뉴런 학습", en="Training of neurons")
    second = RUBRIC.key_points[1].model_copy(update={"text": text})
    reference = "Neurons are dropped at random."
    points, references = (RUBRIC.key_points[0], second), References(en=(reference,))
    changes = {"key_points": points, "references": references}
    anchors = build(RUBRIC.model_copy(update=changes))
    vector = anchors.focus.apply(WordEncoder().encode([reference]))[0]
    for point in anchors.points:
        assert (point.statements @ vector).max() == pytest.approx(1, abs=1e-5)


def test_focus_takes_the_question_out(build):
    focus = build(RUBRIC).focus
    question = WordEncoder().encode([RUBRIC.text.en.lower(), RUBRIC.text.ko.lower()])
    assert np.abs(focus.apply(question)).max() < 1e-3


def test_question_without_words_takes_nothing_out(build):
    rubric = Rubric(id="q", text=Bilingual(ko="?", en="?"), references=References(en=("Drop it.",)))
    vector = WordEncoder().encode(["drop"])
    assert build(rubric).focus.apply(vector) == pytest.approx(vector)


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("기울기 소실", "기울기소실이 생긴다", True),
        ("vanishing gradient", "vanishing gradients", True),
        ("zero-centred", "it is zero centred", False),
        ("zero centred", "it is zero-centred", True),
        ("lr", "lr이 크다", True),
        ("lr", "already", False),
        ("lr", "lrs", False),
        ("0.25", "<= 0.25", True),
        ("0.25", "10.25", False),
        ("25", "0.25", False),
        ("no_grad", "with torch.no_grad():", True),
        ("eval()", "model.eval()로", True),
        ("saturate", "it saturates", True),
    ],
)
def test_terms(term, text, found):
    assert (term_pattern(term).search(text) is not None) is found
