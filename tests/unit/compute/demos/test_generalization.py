"""What the demos of overfitting, leaks and regularisation show."""

import numpy as np
import pytest
import torch

from compute.demos.overfit_remedies import mislabelled
from compute.demos.scaling_law_fit import fits
from tests.unit.compute.demos.lesson import metrics


def test_more_data_help_the_deep_network_more_than_the_linear_model() -> None:
    found = metrics("data-scaling", sizes="30,1000")
    assert abs(found["deep_accuracy_30"] - found["linear_accuracy_30"]) < 0.1
    assert found["deep_accuracy_1000"] > found["linear_accuracy_1000"] + 0.2
    assert found["deep_accuracy_1000"] > 2 * found["deep_accuracy_30"]


def test_with_too_few_images_the_deep_network_is_hardly_better() -> None:
    found = metrics("data-scaling", preset="too-few")
    assert found["deep_accuracy_80"] - found["linear_accuracy_80"] < 0.1
    assert found["deep_accuracy_80"] < 0.5


def test_the_rule_is_learned_long_after_the_pairs_and_only_with_weight_decay() -> None:
    found = metrics("grokking")
    assert found["known_decay"] == found["known_plain"] == found["learnt_decay"] == 3
    assert found["known_by_decay"] < 100
    assert found["learnt_from_decay"] > 4 * found["known_by_decay"]
    assert found["test_plain"] < 0.2 < 0.9 < found["test_decay"]


def test_grokking_needs_enough_pairs_and_some_patience_with_weak_decay() -> None:
    few, weak = (metrics("grokking", preset=name) for name in ("few-pairs", "weak-decay"))
    assert few["known_decay"] == weak["known_decay"] == 3
    assert few["test_decay"] < 0.1
    assert weak["test_decay"] < 0.6
    many = metrics("grokking", preset="many-pairs")
    assert many["learnt_from_decay"] < 3 * many["known_by_decay"]


def test_without_a_remedy_the_test_loss_climbs_and_every_remedy_lowers_it() -> None:
    found = metrics("overfit-remedies")
    assert found["train_loss_none"] < 0.1
    assert found["test_loss_none"] > 1.2 * found["best_test_loss_none"]
    for remedy in ("l2", "dropout", "augmentation", "early-stop"):
        assert found[f"test_loss_{remedy}"] < 0.95 * found["test_loss_none"]


def test_as_many_labels_are_wrong_as_is_said() -> None:
    torch.manual_seed(0)
    labels = torch.arange(10).repeat(5)
    assert int((mislabelled(labels, 0.3) != labels).sum()) == 15


def test_wrong_labels_overfit_more_and_more_data_hardly_do() -> None:
    bad, good = (metrics("overfit-remedies", preset=name) for name in ("no-remedy", "more-data"))
    assert bad["test_loss_none"] > 1.5 * bad["best_test_loss_none"]
    assert good["test_loss_none"] < 0.25


@pytest.mark.parametrize("seed", range(5))
def test_a_moderate_penalty_costs_training_error_and_lowers_test_error(seed: int) -> None:
    l1, l2 = (metrics("regularization-sweep", seed, kind=kind) for kind in ("l1", "l2"))
    for found in (l1, l2):
        assert found["train_error_0"] < found["train_error_0.3"] < found["train_error_10"]
        assert found["test_error_0.3"] < 0.8 * found["test_error_0"]
        assert found["test_error_0.3"] < 0.95 * found["test_error_10"]
    assert l1["zeros_0.3"] >= 12
    assert l2["zeros_0.3"] == l2["zeros_10"] == 0
    assert l2["weight_size_10"] < 0.3 * l2["weight_size_0"]


def test_too_strong_a_penalty_fails_even_on_the_training_rows() -> None:
    found = metrics("regularization-sweep", preset="too-strong")
    assert found["train_error_3"] > 2 * found["train_error_0.3"]
    assert found["test_error_3"] > 1.3 * found["test_error_0.3"]


