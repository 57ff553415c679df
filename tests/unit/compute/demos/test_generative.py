"""What the demos of GANs, VAEs and RBMs show."""

import math

import pytest

from compute.demos import gan_tricks
from compute.demos.gan_2d import clusters_hit
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics


def test_with_batch_norm_the_generator_finds_the_clusters_sooner() -> None:
    found = metrics("gan-2d")
    assert found["clusters_bn"] >= 6 > 4 >= found["clusters_plain"]


def test_batch_norm_ties_a_sample_to_its_batch_and_more_so_in_a_small_one() -> None:
    large = metrics("gan-2d")
    tiny = metrics("gan-2d", preset="tiny-batch")
    assert large["shift_plain"] < 1e-6 < 2 * large["shift_bn"] < tiny["shift_bn"]
    assert tiny["clusters_bn"] < 3


def test_a_whole_dcgan_is_some_dozens_of_lines_and_learns_what_digits_look_like() -> None:
    short, long = (metrics("dcgan", steps=steps) for steps in (1, 60))
    assert 40 <= short["lines"] == long["lines"] <= 80
    assert long["distance"] < 2 * long["distance_of_digits"] < 0.9 * short["distance"]


def test_the_mistake_moves_the_generator_in_turns_of_the_discriminator() -> None:
    found = metrics("gan-freeze-bug", steps=40)
    assert found["moved_right"] == 0 < 0.02 < found["moved_wrong"]


def test_a_generator_pushed_both_ways_finds_few_clusters() -> None:
    found = metrics("gan-freeze-bug")
    assert found["clusters_wrong"] <= 3 < 5 <= found["clusters_right"]


def test_separate_optimisers_save_the_generator_and_gradients_left_over_spoil_it() -> None:
    saved = metrics("gan-freeze-bug", preset="saved", steps=40)
    spoilt = metrics("gan-freeze-bug", preset="leak")
    assert saved["moved_wrong"] == spoilt["moved_wrong"] == 0
    assert saved["clusters_wrong"] == saved["clusters_right"]
    assert spoilt["clusters_wrong"] < spoilt["clusters_right"]


def test_minimax_saturates_where_the_discriminator_spots_the_fakes() -> None:
    found = metrics("gan-loss-shapes", preset="saturates")
    assert found["gradient_minimax"] == pytest.approx(0.001)
    assert found["gradient_non_saturating"] == pytest.approx(0.999)
    assert metrics("gan-loss-shapes", d_fake=0.9)["ratio"] < 1 < metrics("gan-loss-shapes")["ratio"]


def test_in_balance_the_gradients_are_equal_and_the_loss_of_d_is_log_4() -> None:
    found = metrics("gan-loss-shapes", preset="balance")
    assert found["ratio"] == pytest.approx(1)
    assert found["loss_d"] == pytest.approx(math.log(4))


def test_more_steps_of_the_discriminator_save_a_game_unless_it_is_far_too_slow() -> None:
    def clusters(trick: str, **params: str) -> float:
        game = gan_tricks.DEMO.check(params)
        clouds = gan_tricks.play(gan_tricks.tricks()[trick], game, Lab(0))
        return sum(map(clusters_hit, clouds)) / gan_tricks.GAMES

    assert clusters("slower_d") <= 2
    assert clusters("plain") <= 3 < 5 <= clusters("more_d_steps")
    assert clusters("more_d_steps", preset="weak-d") < 2


def test_digits_get_low_energy_and_gibbs_sampling_takes_noise_down_there() -> None:
    found = metrics("rbm-digits")
    assert found["energy_of_digits"] < found["energy_of_noise"] - 50
    assert abs(found["energy_of_dreams"] - found["energy_of_digits"]) < 10
    assert found["pixels_off_dreams"] < 1.75 * found["pixels_off_digits"]
    assert found["pixels_off_noise"] > 5 * found["pixels_off_digits"]


def test_one_hidden_unit_dreams_of_blots() -> None:
    found = metrics("rbm-digits", hidden=1)
    assert found["pixels_off_dreams"] > 2 * found["pixels_off_digits"]


def test_the_kl_term_lets_random_codes_decode_to_most_digits_unless_it_is_too_strong() -> None:
    found = metrics("vae-digits")
    assert 0.75 < found["code_spread"] < 1.15
    assert found["digits_drawn"] >= 8
    without = metrics("vae-digits", beta=0)
    assert without["code_spread"] > 2
    assert without["digits_drawn"] <= 7
    strong = metrics("vae-digits", beta=10, epochs=15)
    assert strong["kl_nats"] < 0.05
    assert strong["digits_drawn"] == 1
    assert strong["reconstruction_nats"] > found["reconstruction_nats"] + 3


def test_noise_becomes_data_in_many_steps_and_not_in_one() -> None:
    found = metrics("diffusion-2d")
    assert found["hit_one"] < 0.2 < 0.9 < found["hit_chosen"]
    assert found["covered_chosen"] > 0.9


def test_guidance_costs_variety_and_without_any_the_label_is_ignored() -> None:
    strong, none = (metrics("diffusion-2d", guidance=guidance) for guidance in (4, 0))
    assert strong["covered_chosen"] < strong["covered_unguided"] - 0.1
    assert none["hit_chosen"] < 0.45 < 0.9 < none["hit_unguided"]
