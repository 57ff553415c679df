"""What the demos of gradient descent and its ways show."""

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch

from compute.demos.escape_minima import BUMP
from compute.demos.gradient_vs_random_search import GOAL
from compute.demos.optimizer_lr_curves import orthogonal
from compute.demos.optimizer_race import CEILING
from compute.demos.registry import DEMOS
from compute.plots import Motion
from compute.toolkit.demo import Say
from compute.toolkit.lab import Lab
from content.schema import LANGUAGES, Language
from tests.unit.compute.demos.lesson import metrics

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def test_small_batches_learn_more_from_the_same_images_and_take_more_time() -> None:
    found = metrics("batch-size-sweep")
    assert 3 * found["loss_batch_4"] < found["loss_batch_32"] < found["loss_batch_256"] / 3
    assert found["test_accuracy_batch_4"] > 0.88
    assert found["steps_batch_4"] > 50 * found["steps_batch_256"]
    assert found["seconds_batch_4"] > 3 * found["seconds_batch_256"]


def test_a_rate_that_is_fine_for_larger_batches_is_too_high_for_small_ones() -> None:
    high = metrics("batch-size-sweep", preset="rate-too-high", epochs=3)
    assert high["loss_batch_1"] > 1.5 > 2 * high["loss_batch_32"]
    assert metrics("batch-size-sweep", preset="low-rate", epochs=3)["loss_batch_1"] < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_speed_noise_and_restarts_leave_the_valley_unless_all_are_timid(seed: int) -> None:
    found = metrics("escape-minima", seed)
    assert found["w_gd"] > 3
    for way in ("momentum", "noise", "restarts"):
        assert found[f"loss_{way}"] < found["loss_gd"] - BUMP
    timid = metrics("escape-minima", seed, preset="timid")
    assert all(timid[f"w_{way}"] > 3 for way in ("gd", "momentum", "noise", "restarts"))


def test_noise_and_momentum_are_what_carries_them() -> None:
    found = metrics("escape-minima", noise=0, momentum=0)
    assert found["loss_noise"] == pytest.approx(found["loss_gd"], abs=1e-3)
    assert found["loss_momentum"] == found["loss_gd"]


@pytest.mark.parametrize(
    ("params", "least", "most"),
    [
        ({"lr": 0.99, "steps": 60}, 0, 1),
        ({"lr": 1.01, "steps": 60}, 1, 1e9),
        ({"preset": "diverges"}, 1, 1e9),
        ({"preset": "too-small"}, 0.5, 1),
        ({}, 0, 1e-2),
    ],
)
def test_a_rate_above_one_diverges_and_one_below_arrives(
    params: dict[str, float], least: float, most: float
) -> None:
    found = metrics("gd-1d", **params)
    assert least < found["final_loss"] / found["first_loss"] < most


def test_a_long_step_crosses_the_valley_and_a_short_one_does_not() -> None:
    assert metrics("gd-1d", lr=0.9)["crossings"] == 20
    assert metrics("gd-1d", lr=0.4)["crossings"] == 0


@pytest.mark.parametrize("lr", [0.1, 1.05, 2])
def test_the_ball_is_whole_in_the_picture_wherever_it_goes(lr: float) -> None:
    demo = DEMOS.find("gd-1d")
    params = demo.check({"lr": lr})
    measured = demo.measure(params, Lab(0))
    motion = cast(Motion, demo.draw(params, *measured, Say("ko"))["path"])
    (panel,) = motion.figure.axes
    ball = panel.lines[-1]
    for step in range(motion.frames):
        motion.draw(step)
        (centre,) = ball.get_transform().transform(np.asarray(ball.get_xydata()))
        radius = ball.get_markersize() / 2 * motion.figure.dpi / 72
        assert panel.bbox.padded(-radius).contains(*centre)


def test_loss_never_rises_with_short_steps_and_often_with_long_ones() -> None:
    found = metrics("gd-lr-too-large")
    assert found["rises_lr_0.2"] == 0
    assert found["rises_lr_2"] >= 10
    assert found["rises_lr_20"] >= 30
    assert found["final_loss_lr_20"] > 10 * found["final_loss_lr_0.2"]


def test_mini_batches_make_the_loss_rise_even_with_a_rate_that_is_fine_for_full_batches() -> None:
    full = metrics("gd-lr-too-large", lrs="0.5")
    noisy = metrics("gd-lr-too-large", lrs="0.5", batch=16)
    assert full["rises_lr_0.5"] == 0 < noisy["rises_lr_0.5"]


def test_larger_batches_point_nearer_to_the_full_gradient() -> None:
    found = metrics("gradient-noise")
    assert found["angle_batch_1"] > 75
    assert found["angle_batch_1"] > found["angle_batch_8"] + 5
    assert found["angle_batch_8"] > found["angle_batch_64"] + 15
    for batch in (1, 8, 64):
        assert found[f"angle_of_mean_batch_{batch}"] < found[f"angle_batch_{batch}"] / 3
    assert found["noise_batch_1"] / found["noise_batch_64"] == pytest.approx(8, rel=0.1)


def test_single_images_often_point_uphill_and_large_batches_never() -> None:
    assert metrics("gradient-noise", preset="few-images", draws=200)["uphill_batch_1"] > 0.1
    assert metrics("gradient-noise", preset="large", draws=200)["uphill_batch_64"] == 0


