import pytest

from compute.demos.gradient_noise import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"draws": 50, "epochs": 1}
BOUNDS = [{"batches": "1024,1", "draws": 1000, "epochs": 0}, {"batches": "1", "draws": 50}]
FACTS = {"90"}


def test_larger_batches_point_nearer_to_the_full_gradient() -> None:
    found = metrics("gradient-noise")
    assert found["angle_batch_1"] > 75
    assert found["angle_batch_1"] > found["angle_batch_8"] + 5
    assert found["angle_batch_8"] > found["angle_batch_64"] + 15


def test_the_mean_of_all_draws_points_where_the_full_gradient_does() -> None:
    found = metrics("gradient-noise")
    for batch in (1, 8, 64):
        assert found[f"angle_of_mean_batch_{batch}"] < found[f"angle_batch_{batch}"] / 3


def test_noise_falls_with_the_square_root_of_the_batch() -> None:
    found = metrics("gradient-noise")
    assert found["noise_batch_1"] / found["noise_batch_64"] == pytest.approx(8, rel=0.1)


def test_single_images_often_point_uphill_and_large_batches_never() -> None:
    found = {
        preset.name: metrics("gradient-noise", **preset.params, draws=200)
        for preset in DEMO.presets
    }
    assert found["few-images"]["uphill_batch_1"] > 0.1
    assert found["large"]["uphill_batch_64"] == 0
