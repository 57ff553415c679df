from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 4, "code_dim": 4}
BOUNDS = [{"epochs": 1, "code_dim": 1}, {"epochs": 30, "code_dim": 64}]
FACTS: set[str] = set()


def share_left(**params: int) -> float:
    """Return the error on unseen images as a share of that of the mean image."""
    found = metrics("ae-digits", **params)
    return found["test_mse"] / found["test_mse_of_the_mean_image"]


def test_eight_numbers_rebuild_most_of_an_image() -> None:
    assert share_left() < 0.25


def test_fewer_numbers_rebuild_less_and_an_untrained_network_nothing() -> None:
    assert 0.4 < share_left(code_dim=2, epochs=30) < 0.65
    assert share_left(epochs=1) > 0.9


def test_the_program_is_a_few_lines_most_of_them_for_training() -> None:
    found = metrics("ae-digits")
    assert found["lines"] == found["lines_model"] + found["lines_training"] <= 25
    assert found["lines_training"] > found["lines_model"]
