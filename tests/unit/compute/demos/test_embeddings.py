"""What the demos of words, tastes and digits as vectors show."""

import numpy as np
import pytest
import torch

from compute.demos.one_shot_digits import moved
from tests.unit.compute.demos.lesson import metrics, small_run


def test_words_are_translated_without_any_pair_if_the_spaces_are_alike() -> None:
    found = metrics("embedding-alignment")
    assert found["precision_0"] < 0.05
    assert found["first_pairs_right"] < 0.6
    assert found["precision_6"] > 0.8
    assert metrics("embedding-alignment", preset="distant")["precision_6"] < 0.2


def test_a_few_pairs_help_where_the_spaces_are_less_alike() -> None:
    with_pairs = metrics("embedding-alignment", preset="few-pairs")
    without = metrics("embedding-alignment", preset="few-pairs", seed_pairs=0)
    assert with_pairs["precision_6"] > without["precision_6"] + 0.3


@pytest.mark.parametrize("seed", range(4))
def test_two_factors_fill_in_blanks_that_two_tastes_made_but_not_for_new_users(seed: int) -> None:
    found = metrics("matrix-factorization", seed)
    assert found["best_rank"] == 2
    assert found["rmse_hidden"] < 0.4 * found["rmse_mean"]
    assert found["rmse_new_users"] > 0.9 * found["rmse_mean"]


def test_too_many_factors_or_too_few_ratings_fill_blanks_badly() -> None:
    overfits, sparse, dense = (
        metrics("matrix-factorization", preset=name) for name in ("overfits", "sparse", "dense")
    )
    assert overfits["rmse_known"] < 0.05
    assert overfits["rmse_hidden"] > 2.5 * dense["rmse_hidden"]
    assert sparse["rmse_hidden"] > 0.8 * sparse["rmse_mean"]


def test_one_example_is_enough_in_the_embedding_but_not_in_pixels() -> None:
    found = metrics("one-shot-digits")
    assert found["accuracy_pixels_1"] < 0.45
    assert found["accuracy_learned_1"] > found["accuracy_pixels_1"] + 0.25
    assert found["accuracy_learned_1"] > found["accuracy_untrained_1"] + 0.15
    assert found["accuracy_learned_5"] > found["accuracy_learned_1"] + 0.1


def test_an_embedding_learned_from_two_digits_does_not_carry_over() -> None:
    few, many = (metrics("one-shot-digits", classes=classes) for classes in (2, 7))
    assert few["accuracy_learned_1"] < many["accuracy_learned_1"] - 0.15
    assert few["accuracy_learned_1"] < few["accuracy_untrained_1"] + 0.05


def test_digits_are_moved_but_not_changed() -> None:
    torch.manual_seed(0)
    images = torch.rand(20, 3, 3)
    canvas = moved(images, 2)
    assert canvas.shape == (20, 7, 7)
    torch.testing.assert_close(canvas.sum(dim=(1, 2)), images.sum(dim=(1, 2)))
    assert len({tuple(one.nonzero()[0].tolist()) for one in canvas}) > 5


def test_unknown_ratings_differ_from_middling_ones_by_the_colour_of_their_own_cell() -> None:
    (image,) = small_run("matrix-factorization", "en").figures["ratings"].axes[0].images
    unknown, middling = image.to_rgba(np.ma.masked_invalid([[np.nan, 3.0]]))[0]
    assert unknown[3] == 1
    assert abs(unknown - middling).max() > 0.1


def test_words_alike_are_near_within_either_matrix_and_the_product_finds_who_stands_beside() -> (
    None
):
    found = metrics("word2vec-in-vs-out")
    assert min(found["own_group_left"], found["own_group_right"]) > 0.75
    assert found["own_group_product"] < 0.2
    assert found["beside_product"] > 0.8 > 0.3 > found["beside_left"]


def test_man_is_closer_to_woman_than_to_car_although_he_stands_only_beside_cars() -> None:
    found = metrics("word2vec-similarity")
    assert found["cosine_woman"] > found["cosine_car"] + 0.3
    assert found["together_woman"] == 0 < 10 <= found["together_car"]


def test_words_with_like_neighbours_gather_and_king_minus_man_plus_woman_is_queen() -> None:
    found = metrics("word2vec-toy")
    assert found["own_group"] > 0.75 > 0.2 > found["own_group_before"]
    assert found["queen_rank"] <= 2


def test_two_numbers_per_word_are_too_few() -> None:
    both = metrics("word2vec-in-vs-out", preset="two-numbers")
    assert max(both["own_group_left"], both["own_group_right"]) < 0.65
    assert metrics("word2vec-similarity", preset="two-numbers")["cosine_car"] > 0.6
    assert metrics("word2vec-toy", preset="two-numbers")["own_group"] < 0.65
