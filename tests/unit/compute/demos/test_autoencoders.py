"""What the demos of autoencoders show."""

from tests.unit.compute.demos.lesson import metrics


def test_one_number_rebuilds_more_than_the_mean_image_and_than_a_straight_line_can() -> None:
    found = metrics("ae-bottleneck-1", epochs=50)
    assert found["test_mse"] < 0.75 * found["test_mse_of_the_mean_image"]
    assert found["test_mse"] < 0.9 * found["test_mse_of_one_principal_component"]


def test_one_number_tells_digits_apart_far_better_than_chance_yet_mixes_many() -> None:
    found = metrics("ae-bottleneck-1", epochs=50)
    assert 0.4 < found["accuracy_by_neighbours"] < 0.8
    assert found["most_mixed_overlap"] > 0.4
    short = metrics("ae-bottleneck-1", epochs=2)
    assert short["accuracy_by_neighbours"] < 0.35
    assert short["test_mse"] > 0.95 * short["test_mse_of_the_mean_image"]


def test_a_larger_code_rebuilds_better_but_soon_tells_digits_no_better() -> None:
    found = metrics("ae-bottleneck-sweep", dims="1,8,64", epochs=20)
    assert found["test_mse_1"] > 2 * found["test_mse_8"] > 4 * found["test_mse_64"]
    assert found["accuracy_8"] - found["accuracy_1"] > 0.2
    assert found["accuracy_64"] - found["accuracy_8"] < 0.05
    few = metrics("ae-bottleneck-sweep", dims="1,3", epochs=20)
    assert few["enough_dim"] == 3
    assert few["accuracy_3"] < 0.93


def test_a_narrow_autoencoder_beats_pca_and_pca_needs_all_dimensions_for_zero() -> None:
    found = metrics("ae-bottleneck-sweep", dims="1,8,64", epochs=20)
    assert found["test_mse_8"] < 0.8 * found["pca_mse_8"]
    assert found["pca_mse_64"] < 1e-6 < found["pca_mse_8"]


def test_eight_numbers_rebuild_most_of_an_image_two_less_and_an_untrained_network_nothing() -> None:
    def share_left(**params: int) -> float:
        """Return the error on unseen images as a share of that of the mean image."""
        found = metrics("ae-digits", **params)
        return found["test_mse"] / found["test_mse_of_the_mean_image"]

    assert share_left() < 0.25
    assert 0.4 < share_left(code_dim=2, epochs=30) < 0.65
    assert share_left(epochs=1) > 0.9


def test_the_program_is_a_few_lines_most_of_them_for_training() -> None:
    found = metrics("ae-digits")
    assert found["lines"] == found["lines_model"] + found["lines_training"] <= 25
    assert found["lines_training"] > found["lines_model"]


def test_only_the_free_autoencoder_gets_near_zero_and_copies_even_random_pixels() -> None:
    found = metrics("ae-zero-loss")
    for name in ("bottleneck", "noisy"):
        assert found["loss_free"] < 0.01 * found[f"floor_{name}"]
        assert 0.97 < found[f"loss_{name}"] / found[f"floor_{name}"] < 1.1
    assert found["static_copied_free"] > 0.6
    assert found["static_copied_bottleneck"] < 0.3


def test_the_floor_rises_with_a_tighter_code_and_more_noise() -> None:
    tight, usual, wide = (
        metrics("ae-zero-loss", preset=name, steps=50) for name in ("tight", "too-short", "wide")
    )
    for floor in ("floor_bottleneck", "floor_noisy"):
        assert tight[floor] > 1.5 * usual[floor] > 3 * wide[floor]
    assert usual["loss_free"] > 0.01
