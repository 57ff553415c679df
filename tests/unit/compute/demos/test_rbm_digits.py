from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 2, "hidden": 16}
BOUNDS = [{"epochs": 1, "hidden": 1}, {"epochs": 5, "hidden": 256}]
FACTS: set[str] = set()


def test_digits_get_low_energy_and_gibbs_sampling_takes_noise_down_there() -> None:
    found = metrics("rbm-digits")
    assert found["energy_of_digits"] < found["energy_of_noise"] - 50
    assert abs(found["energy_of_dreams"] - found["energy_of_digits"]) < 10
    assert found["pseudo_likelihood"] > found["pseudo_likelihood_before"] + 8


def test_dreams_are_nearly_as_close_to_known_digits_as_real_ones() -> None:
    found = metrics("rbm-digits")
    assert found["pixels_off_dreams"] < 1.75 * found["pixels_off_digits"]
    assert found["pixels_off_noise"] > 5 * found["pixels_off_digits"]


def test_one_hidden_unit_dreams_of_blots() -> None:
    found = metrics("rbm-digits", hidden=1)
    assert found["pixels_off_dreams"] > 2 * found["pixels_off_digits"]
    assert found["pseudo_likelihood"] < found["pseudo_likelihood_before"] + 3
