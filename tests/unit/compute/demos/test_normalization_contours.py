import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 15}
BOUNDS = [
    {"scale_ratio": 100, "points": 2000, "steps": 400},
    {"scale_ratio": 1, "points": 20, "steps": 5},
]
FACTS = {"1"}


@pytest.mark.parametrize("seed", range(5))
def test_standardised_features_arrive_in_few_steps_and_raw_ones_do_not(seed: int) -> None:
    found = metrics("normalization-contours", seed)
    assert found["steps_scaled"] < 10
    assert found["left_raw"] > 0.1


def test_the_curvatures_differ_by_the_square_of_the_ratio_unless_standardised() -> None:
    found = metrics("normalization-contours", points=2000, scale_ratio=10)
    assert 90 < found["condition_raw"] < 150
    assert found["condition_scaled"] < 3


def test_presets_show_hardly_any_progress_and_hardly_any_difference() -> None:
    extreme = metrics("normalization-contours", preset="extreme")
    similar = metrics("normalization-contours", preset="similar")
    assert extreme["left_raw"] > 0.9
    assert similar["steps_raw"] < 15
