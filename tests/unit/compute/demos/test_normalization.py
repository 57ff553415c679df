"""What the demos of batch norm, dropout and standardised features show."""

import copy
from itertools import pairwise

import pytest
import torch
from matplotlib.figure import Figure

from compute.demos.bn_on_off import LEARNED, network
from compute.demos.bn_train_vs_eval import train_mode
from compute.demos.registry import DEMOS
from compute.toolkit.demo import Say
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics


def test_a_deep_network_learns_at_some_rates_with_he_init_and_at_more_with_batch_norm() -> None:
    found = metrics("bn-on-off")
    for rate in ("0.01", "0.1", "1"):
        assert found[f"accuracy_plain_lr_{rate}"] < 0.4
        assert found[f"accuracy_bn_lr_{rate}"] > 0.75
    assert [found[f"learned_{kind}"] for kind in ("plain", "he", "bn")] == [0, 2, 3]
    shallow = metrics("bn-on-off", lrs="1", depth=1)
    assert shallow["accuracy_plain_lr_1"] > 0.9


def test_rates_that_are_too_large_fail_even_with_batch_norm() -> None:
    found = metrics("bn-on-off", preset="too-large")
    assert all(found[f"accuracy_bn_lr_{rate}"] < LEARNED for rate in ("10", "30"))


@pytest.mark.parametrize("seed", range(3))
def test_in_train_mode_small_batches_lose_accuracy_and_one_image_is_a_guess(seed: int) -> None:
    found = metrics("bn-train-vs-eval", seed)
    assert found["accuracy_train_1"] < 0.2
    assert found["accuracy_train_2"] < found["accuracy_eval"] - 0.3
    assert found["accuracy_train_64"] > found["accuracy_eval"] - 0.03 > 0.9


def test_averages_that_hardly_move_spoil_evaluation() -> None:
    found = metrics("bn-train-vs-eval", momentum=0.001)
    assert found["accuracy_eval"] < found["accuracy_train_64"] - 0.15


def test_batch_norm_as_written_out_is_that_of_pytorch() -> None:
    torch.manual_seed(0)
    model = network("bn", 5, 2)
    batches = torch.randn(3, 4, 5)
    theirs = torch.stack([copy.deepcopy(model).train()(batch) for batch in batches])
    torch.testing.assert_close(train_mode(model, batches), theirs)
    first, second = train_mode(model, torch.randn(2, 1, 5))  # of one image nothing is left
    torch.testing.assert_close(first, second)


def test_dropout_trades_training_accuracy_for_test_accuracy() -> None:
    found = metrics("dropout-sweep", rates="0,0.5")
    assert found["train_accuracy_0"] > 0.97
    assert found["train_accuracy_0.5"] < 0.95
    assert found["test_accuracy_0.5"] > found["test_accuracy_0"] + 0.05
    assert found["gap_0.5"] < 0.5 * found["gap_0"]


def test_values_at_rates_close_together_do_not_lie_on_each_other() -> None:
    demo = DEMOS.find("dropout-sweep")
    params = demo.check({"rates": "0,0.95,0.9", "n": 50})
    picture = demo.draw(params, *demo.measure(params, Lab(0)), Say("en"))["dropout"]
    assert isinstance(picture, Figure)
    (panel,) = picture.axes
    picture.draw_without_rendering()
    values = [text for text in panel.texts if "%" in text.get_text()]
    for row in (values, panel.get_xticklabels()):
        assert len(row) == 3
        boxes = [text.get_window_extent() for text in row]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_too_much_dropout_learns_little_even_of_the_training_set() -> None:
    found = metrics("dropout-sweep", preset="too-much")
    assert found["train_accuracy_0.9"] < 0.5
    assert found["test_accuracy_0.9"] < 0.5


@pytest.mark.parametrize("seed", range(5))
def test_standardised_features_arrive_in_few_steps_and_raw_ones_do_not(seed: int) -> None:
    found = metrics("normalization-contours", seed)
    assert found["steps_scaled"] < 10
    assert found["left_raw"] > 0.1


def test_the_curvatures_differ_by_the_square_of_the_ratio_unless_standardised() -> None:
    found = metrics("normalization-contours", points=2000, scale_ratio=10)
    assert 90 < found["condition_raw"] < 150
    assert found["condition_scaled"] < 3
    assert metrics("normalization-contours", preset="extreme")["left_raw"] > 0.9
    assert metrics("normalization-contours", preset="similar")["steps_raw"] < 15
