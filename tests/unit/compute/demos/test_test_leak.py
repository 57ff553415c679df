import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"n": 20}
BOUNDS = [{"leak": 1, "n": 200}, {"leak": 0.01, "n": 20}]
FACTS = {"32"}


@pytest.mark.parametrize("seed", range(3))
def test_a_leak_raises_the_reported_score_and_not_the_skill(seed: int) -> None:
    clean, leaked = (metrics("test-leak", seed, leak=leak) for leak in (0, 0.6))
    assert abs(clean["inflation"]) < 0.03
    assert leaked["inflation"] > 0.06
    assert leaked["clean_accuracy"] == pytest.approx(clean["clean_accuracy"], abs=0.03)


def test_whoever_has_seen_every_question_gets_a_nearly_perfect_score() -> None:
    found = metrics("test-leak", preset="all-leaked")
    assert found["reported_accuracy"] > 0.97
    assert found["clean_accuracy"] < 0.88
