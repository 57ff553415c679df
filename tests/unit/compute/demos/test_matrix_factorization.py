import pytest

from compute.demos.matrix_factorization import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"rank": 3}
BOUNDS = [
    {"rank": 20, "reg": 0.001, "known": 0.9},
    {"rank": 1, "reg": 1000, "known": 0.1},
]
FACTS = {"60", "32"}


@pytest.mark.parametrize("seed", range(4))
def test_two_factors_fill_in_blanks_that_two_tastes_made(seed: int) -> None:
    found = metrics("matrix-factorization", seed)
    assert found["best_rank"] == 2
    assert found["rmse_hidden"] < 0.4 * found["rmse_mean"]


@pytest.mark.parametrize("seed", range(4))
def test_new_users_get_no_more_than_the_mean(seed: int) -> None:
    found = metrics("matrix-factorization", seed)
    assert found["rmse_new_users"] > 0.9 * found["rmse_mean"]


def test_the_bad_presets_fill_blanks_badly() -> None:
    found = {preset.name: metrics(DEMO.name, **preset.params) for preset in DEMO.presets}
    assert found["overfits"]["rmse_known"] < 0.05
    assert found["overfits"]["rmse_hidden"] > 2.5 * found["dense"]["rmse_hidden"]
    assert found["sparse"]["rmse_hidden"] > 0.8 * found["sparse"]["rmse_mean"]
