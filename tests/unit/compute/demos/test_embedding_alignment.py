from tests.unit.compute.demos.lesson import metrics

SMALL = {"noise": 0.05}
BOUNDS = [{"noise": 1}, {"noise": 0, "seed_pairs": 100}]
FACTS = {"10", "300"}


def test_words_are_translated_without_any_pair_if_the_spaces_are_alike() -> None:
    found = metrics("embedding-alignment")
    assert found["precision_0"] < 0.05
    assert found["first_pairs_right"] < 0.6
    assert found["precision_6"] > 0.8


def test_spaces_that_are_unlike_cannot_be_matched() -> None:
    assert metrics("embedding-alignment", preset="distant")["precision_6"] < 0.2


def test_a_few_pairs_help_where_the_spaces_are_less_alike() -> None:
    with_pairs = metrics("embedding-alignment", preset="few-pairs")
    without = metrics("embedding-alignment", preset="few-pairs", seed_pairs=0)
    assert with_pairs["precision_6"] > without["precision_6"] + 0.3
