from compute.demos.gradient_vs_random_search import GOAL
from tests.unit.compute.demos.lesson import metrics

SMALL = {"dims": "2,50", "budget": 100}
BOUNDS = [{"dims": "1", "budget": 30}, {"dims": "1000,1,2,3", "budget": 3000}]
FACTS = {"0.1", "3"}


def test_only_random_search_gets_worse_with_the_dimension() -> None:
    found = metrics("gradient-vs-random-search")
    for dim in (2, 10, 100):
        assert found[f"loss_gradient_{dim}"] <= GOAL
        assert found[f"spent_gradient_{dim}"] < 250
    assert found["spent_random_2"] < 0.7 * found["spent_random_10"]
    assert found["loss_random_100"] > 0.1


def test_random_search_is_a_fair_rival_in_few_dimensions() -> None:
    found = metrics("gradient-vs-random-search", preset="few")
    assert all(found[f"loss_random_{dim}"] <= GOAL for dim in (1, 2, 3))


def test_random_search_is_lost_in_a_thousand_dimensions() -> None:
    found = metrics("gradient-vs-random-search", preset="lost")
    assert found["loss_random_1000"] > found["loss_random_300"] > 0.3
    assert found["loss_gradient_1000"] <= GOAL
