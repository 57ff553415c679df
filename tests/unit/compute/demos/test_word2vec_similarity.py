from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 1}
BOUNDS = [{"dim": 64, "window": 5, "epochs": 1}, {"dim": 2, "window": 1, "epochs": 1}]
FACTS = {"2500"}


def test_man_is_closer_to_woman_than_to_car() -> None:
    found = metrics("word2vec-similarity")
    assert found["cosine_woman"] > found["cosine_car"] + 0.3


def test_although_it_never_stands_beside_woman_and_often_beside_car() -> None:
    found = metrics("word2vec-similarity")
    assert found["together_woman"] == 0 < 10 <= found["together_car"]


def test_with_two_numbers_per_word_man_and_car_are_hardly_told_apart() -> None:
    assert metrics("word2vec-similarity", preset="two-numbers")["cosine_car"] > 0.6
