"""What the demos of convolutional networks show."""

import pytest
import torch

from compute.demos import cnn_filters, cnn_parameter_count, conv1d_motif, conv_as_matrix
from compute.problems import Refused
from compute.toolkit.data import digits
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics


def test_a_few_shared_filters_read_digits_and_untrained_ones_do_not() -> None:
    found = metrics("cnn-filters")
    assert found["test_accuracy"] > 0.93
    assert metrics("cnn-filters", preset="untrained")["test_accuracy"] < 0.3
    assert 100 * found["filter_parameters"] < found["dense_parameters"]


def test_every_cell_of_a_map_is_the_same_filter_at_another_place() -> None:
    demo = cnn_filters.DEMO
    _, data = demo.measure(demo.check({"epochs": 1}), Lab(3))
    sums = torch.nn.functional.conv2d(data.image[None], data.filters[:, None], padding=1)
    for found, own in zip(data.maps, sums, strict=True):
        bias = (found - own)[found > 0]
        assert torch.allclose(bias, bias.mean(), atol=1e-5)


def test_training_changes_the_filters() -> None:
    demo = cnn_filters.DEMO
    before, after = (
        demo.measure(demo.check({"epochs": epochs}), Lab(0))[1].filters for epochs in (0, 3)
    )
    assert (after - before).norm() > 0.3 * before.norm()


@pytest.mark.parametrize(
    ("side", "channels", "kernel", "first", "second", "classes"),
    [(28, 1, 3, 8, 16, 10), (32, 3, 5, 6, 32, 2), (16, 1, 3, 4, 8, 5)],
)
def test_the_count_is_that_of_the_formula(
    side: int, channels: int, kernel: int, first: int, second: int, classes: int
) -> None:
    layers = f"conv{first},pool,conv{second},pool,fc{classes}"
    found = metrics(
        "cnn-parameter-count", layers=layers, side=side, channels=channels, kernel=kernel
    )
    counts = [
        (kernel**2 * channels + 1) * first,
        0,
        (kernel**2 * first + 1) * second,
        0,
        ((side // 4) ** 2 * second + 1) * classes,
    ]
    assert [found[f"parameters_{layer}"] for layer in range(1, 6)] == counts
    assert (found["parameters"], found["dense_parameters"]) == (sum(counts), counts[-1])
    assert found["largest_map"] >= side**2 * first


def test_a_larger_image_costs_dense_parameters_and_no_convolutional_ones() -> None:
    small, large = (metrics("cnn-parameter-count", side=side) for side in (28, 56))
    assert large["parameters_3"] == small["parameters_3"]
    assert large["dense_parameters"] > 3 * small["dense_parameters"]
    assert metrics("cnn-parameter-count", preset="no-pooling")["dense_share"] > 0.99
    assert metrics("cnn-parameter-count", preset="averaged")["dense_share"] < 0.2


@pytest.mark.parametrize(
    "layers",
    ["", "conv8", "fc10,conv8,fc10", "pool,pool,pool,pool,fc10", "gap,pool,fc10", "conv0,fc10"],
)
def test_layers_that_cannot_be_built_are_refused(layers: str) -> None:
    with pytest.raises(Refused, match="layers"):
        cnn_parameter_count.DEMO.check({"layers": layers})


@pytest.mark.parametrize("budget", [800, 2500])
def test_what_reads_moved_digits_pools_over_all_places_or_has_seen_them(budget: int) -> None:
    found = metrics("cnn-vs-mlp", params=budget, max_shift=2)
    assert found["accuracy_global_0"] > 0.9
    assert found["accuracy_global_2"] == pytest.approx(found["accuracy_global_0"], abs=0.005)
    assert found["accuracy_mlp_2"] < 0.3
    assert found["accuracy_flat_2"] < 0.3 < found["accuracy_flat_0"] - 0.5
    assert found["accuracy_augmented_2"] > found["accuracy_mlp_2"] + 0.2


def test_all_have_about_as_many_parameters_as_were_asked_for() -> None:
    found = metrics("cnn-vs-mlp", params=2500, max_shift=2)
    for name in ("global", "flat", "mlp", "augmented"):
        assert 0.8 * 2500 < found[f"parameters_{name}"] <= 2500
    assert found["accuracy_mlp_0"] > 0.9


def test_too_few_filters_read_badly_wherever_the_digit_is() -> None:
    found = metrics("cnn-vs-mlp", preset="too-few", max_shift=1)
    assert found["accuracy_global_0"] < 0.75
    assert found["accuracy_global_1"] == pytest.approx(found["accuracy_global_0"], abs=0.005)


def test_the_filter_becomes_the_hidden_motif_unless_it_is_too_narrow_or_noise_hides_it() -> None:
    found = metrics("conv1d-motif")
    assert found["test_accuracy"] > 0.85
    assert found["match"] > 0.8
    assert metrics("conv1d-motif", preset="too-narrow")["test_accuracy"] < 0.65
    assert metrics("conv1d-motif", noise=2.0)["test_accuracy"] < 0.65


def test_the_filter_responds_most_where_the_motif_is() -> None:
    demo = conv1d_motif.DEMO
    _, data = demo.measure(demo.check({"noise": 0.3, "length": 40}), Lab(1))
    width = len(data.filters[-1])
    responses = [
        float(data.sequence[at : at + width] @ data.filters[-1])
        for at in range(len(data.sequence) - width + 1)
    ]
    assert abs(responses.index(max(responses)) - data.start) <= 4


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (4, 2), (5, 3)])
def test_the_matrix_gives_what_the_convolution_gives(kernel: int, stride: int) -> None:
    found = metrics("conv-as-matrix", kernel=kernel, stride=stride)
    side = digits().side
    assert found["rows"] == ((side - kernel) // stride + 1) ** 2
    assert found["distinct_values"] == kernel**2
    assert found["filled_share"] == pytest.approx(kernel**2 / side**2)
    assert found["largest_difference"] < 1e-5


def test_every_row_is_the_row_above_moved_along() -> None:
    demo = conv_as_matrix.DEMO
    _, data = demo.measure(demo.check({}), Lab(2))
    first, second = data.matrix[:2]
    assert (second[1:] == first[:-1]).all()


def test_free_training_fills_the_zeros_and_breaks_the_ties() -> None:
    found = metrics("conv-as-matrix", preset="unties")
    assert found["filled_share"] > 0.5
    assert found["distinct_values"] > 100
    assert found["largest_difference"] > 0.1


def test_max_pooling_reads_a_moved_digit_best() -> None:
    found = metrics("pooling-compare", shift=1)
    assert found["max_accuracy_0"] > 0.95
    assert found["max_accuracy_1"] > found["average_accuracy_1"] + 0.1
    assert found["max_accuracy_1"] > found["stride_accuracy_1"] + 0.15


def test_a_small_window_holds_less_and_a_digit_moved_past_it_is_lost() -> None:
    small, large = (
        metrics("pooling-compare", pool="max", window=window, shift=2) for window in (2, 4)
    )
    assert small["max_accuracy_1"] < large["max_accuracy_1"] - 0.05
    assert small["max_accuracy_2"] < 0.4


def test_averaging_a_wide_window_dilutes_even_what_is_in_place() -> None:
    found = metrics("pooling-compare", pool="max,average", window=7, shift=1)
    assert found["max_accuracy_0"] > found["average_accuracy_0"] + 0.05
