"""From evidence to what is stated, contradicted and claimed."""

import json
from dataclasses import replace

import numpy as np
import pytest

from evaluators.calibration import CalibrationMissing, load_calibration, read
from evaluators.evidence.features import CLAIM, DENIAL, SUPPORT, Evidence
from evaluators.evidence.signals import SIGNALS
from evaluators.text.plain import plain
from evaluators.text.sentences import Parsed, Segment
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
    return read(evidence(**values), CALIBRATION.rubric)


def logistic(logit):
    return pytest.approx([1 / (1 + np.exp(-logit))] * 2)


def test_what_is_said_adds_its_weights_to_the_bias():
    nothing, everything = reading(), reading(support=1.0)
    assert nothing.stated == logistic(-5)
    assert nothing.contradicted == logistic(-2)
    assert everything.stated == logistic(5)
    assert everything.stated_at == [1, 1]


def test_what_is_denied_is_contradicted_and_not_stated():
    result = reading(support=1.0, denial=0.5)
    assert result.stated == logistic(5 - 4 * 4 * 0.5)
    assert result.contradicted == logistic(-2 + 4 * 5 * 0.5)
    assert result.denied_at == [1, 1]


def test_beside_a_judge_a_brief_answer_needs_nothing_of_whole_references():
    model = CALIBRATION.rubric.stated
    heeding = model.model_copy(update={"weights": {**model.weights, "focus": 4.0}})
    profile = CALIBRATION.rubric.model_copy(update={"stated": heeding})

    def is_needed(words, judged):
        answer = Parsed(plain("word " * words), (), ())
        little, much = (replace(evidence(similarity=s), answer=answer) for s in (0.1, 0.5))
        less, more = (read(one, profile, judged=judged).stated[0] for one in (little, much))
        return less < more

    assert not is_needed(words=16, judged=True)
    assert is_needed(words=17, judged=True)
    assert is_needed(words=16, judged=False)


def test_a_claim_is_weighed_by_its_best_segment():
    result = reading(claim=0.5)
    assert result.claimed == pytest.approx([0.5])
    assert result.claimed_at == [1]


def changed(model, name, weight):
    fields = CALIBRATION.model_dump(mode="json")
    if weight is None:
        del fields["rubric"][model]["weights"][name]
    else:
        fields["rubric"][model]["weights"][name] = weight
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("model", "name", "weight"),
    [
        ("stated", "terms", None),
        ("contradicted", "echo", None),
        ("claimed", "margin", None),
        ("stated", "meaning", -0.1),
        ("stated", "denied by opposed", 0.1),
        ("stated", "recall", -0.1),
        ("stated", "odd", 0.1),
        ("contradicted", "denied by contrast", -0.1),
        ("claimed", "words", -0.1),
    ],
)
def test_a_weight_that_lacks_or_goes_the_wrong_way_is_no_calibration(tmp_path, model, name, weight):
    (tmp_path / "words.json").write_text(changed(model, name, weight))
    with pytest.raises(CalibrationMissing):
        load_calibration(WordEncoder(), [tmp_path])
    (tmp_path / "words.json").write_text(changed("contradicted", "meaning", -1.0))
    assert load_calibration(WordEncoder(), [tmp_path])


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
    encoder = WordEncoder()
    assert load_calibration(encoder, [tmp_path]) == CALIBRATION
    encoder.fingerprint = "1111words"
    with pytest.raises(CalibrationMissing, match=r"'words'.*1111words"):
        load_calibration(encoder, [tmp_path])
