import pytest

from compute.demos.conv_as_matrix import DEMO
from compute.toolkit.data import digits
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics

SMALL = {"stride": 2}
BOUNDS = [
    {"kernel": 2, "stride": 1},
    {"kernel": 5, "stride": 3, "free_steps": 1},
]
FACTS: set[str] = {"0"}


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (4, 2), (5, 3)])
def test_the_matrix_gives_what_the_convolution_gives(kernel: int, stride: int) -> None:
    found = metrics("conv-as-matrix", kernel=kernel, stride=stride)
    side = digits().side
    assert found["rows"] == ((side - kernel) // stride + 1) ** 2
    assert found["distinct_values"] == kernel**2
    assert found["filled_share"] == pytest.approx(kernel**2 / side**2)
    assert found["largest_difference"] < 1e-5


def test_every_row_is_the_row_above_moved_along() -> None:
    _, data = DEMO.measure(DEMO.check({}), Lab(2))
    first, second = data.matrix[:2]
    assert (second[1:] == first[:-1]).all()


def test_free_training_fills_the_zeros_and_breaks_the_ties() -> None:
    found = metrics("conv-as-matrix", preset="unties")
    assert found["filled_share"] > 0.5
    assert found["distinct_values"] > 100
    assert found["largest_difference"] > 0.1
