import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"k": 20, "n": 50}
BOUNDS = [{"k": 1000, "n": 10}, {"k": 2, "n": 5000}]
FACTS = {"500"}


@pytest.mark.parametrize("seed", range(5))
def test_the_best_of_many_guesses_looks_skilled_until_it_meets_new_questions(seed: int) -> None:
    found = metrics("selection-bias", seed)
    assert found["reported_accuracy"] >= 0.58
    assert found["mean_reported_accuracy"] == pytest.approx(0.625, abs=0.01)
    assert found["mean_fresh_accuracy"] == pytest.approx(0.5, abs=0.01)


def test_more_candidates_and_fewer_questions_inflate_the_score_more() -> None:
    inflation = {
        (k, n): metrics("selection-bias", k=k, n=n)["mean_inflation"]
        for k, n in ((2, 100), (100, 100), (100, 1000))
    }
    assert inflation[100, 100] > 2 * inflation[2, 100] > 0
    assert inflation[100, 100] > 2 * inflation[100, 1000] > 0


def test_the_bad_preset_inflates_and_the_good_one_hardly_does() -> None:
    assert metrics("selection-bias", preset="many-tries")["mean_inflation"] > 0.2
    assert metrics("selection-bias", preset="large-set")["mean_inflation"] < 0.03
