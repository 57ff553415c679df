"""From evidence to probabilities and a score."""

import json

import numpy as np
import pytest
from pydantic import ValidationError

from evaluators.calibration import (
    SCORE_SIGNS,
    Additive,
    CalibrationMissing,
    Curve,
    Logistic,
    load_calibration,
    read,
    sharpened,
)
from evaluators.features import CLAIM, DENIAL, SUPPORT, Evidence
from evaluators.sentences import Parsed, Segment
from evaluators.signals import SIGNALS
from evaluators.text import plain
from tests.unit.evaluators.words import CALIBRATION, WordEncoder

EMPTY = Parsed(plain(""), (), ())


def evidence(support=0.0, denial=0.0, claim=0.0, similarity=0.5):
    """Two segments and two points; the second segment says both as given, the first nothing."""
    second = np.array([0.0, 1.0])[:, None, None]
    return Evidence(
        answer=EMPTY,
        segments=(Segment("a", 0, 1, ()), Segment("b", 1, 2, ())),
        support=second * np.full((1, 2, len(SUPPORT)), support),
        denial=second * np.full((1, 2, len(DENIAL)), denial),
        claims=second * np.full((1, 1, len(CLAIM)), claim),
        similarity=similarity,
        focus_similarity=similarity,
        echo=0.0,
        signals=dict.fromkeys(SIGNALS, 0.5),
    )


def reading(**values):
    return read(evidence(**values), [2.0, 1.0], CALIBRATION.rubric)


def test_nothing_said_is_the_bias_alone():
    assert reading().met == pytest.approx([1 / (1 + np.exp(5))] * 2)


def test_everything_said_is_bias_and_all_weights():
    result = reading(support=1.0)
    assert result.met == pytest.approx([1 / (1 + np.exp(-5))] * 2)
    assert result.met_at == [1, 1]


@pytest.mark.parametrize(
    ("name", "rises"),
    [("support", True), ("similarity", True), ("denial", False), ("claim", False)],
)
def test_score_moves_one_way_with_each_kind_of_evidence(name, rises):
    base = {"support": 0.6, "denial": 0.0, "claim": 0.5, "similarity": 0.5}
    scores = [reading(**{**base, name: value}).score for value in (0.0, 0.3, 0.6, 0.9)]
    assert scores == sorted(scores, reverse=not rises)
    assert scores[0] != scores[-1]


def test_denial_is_what_separates_supported_from_met():
    result = reading(support=1.0, denial=0.5)
    assert (result.supported > 0.9).all()
    assert (result.met < 0.1).all()
    assert result.denied_at == [1, 1]


def test_score_by_hand():
    met, supported = 1 / (1 + np.exp(-1.8)), 1 / (1 + np.exp(-3.4))
    coverage = met**2 / (met**2 + (1 - met) ** 2)
    logit = -4 + 6 * coverage + 2 * 0.5 - 3 / (1 + np.exp(0)) - 3 * (supported - met)
    result = reading(support=0.84, denial=0.1, claim=0.5, similarity=0.5)
    assert result.met == pytest.approx([met] * 2)
    assert result.claimed == pytest.approx([0.5])
    assert result.score == pytest.approx(1 / (1 + np.exp(-logit)))


def test_sharpening_leaves_even_odds_and_certainty():
    assert sharpened(np.array([0.0, 0.5, 1.0])) == pytest.approx([0, 0.5, 1])
    assert sharpened(np.array([0.3]))[0] < 0.3


def test_a_weight_cannot_change_its_sign():
    with pytest.raises(ValidationError):
        Logistic(bias=0, in_favour={"meaning": -0.1})


@pytest.mark.parametrize(
    ("model", "side", "name"),
    [
        ("point", "in_favour", "terms"),
        ("point", "against", "opposed"),
        ("claim", "in_favour", "margin"),
    ],
)
def test_a_profile_that_lacks_a_weight_is_no_calibration(tmp_path, model, side, name):
    fields = CALIBRATION.model_dump(mode="json")
    del fields["rubric"][model][side][name]
    (tmp_path / "words.json").write_text(json.dumps(fields))
    with pytest.raises(CalibrationMissing):
        load_calibration(WordEncoder(), [tmp_path])


def curves(**changed):
    flat = {name: Curve(knots=(0, 1), values=(0, 0)) for name in SCORE_SIGNS}
    return flat | changed


@pytest.mark.parametrize(("name", "sign"), SCORE_SIGNS.items())
def test_a_curve_cannot_go_the_wrong_way(name, sign):
    wavy = Curve(knots=(0, 0.5, 1), values=(0, sign, sign / 2))
    with pytest.raises(ValidationError, match=f"'{name}' goes the wrong way"):
        Additive(bias=0, curves=curves(**{name: wavy}))


def test_a_score_needs_every_curve():
    lacking = curves()
    del lacking["recall"]
    with pytest.raises(ValidationError, match="recall"):
        Additive(bias=0, curves=lacking)


@pytest.mark.parametrize(
    ("knots", "values"), [((0, 1), (0, 1, 2)), ((1, 1), (0, 1)), ((1, 0), (0, 1)), ((0,), (0,))]
)
def test_a_broken_curve_is_refused(knots, values):
    with pytest.raises(ValidationError):
        Curve(knots=knots, values=values)


def test_a_curve_is_straight_between_knots_and_level_outside():
    model = Additive(bias=1, curves=curves(recall=Curve(knots=(0.2, 0.6), values=(0, 2))))
    for x, logit in ((0.0, 1), (0.2, 1), (0.4, 2), (0.6, 3), (1.0, 3)):
        score = model(dict.fromkeys(SCORE_SIGNS, 0.5) | {"recall": x})
        assert score == pytest.approx(1 / (1 + np.exp(-logit)))


def test_an_own_calibration_comes_before_the_packaged_one(tmp_path):
    for folder, version in (("own", "mine"), ("packaged", "theirs")):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / "words.json"
        file.write_text(CALIBRATION.model_copy(update={"version": version}).model_dump_json())
    folders = (tmp_path / "absent", tmp_path / "own", tmp_path / "packaged")
    assert load_calibration(WordEncoder(), folders).version == "mine"


def test_calibration_is_found_by_fingerprint(tmp_path):
    (tmp_path / "any-name.json").write_text(CALIBRATION.model_dump_json())
    (tmp_path / "a-broken-one.json").write_text("{")
    assert load_calibration(WordEncoder(), [tmp_path]) == CALIBRATION


def test_retrained_encoder_has_no_calibration(tmp_path):
    (tmp_path / "words.json").write_text(CALIBRATION.model_dump_json())
    encoder = WordEncoder()
    encoder.fingerprint = "1111words"
    with pytest.raises(CalibrationMissing, match=r"'words'.*1111words"):
        load_calibration(encoder, [tmp_path])
