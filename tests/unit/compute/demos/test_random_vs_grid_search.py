from compute.demos.random_vs_grid_search import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"trials": 4, "searches": 2}
BOUNDS = [
    {"trials": 36, "decades": 8, "searches": 2},
    {"trials": 5, "decades": 1, "searches": 1},
]
FACTS: set[str] = set()


def test_nine_random_trials_find_better_settings_than_a_grid_of_nine() -> None:
    found = metrics("random-vs-grid-search")
    assert found["lrs_grid"] == 3
    assert found["best_random"] > found["best_grid"] + 0.1
    assert found["random_wins"] > 2 * found["grid_wins"]


def test_random_search_is_no_better_where_the_range_is_narrow() -> None:
    narrow = next(preset.params for preset in DEMO.presets if not preset.works)
    found = metrics("random-vs-grid-search", **narrow)
    assert found["best_random"] < found["best_grid"] + 0.02