def test_a_law_with_a_floor_foretells_a_loss_that_a_straight_line_is_too_hopeful_of() -> None:
    found = metrics("scaling-law-fit")
    assert found["high_line"] < found["truth"]
    assert found["low_floor"] < found["truth"] < found["high_floor"]


def test_a_law_is_found_again_in_losses_that_follow_it() -> None:
    sizes = np.geomspace(10, 1000, 6)
    losses = (5 * sizes**-0.5 + 0.1)[:, None] * np.ones(4)
    (_, b, c), *_ = fits(sizes, losses, 0.98, seed=0)
    assert (b, c) == (pytest.approx(0.5, abs=0.03), pytest.approx(0.1, abs=0.01))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_of_many_guesses_looks_skilled_until_it_meets_new_questions(seed: int) -> None:
    found = metrics("selection-bias", seed)
    assert found["reported_accuracy"] >= 0.58
    assert found["mean_reported_accuracy"] == pytest.approx(0.625, abs=0.01)
    assert found["mean_fresh_accuracy"] == pytest.approx(0.5, abs=0.01)


def test_more_candidates_and_fewer_questions_inflate_the_score_more() -> None:
    def inflation(**params: int | str) -> float:
        return metrics("selection-bias", **params)["mean_inflation"]

    assert inflation(k=100, n=100) > 2 * inflation(k=2, n=100) > 0
    assert inflation(k=100, n=100) > 2 * inflation(k=100, n=1000) > 0
    assert inflation(preset="many-tries") > 0.2
    assert inflation(preset="large-set") < 0.03


@pytest.mark.parametrize("seed", range(3))
def test_a_leak_raises_the_reported_score_and_not_the_skill(seed: int) -> None:
    clean, leaked = (metrics("test-leak", seed, leak=leak) for leak in (0, 0.6))
    assert abs(clean["inflation"]) < 0.03
    assert leaked["inflation"] > 0.06
    assert leaked["clean_accuracy"] == pytest.approx(clean["clean_accuracy"], abs=0.03)


def test_whoever_has_seen_every_question_gets_a_nearly_perfect_score() -> None:
    found = metrics("test-leak", preset="all-leaked")
    assert found["reported_accuracy"] > 0.97
    assert found["clean_accuracy"] < 0.88


@pytest.mark.parametrize("seed", range(5))
def test_a_polynomial_through_all_its_points_is_far_from_new_ones_unless_they_are_many(
    seed: int,
) -> None:
    found = metrics("train-test-gap", seed)
    assert found["train_error"] < 1e-5
    assert found["test_error"] > 1.2 * found["best_test_error"]
    assert 3 <= found["best_degree"] < 9
    many = metrics("train-test-gap", seed, points=100)
    assert many["test_error"] < 1.3 * many["train_error"]


def test_a_line_is_wrong_even_on_the_points_it_learnt_and_a_high_degree_memorises() -> None:
    assert metrics("train-test-gap", preset="too-simple")["train_error"] > 0.4
    found = metrics("train-test-gap", preset="memorises")
    assert found["test_error"] > 5 * found["train_error"]


def test_error_peaks_where_features_are_as_many_as_images_and_ridge_has_no_peak() -> None:
    found = metrics("double-descent", n=100)
    assert found["worst"] == found["width_peak"] == 100
    assert found["lowest_plain_peak"] > 1.5 * found["highest_plain_valley"]
    assert found["lowest_plain_peak"] > 1.5 * found["highest_plain_wide"]
    assert found["norm_peak"] > 5 * found["norm_wide"]
    assert found["ridge_peak"] < found["ridge_valley"]


def test_a_wide_model_without_a_penalty_suffers_from_wrong_labels() -> None:
    clean, noisy = (metrics("double-descent", n=100, wrong=wrong) for wrong in (0, 0.4))
    assert clean["plain_wide"] < 1.05 * clean["ridge_wide"]
    assert noisy["plain_wide"] > 1.1 * noisy["ridge_wide"]
