from tests.unit.compute.demos.lesson import metrics

SMALL = {"pool": "max", "shift": 1}
BOUNDS = [{"pool": "stride", "shift": 1, "window": 8}, {"pool": "average", "shift": 3, "window": 2}]
FACTS = {"0"}


def test_max_pooling_reads_a_moved_digit_best() -> None:
    found = metrics("pooling-compare", shift=1)
    assert found["max_accuracy_0"] > 0.95
    assert found["max_accuracy_1"] > found["average_accuracy_1"] + 0.1
    assert found["max_accuracy_1"] > found["stride_accuracy_1"] + 0.15


def test_a_small_window_holds_less_and_a_digit_moved_past_it_is_lost() -> None:
    small = metrics("pooling-compare", pool="max", window=2, shift=2)
    large = metrics("pooling-compare", pool="max", window=4, shift=2)
    assert small["max_accuracy_1"] < large["max_accuracy_1"] - 0.05
    assert small["max_accuracy_2"] < 0.4


def test_averaging_a_wide_window_dilutes_even_what_is_in_place() -> None:
    found = metrics("pooling-compare", pool="max,average", window=7, shift=1)
    assert found["max_accuracy_0"] > found["average_accuracy_0"] + 0.05
