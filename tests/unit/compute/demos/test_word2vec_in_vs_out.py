from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 1}
BOUNDS = [{"dim": 64, "window": 5, "epochs": 1}, {"dim": 2, "window": 1, "epochs": 1}]
FACTS = {"2500"}


def test_words_alike_are_near_within_either_matrix_but_not_across() -> None:
    found = metrics("word2vec-in-vs-out")
    assert min(found["own_group_left"], found["own_group_right"]) > 0.75
    assert found["own_group_product"] < 0.2


def test_left_times_right_finds_the_words_that_stand_together() -> None:
    found = metrics("word2vec-in-vs-out")
    assert found["beside_product"] > 0.8 > 0.3 > found["beside_left"]


def test_two_numbers_per_word_are_too_few_for_either_matrix() -> None:
    found = metrics("word2vec-in-vs-out", preset="two-numbers")
    assert max(found["own_group_left"], found["own_group_right"]) < 0.65
