"""What the demos of activations and initial weights show."""

import math

import pytest

from compute.demos.loss_and_activation_shapes import curve
from compute.demos.softmax_temperature import softmax
from tests.unit.compute.demos.lesson import metrics


def test_only_the_sigmoid_is_stuck_in_a_deep_network_and_its_slope_is_the_cause() -> None:
    found = metrics("activation-compare")
    others = [found[f"final_loss_{name}"] for name in ("tanh", "relu", "leaky-relu")]
    assert max(others) < 1 < 1.5 < found["final_loss_sigmoid"]
    assert found["test_accuracy_relu"] > 0.7 > 0.4 > found["test_accuracy_sigmoid"]
    assert found["slope_sigmoid"] < 0.05 < found["slope_relu"] == 1
    assert found["slope_below_relu"] == 0 < found["slope_below_leaky-relu"]


def test_a_shallow_network_learns_with_sigmoids_too_and_a_very_deep_one_does_not() -> None:
    deep = metrics("activation-compare", preset="too-deep")
    shallow = metrics("activation-compare", preset="shallow")
    assert deep["final_loss_sigmoid"] == pytest.approx(2.3, abs=0.05)
    assert shallow["test_accuracy_sigmoid"] > 0.7


def test_sigmoid_hands_almost_no_gradient_to_the_first_of_twenty_layers() -> None:
    found = metrics("activation-gradients")
    assert found["first_sigmoid"] < 1e-6 * found["first_relu"]
    assert found["first_relu"] > 0.1 * found["last_relu"]
    assert metrics("activation-gradients", depth=2)["weakest_to_strongest"] > 1e-3


def test_a_line_without_bias_misses_what_one_with_bias_fits() -> None:
    found = metrics("bias-off")
    assert found["mse_without"] > 5 * found["mse_with"]
    assert found["b_without"] == 0
    assert found["b_with"] == pytest.approx(3, abs=0.4)
    assert found["w_with"] == pytest.approx(1, abs=0.2)


def test_only_data_off_the_origin_needs_a_bias() -> None:
    far, centred = (metrics("bias-off", preset=name) for name in ("far-off", "centred"))
    assert far["w_without"] > 0 > far["w_with"]
    assert centred["mse_without"] == pytest.approx(centred["mse_with"], rel=0.3)


def test_long_steps_kill_relu_units_for_good_and_leaky_ones_come_back() -> None:
    found = metrics("dead-relu")
    assert found["off_relu"] > 0.9 * found["units"]
    assert found["woken_relu"] == 0
    assert found["off_leaky"] < 0.6 * found["units"]
    assert found["woken_leaky"] >= 10
    assert found["accuracy_relu"] < 0.5 < 0.8 < found["accuracy_leaky"]


def test_a_tiny_leak_does_not_help_against_longer_steps_but_short_steps_do() -> None:
    bad, good = (metrics("dead-relu", preset=name) for name in ("tiny-leak", "small-steps"))
    assert bad["off_leaky"] > 0.85 * bad["units"]
    assert good["off_relu"] < 0.3 * good["units"]
    assert good["accuracy_relu"] > 0.9


def test_only_he_keeps_the_scale_through_twenty_relu_layers() -> None:
    found = metrics("init-signal")
    assert 0.3 < found["last_std_he"] < 3
    assert found["last_std_xavier"] == found["last_std_lecun"] < 0.01
    assert found["last_std_small"] < 1e-10 < 1e10 < found["last_std_large"]
    assert found["last_std_zero"] == 0


def test_tanh_keeps_the_signal_with_xavier_and_saturates_with_large_weights() -> None:
    found = metrics("init-signal", preset="tanh")
    assert found["last_std_xavier"] > 0.1
    assert found["saturated_large"] > 0.5 > 0.01 > found["saturated_xavier"]


def test_layers_without_an_activation_are_one_linear_layer_and_cannot_split_circles() -> None:
    found = metrics("linear-vs-nonlinear", dataset="circles")
    assert found["accuracy_linear"] < 0.75 < 0.95 < found["accuracy_relu"]
    assert found["gap_linear"] < 1e-4 < 1 < found["gap_relu"]


def test_depth_does_not_help_without_an_activation() -> None:
    shallow, deep = (metrics("linear-vs-nonlinear", dataset="moons", depth=d) for d in (1, 6))
    assert abs(shallow["accuracy_linear"] - deep["accuracy_linear"]) < 0.03
    assert deep["accuracy_relu"] > deep["accuracy_linear"] + 0.05


def test_one_layer_leaves_no_place_for_relu() -> None:
    bad, good = (
        metrics("linear-vs-nonlinear", preset=name) for name in ("one-layer", "two-layers")
    )
    assert bad["accuracy_relu"] == bad["accuracy_linear"] < 0.75
    assert good["accuracy_relu"] > 0.9


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("slope_mse", 6),
        ("slope_huber", 1),
        ("value_cross-entropy", math.log1p(math.exp(3))),
        ("slope_cross-entropy", -1 - math.exp(3)),
        ("slope_relu", 1),
        ("slope_below_relu", 0),
        ("slope_sigmoid", 0.0452),
        ("slope_tanh", 1 - math.tanh(3) ** 2),
    ],
)
def test_slopes_are_those_of_the_formulas(metric: str, expected: float) -> None:
    assert metrics("loss-and-activation-shapes")[metric] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("at", [0.5, 5])
def test_the_dot_of_cross_entropy_lies_on_its_curve(at: float) -> None:
    found = metrics("loss-and-activation-shapes", names="cross-entropy", at=at)
    assert min(curve("cross-entropy").x) <= found["wrong_probability"] < 1


def test_sigmoid_and_tanh_have_flat_ends() -> None:
    flat = metrics("loss-and-activation-shapes", preset="flat-ends")
    outliers = metrics("loss-and-activation-shapes", preset="outliers")
    assert max(flat["slope_sigmoid"], flat["slope_tanh"]) < 0.01
    assert outliers["slope_mse"] > 5 * outliers["slope_huber"] == 5 * outliers["slope_mae"]


def test_more_relu_units_bend_more_and_fit_better() -> None:
    found = metrics("relu-curve-fit", units="2,5,16")
    assert found["mse_2"] > 10 * found["mse_5"] > 50 * found["mse_16"]
    assert found["bends_2"] < found["bends_5"] < found["bends_16"] <= 16
    wave = metrics("relu-curve-fit", units="2,32", target="wave", steps=1500)
    assert wave["mse_2"] > 20 * wave["mse_32"]


def test_softmax_sums_to_one_at_any_temperature_and_keeps_the_order() -> None:
    scores = [2.0, 1.0, 0.1]
    assert softmax(scores, 1.0) == pytest.approx([0.659, 0.242, 0.099], abs=1e-3)
    for temperature in (0.05, 0.5, 1.0, 10.0):
        found = softmax(scores, temperature)
        assert sum(found) == pytest.approx(1)
        assert found == sorted(found, reverse=True)


def test_sigmoids_do_not_sum_to_one_and_softmax_grows_sure_in_the_cold() -> None:
    found = metrics("softmax-temperature")
    hot, cold = (metrics("softmax-temperature", preset=name) for name in ("too-hot", "sharp"))
    assert found["softmax_sum"] == pytest.approx(1)
    assert abs(found["sigmoid_sum"] - 1) > 0.1
    assert hot["best_probability"] < 0.3 < 0.5 < found["best_probability"] < 0.7
    assert cold["best_probability"] > 0.75
    assert hot["best_digit"] == cold["best_digit"]
