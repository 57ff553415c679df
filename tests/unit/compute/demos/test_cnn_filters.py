import torch

from compute.demos.cnn_filters import DEMO
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 1}
BOUNDS = [{"filters": 16, "epochs": 0, "digit": 9}, {"filters": 1, "epochs": 2, "digit": 0}]
FACTS: set[str] = set()


def test_a_few_shared_filters_read_digits_and_untrained_ones_do_not() -> None:
    found = metrics("cnn-filters")
    assert found["test_accuracy"] > 0.93
    assert metrics("cnn-filters", preset="untrained")["test_accuracy"] < 0.3
    assert 100 * found["filter_parameters"] < found["dense_parameters"]


def test_every_cell_of_a_map_is_the_same_filter_at_another_place() -> None:
    _, data = DEMO.measure(DEMO.check({"epochs": 1}), Lab(3))
    sums = torch.nn.functional.conv2d(data.image[None], data.filters[:, None], padding=1)
    for found, own in zip(data.maps, sums, strict=True):
        bias = (found - own)[found > 0]
        assert torch.allclose(bias, bias.mean(), atol=1e-5)


def test_training_changes_the_filters() -> None:
    filters = [DEMO.measure(DEMO.check({"epochs": epochs}), Lab(0))[1].filters for epochs in (0, 3)]
    assert (filters[1] - filters[0]).norm() > 0.3 * filters[0].norm()
