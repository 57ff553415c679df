import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"sizes": "20,40"}
BOUNDS = [{"sizes": "20,1300", "shift": 0}, {"sizes": "20,21", "shift": 4}]
FACTS = {"2", "2010"}


@pytest.mark.parametrize("seed", range(3))
def test_more_data_help_the_deep_network_more_than_the_linear_model(seed: int) -> None:
    found = metrics("data-scaling", seed, sizes="30,1000")
    assert abs(found["deep_accuracy_30"] - found["linear_accuracy_30"]) < 0.1
    assert found["deep_accuracy_1000"] > found["linear_accuracy_1000"] + 0.2
    assert found["deep_accuracy_1000"] > 2 * found["deep_accuracy_30"]


def test_with_too_few_images_the_deep_network_is_hardly_better() -> None:
    found = metrics("data-scaling", preset="too-few")
    assert found["deep_accuracy_80"] - found["linear_accuracy_80"] < 0.1
    assert found["deep_accuracy_80"] < 0.5
