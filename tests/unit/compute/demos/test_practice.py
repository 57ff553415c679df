"""What the demos of debugging, tuning and building by hand show."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from compute.demos import random_vs_grid_search, synthetic_hangul
from compute.demos.hand_features_vs_mlp import hand_made
from compute.demos.numpy_mlp import backward, forward, initial
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics


def test_one_backward_pass_finds_what_thousands_of_forward_passes_find() -> None:
    found = metrics("backprop-check")
    assert found["error"] < 1e-7
    assert all(found[f"error_layer_{layer}"] < 1e-7 for layer in (1, 2, 3))
    assert found["forward_passes"] == 2 * found["parameters"] > 2000
    assert metrics("backprop-check", preset="rounding")["error"] > 0.01
    assert metrics("backprop-check", eps=0.5)["error"] > 0.01


def test_backpropagation_is_a_few_lines_however_deep_the_network() -> None:
    shallow, deep = (metrics("backprop-check", layers=layers) for layers in (1, 4))
    assert shallow["lines"] == deep["lines"] == deep["lines_forward"] + deep["lines_backward"]
    assert 4 <= deep["lines_backward"] <= 12


def test_bce_gets_worse_with_overconfidence_while_mse_hardly_does() -> None:
    found = metrics("bce-vs-mse")
    assert found["rise_bce"] > 1.3 > 1.15 > found["rise_mse"]


def test_both_come_down_together_at_a_low_rate_unless_mse_watches_the_logits() -> None:
    found = metrics("bce-vs-mse", preset="gentle")
    assert found["rise_bce"] < 1.1 > found["rise_mse"]
    assert found["final_mse"] < found["first_mse"] / 4
    logits = metrics("bce-vs-mse", preset="logits")
    assert logits["final_mse"] > 10 * logits["first_mse"]
    assert logits["final_bce"] < logits["first_bce"] / 4


def test_learned_features_beat_the_plain_ones_that_people_chose() -> None:
    found = metrics("hand-features-vs-mlp")
    assert found["accuracy_mlp"] > 0.93
    assert found["accuracy_mlp"] > found["accuracy_together"] + 0.02
    assert found["accuracy_together"] > found["accuracy_rows"] + 0.05


def test_too_few_features_fail_and_expert_ones_keep_up() -> None:
    poor, expert = (
        metrics("hand-features-vs-mlp", preset=name) for name in ("too-little", "expert")
    )
    assert poor["accuracy_together"] < 0.5
    assert abs(expert["accuracy_together"] - expert["accuracy_mlp"]) < 0.04


def test_features_are_what_their_names_say() -> None:
    image = torch.zeros(1, 8, 8)
    image[0, 2, :] = 1.0
    found = hand_made(image.flatten(1), 8)
    assert found["ink"].item() == 1 / 8
    assert found["rows"][0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    assert set(found["columns"].flatten().tolist()) == {1 / 8}
    assert found["symmetry"][0, 0] > found["symmetry"][0, 1] == 0
    cells = found["edges"].view(6, 3, 3)
    assert cells[3].sum() == cells.sum() > 0


def test_rate_and_width_alone_decide_between_guessing_and_success() -> None:
    found = metrics("lr-width-grid")
    assert found["worst_accuracy"] < 0.2 < 0.9 < found["best_accuracy"]
    assert found["test_accuracy"] > 0.85
    assert found["accuracy_lr_1_width_2"] < 0.5 < 0.85 < found["accuracy_lr_1_width_128"]
    assert found["accuracy_lr_10_width_128"] < 0.3
    assert metrics("lr-width-grid", preset="out-of-range")["best_accuracy"] < 0.5
    assert metrics("lr-width-grid", preset="zoomed-in")["worst_accuracy"] > 0.85


def test_width_decides_how_many_parameters_there_are() -> None:
    found = metrics("lr-width-grid", lrs="1", widths="32", epochs=1)
    assert found["parameters"] == 64 * 32 + 32 + 32 * 10 + 10


def test_a_few_dozen_lines_learn_the_digits_and_more_units_take_no_more() -> None:
    found = metrics("numpy-mlp")
    assert found["lines"] == sum(n for name, n in found.items() if name.startswith("lines_")) < 50
    assert found["first_accuracy"] < 0.3 < 0.95 < found["test_accuracy"]
    wide = metrics("numpy-mlp", preset="wide", epochs=3)
    assert wide["lines"] == found["lines"]
    assert wide["parameters"] > 3 * found["parameters"]
    assert wide["test_accuracy"] > 0.9
    assert metrics("numpy-mlp", preset="rate-too-high", epochs=3)["test_accuracy"] < 0.4


def test_the_gradients_written_by_hand_are_right() -> None:
    rng = np.random.default_rng(0)
    net, x, y = initial(6, 5, rng), rng.normal(size=(7, 6)), rng.integers(10, size=7)

    def loss() -> float:
        return float(-np.log(forward(net, x)[1][range(7), y]).mean())

    for weights, slope in zip(net, backward(net, x, y), strict=True):
        before, step = loss(), 1e-6
        weights.flat[0] += step
        assert (loss() - before) / step == pytest.approx(slope.flat[0], abs=1e-5)


def test_correct_code_starts_at_a_guess_and_memorises_the_batch() -> None:
    found = metrics("overfit-one-batch", bug="none")
    assert found["first_loss"] == pytest.approx(math.log(10), abs=0.2)
    assert found["final_loss_healthy"] < 0.01


@pytest.mark.parametrize(
    ("bug", "least", "most"),
    [
        ("no_zero_grad", 0.2, 99),
        ("shuffled_labels", 1.5, 99),
        ("tiny_lr", 2.0, 99),
        ("softmax_twice", 1.45, 99),
        ("wrong_labels", 0, 0.02),
    ],
)
def test_bugs_but_for_wrong_labels_keep_the_network_from_memorising_the_batch(
    bug: str, least: float, most: float
) -> None:
    assert least < metrics("overfit-one-batch", bug=bug)["final_loss_bug"] < most


def test_nine_random_trials_find_better_settings_than_a_grid_of_nine_in_a_wide_range() -> None:
    found = metrics("random-vs-grid-search")
    assert found["lrs_grid"] == 3
    assert found["best_random"] > found["best_grid"] + 0.1
    assert found["random_wins"] > 2 * found["grid_wins"]
    narrow = metrics("random-vs-grid-search", preset="narrow-range")
    assert narrow["best_random"] < narrow["best_grid"] + 0.02


def test_grid_and_random_search_learn_from_the_images_in_the_same_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = []

    def noted(data: Any, lrs: Any, widths: Any, order: Any, lab: Any) -> torch.Tensor:
        orders.append(order.tolist())
        return torch.zeros(len(lrs))

    monkeypatch.setattr(random_vs_grid_search, "validated", noted)
    random_vs_grid_search.DEMO.measure(random_vs_grid_search.Search(), Lab(0))
    grid, random = orders
    assert grid == random


@pytest.mark.parametrize("fonts", [1, 2])
def test_distorted_renders_teach_to_read_scans_that_clean_ones_do_not(fonts: int) -> None:
    found = metrics("synthetic-hangul", fonts=fonts)
    assert found["clean_accuracy_0"] > 0.95
    assert found["clean_accuracy_4"] < 0.6
    assert found["distorted_accuracy_4"] > found["clean_accuracy_4"] + 0.2


def test_scans_that_are_too_bad_are_read_by_neither() -> None:
    found = metrics("synthetic-hangul", preset="too-noisy")
    assert max(found["clean_accuracy_4"], found["distorted_accuracy_4"]) < 0.5


def test_every_syllable_looks_different_and_a_missing_font_is_named() -> None:
    syllables = synthetic_hangul.SYLLABLES
    face = synthetic_hangul.typeface(synthetic_hangul.FONTS[0])
    looks = {synthetic_hangul.rendered(text, face).numpy().tobytes() for text in syllables}
    assert len(looks) == len(syllables)
    with pytest.raises(FileNotFoundError, match="No-Such-Font"):
        synthetic_hangul.typeface("No-Such-Font.otf")
