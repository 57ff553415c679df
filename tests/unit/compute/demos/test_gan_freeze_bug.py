from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 20}
BOUNDS = [
    {"steps": 40, "lr_d": 0.1, "lr_g": 0.1},
    {"steps": 20, "lr_d": 1e-5, "lr_g": 1e-5, "mistake": "no-detach"},
]
FACTS = {"0", "8"}


def test_the_mistake_moves_the_generator_in_turns_of_the_discriminator() -> None:
    found = metrics("gan-freeze-bug", steps=40)
    assert found["moved_right"] == 0 < 0.02 < found["moved_wrong"]


def test_a_generator_pushed_both_ways_finds_few_clusters() -> None:
    found = metrics("gan-freeze-bug")
    assert found["clusters_wrong"] <= 3 < 5 <= found["clusters_right"]


def test_separate_optimisers_alone_save_the_generator() -> None:
    found = metrics("gan-freeze-bug", preset="saved", steps=40)
    assert found["moved_wrong"] == 0
    assert found["clusters_wrong"] == found["clusters_right"]


def test_gradients_left_over_from_the_discriminator_spoil_the_generator() -> None:
    found = metrics("gan-freeze-bug", preset="leak")
    assert found["moved_wrong"] == 0
    assert found["clusters_wrong"] < found["clusters_right"]