def test_only_random_search_gets_worse_with_the_dimension() -> None:
    found = metrics("gradient-vs-random-search")
    for dim in (2, 10, 100):
        assert found[f"loss_gradient_{dim}"] <= GOAL
        assert found[f"spent_gradient_{dim}"] < 250
    assert found["spent_random_2"] < 0.7 * found["spent_random_10"]
    assert found["loss_random_100"] > 0.1


def test_random_search_is_a_fair_rival_in_few_dimensions_and_lost_in_a_thousand() -> None:
    few = metrics("gradient-vs-random-search", preset="few")
    assert all(few[f"loss_random_{dim}"] <= GOAL for dim in (1, 2, 3))
    lost = metrics("gradient-vs-random-search", preset="lost")
    assert lost["loss_random_1000"] > lost["loss_random_300"] > 0.3
    assert lost["loss_gradient_1000"] <= GOAL


def test_a_random_slice_is_a_bowl_but_a_hill_lies_between_equal_solutions() -> None:
    found = metrics("loss-surface-slice", directions=1)
    assert found["loss_twin"] == pytest.approx(found["loss_trained"], rel=1e-4)
    assert found["loss_halfway"] > 3 * found["loss_trained"]
    assert found["loss_edge"] > 5 * found["loss_trained"]


def test_a_narrow_slice_shows_nothing_but_flat_ground() -> None:
    found = metrics("loss-surface-slice", preset="narrow", directions=1)
    assert found["loss_edge"] < 1.3 * found["loss_trained"]


def test_two_units_get_stuck_at_most_starts_and_sixty_four_at_none() -> None:
    found = metrics("minima-by-width")
    assert 0 < found["solved_2"] <= 10 < 16 <= found["solved_8"] <= found["solved_64"] == 20


def test_a_narrow_network_ends_in_minima_that_are_not_global() -> None:
    found = metrics("minima-by-width", preset="narrow")
    assert found["solved_2"] + found["solved_3"] < 25
    assert found["worst_2"] == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_widths_under_five_columns_stand_apart(language: Language) -> None:
    demo = DEMOS.find("minima-by-width")
    params = demo.check({"widths": "252,253,254,255,256", "seeds": 60, "steps": 200})
    found = {f"solved_{width}": 60.0 for width in params.widths}
    ends = {width: [0.0] * 60 for width in params.widths}
    figure = cast("Figure", demo.draw(params, found, ends, Say(language))["ends"])
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in figure.axes[0].get_xticklabels()]
    assert all(one.x1 < other.x0 for one, other in pairwise(boxes))


def test_momentum_takes_longer_steps_and_settles_first() -> None:
    found = metrics("momentum-1d")
    assert found["top_speed_momentum"] > 3 * found["top_speed_plain"]
    assert found["settled_momentum"] < 80 < found["settled_plain"] == 100
    assert found["w_plain"] > 1


def test_too_much_momentum_swings_past_the_bottom_and_less_does_not() -> None:
    swings = metrics("momentum-1d", preset="swings", steps=200)
    assert swings["crossings"] >= 5
    assert swings["settled_momentum"] == 200
    smooth = metrics("momentum-1d", preset="smooth")
    assert smooth["crossings"] <= 1
    assert smooth["settled_momentum"] < 60
    assert metrics("momentum-1d", steps=400)["crossings"] == metrics("momentum-1d")["crossings"]
    without = metrics("momentum-1d", beta=0)
    assert without["w_momentum"] == pytest.approx(without["w_plain"])


def test_each_optimiser_has_a_learning_rate_of_its_own_and_with_it_all_learn() -> None:
    found = metrics("optimizer-lr-curves")
    best = {name: found[f"best_lr_plain_{name}"] for name in ("sgd", "momentum", "adam", "muon")}
    assert best["sgd"] > 3 * best["momentum"] > 3 * best["adam"]
    assert best["sgd"] > 9 * best["muon"]
    assert all(found[f"loss_plain_{name}"] < 0.4 for name in best)


def test_the_update_of_muon_has_about_the_same_size_in_every_direction() -> None:
    update = orthogonal(torch.randn(2, 8, 5, generator=torch.Generator().manual_seed(0)))
    sizes = torch.linalg.svdvals(update)
    assert 0.5 < sizes.min() < sizes.max() < 1.5


def test_with_one_rate_for_all_the_adaptive_ones_learn_digits_fastest() -> None:
    found = metrics("optimizer-race", epochs=5)
    assert found["loss_sgd"] > 1.2 * found["loss_momentum"]
    assert found["loss_momentum"] > 3 * max(found["loss_rmsprop"], found["loss_adam"])


def test_sgd_is_slowest_along_the_ravine_until_the_rate_is_too_large() -> None:
    found = metrics("optimizer-race", epochs=2)
    others = ("momentum", "rmsprop", "adam")
    assert found["ravine_sgd"] > 2 * max(found[f"ravine_{name}"] for name in others)
    large = metrics("optimizer-race", preset="too-large", epochs=2)
    assert large["ravine_sgd"] == large["ravine_momentum"] == CEILING
    assert large["ravine_rmsprop"] < 1 > large["ravine_adam"]
