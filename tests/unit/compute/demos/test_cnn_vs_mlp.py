import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"params": 300, "max_shift": 1}
BOUNDS = [{"params": 100, "max_shift": 4}]
FACTS: set[str] = set()


@pytest.mark.parametrize("budget", [800, 2500])
def test_moving_the_digit_ruins_the_mlp_and_leaves_the_cnn_as_it_was(budget: int) -> None:
    found = metrics("cnn-vs-mlp", params=budget, max_shift=2)
    assert found["cnn_accuracy_0"] > 0.9
    assert found["cnn_accuracy_2"] == pytest.approx(found["cnn_accuracy_0"], abs=0.005)
    assert found["mlp_accuracy_2"] < 0.3


def test_both_have_about_as_many_parameters_as_were_asked_for() -> None:
    found = metrics("cnn-vs-mlp", params=2500, max_shift=2)
    for name in ("cnn", "mlp"):
        assert 0.9 * 2500 < found[f"{name}_parameters"] <= 2500
    assert found["mlp_accuracy_0"] > 0.9


def test_too_few_filters_read_badly_wherever_the_digit_is() -> None:
    found = metrics("cnn-vs-mlp", preset="too-few", max_shift=1)
    assert found["cnn_accuracy_0"] < 0.75
    assert found["cnn_accuracy_1"] == pytest.approx(found["cnn_accuracy_0"], abs=0.005)
