from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 1}
BOUNDS = [{"dim": 64, "window": 5, "epochs": 1}, {"dim": 2, "window": 1, "epochs": 1}]
FACTS = {"2500", "5"}


def test_words_with_like_neighbours_gather() -> None:
    found = metrics("word2vec-toy")
    assert found["own_group"] > 0.75 > 0.2 > found["own_group_before"]


def test_king_minus_man_plus_woman_is_queen() -> None:
    assert metrics("word2vec-toy")["queen_rank"] <= 2


def test_two_numbers_per_word_are_too_few() -> None:
    assert metrics("word2vec-toy", preset="two-numbers")["own_group"] < 0.65
