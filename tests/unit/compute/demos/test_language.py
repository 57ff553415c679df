"""What the demos of language models show."""

from tests.unit.compute.demos.lesson import metrics


def test_two_layers_learn_to_copy_by_an_induction_head_and_one_layer_does_not() -> None:
    found = metrics("attention-induction")
    assert found["highest_loss_2"] < found["chance"] / 4
    assert found["lowest_loss_1"] > found["chance"] / 2
    assert min(found["before_2"], found["after_2"]) > 0.75
    assert found["after_1"] < 0.4


def test_one_layer_copies_from_a_fixed_distance_without_looking_at_letters() -> None:
    found = metrics("attention-induction", layers="1", distance="fixed", steps=60)
    assert found["highest_loss_1"] < found["chance"] / 4
    assert found["before_1"] < 0.4
