from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 6}
BOUNDS = [{"epochs": 1, "hidden": 4}, {"epochs": 10, "hidden": 256}]
FACTS: set[str] = set()


def test_one_number_rebuilds_more_than_the_mean_image_and_than_a_straight_line_can() -> None:
    found = metrics("ae-bottleneck-1", epochs=50)
    assert found["test_mse"] < 0.75 * found["test_mse_of_the_mean_image"]
    assert found["test_mse"] < 0.9 * found["test_mse_of_one_principal_component"]


def test_it_tells_digits_apart_far_better_than_chance_yet_mixes_many() -> None:
    found = metrics("ae-bottleneck-1", epochs=50)
    assert 0.4 < found["accuracy_by_neighbours"] < 0.8
    assert found["most_mixed_overlap"] > 0.4


def test_two_epochs_are_too_few_to_line_them_up() -> None:
    found = metrics("ae-bottleneck-1", epochs=2)
    assert found["accuracy_by_neighbours"] < 0.35
    assert found["test_mse"] > 0.95 * found["test_mse_of_the_mean_image"]
