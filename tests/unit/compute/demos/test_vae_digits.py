from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 5}
BOUNDS = [{"epochs": 1, "beta": 0}, {"epochs": 5, "beta": 50}]
FACTS = {"1", "2"}


def test_codes_fill_the_standard_normal_so_that_random_ones_decode_to_most_digits() -> None:
    found = metrics("vae-digits")
    assert 0.75 < found["code_spread"] < 1.15
    assert found["digits_drawn"] >= 8


def test_without_the_kl_term_random_codes_miss_most_digits() -> None:
    found = metrics("vae-digits", beta=0)
    assert found["code_spread"] > 2
    assert found["digits_drawn"] <= 7


def test_too_strong_a_kl_term_makes_the_decoder_ignore_the_code() -> None:
    found = metrics("vae-digits", beta=10, epochs=15)
    assert found["kl_nats"] < 0.05
    assert found["digits_drawn"] == 1
    assert found["reconstruction_nats"] > metrics("vae-digits")["reconstruction_nats"] + 3
