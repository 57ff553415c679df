import torch

from compute.demos.one_shot_digits import moved
from tests.unit.compute.demos.lesson import metrics

SMALL = {"shots": 2, "embed": 8, "shift": 0}
BOUNDS = [
    {"shots": 20, "embed": 2, "shift": 4},
    {"shots": 1, "embed": 128, "shift": 0},
]
FACTS = {"7", "8", "9", "20"}


def test_one_example_is_enough_in_the_embedding_but_not_in_pixels() -> None:
    found = metrics("one-shot-digits")
    assert found["accuracy_pixels_1"] < 0.45
    assert found["accuracy_learned_1"] > found["accuracy_pixels_1"] + 0.25
    assert found["accuracy_learned_1"] > found["accuracy_untrained_1"] + 0.15
    assert found["accuracy_learned_5"] > found["accuracy_learned_1"] + 0.1


def test_an_embedding_learned_from_two_digits_does_not_carry_over() -> None:
    few, many = (metrics("one-shot-digits", classes=classes) for classes in (2, 7))
    assert few["accuracy_learned_1"] < many["accuracy_learned_1"] - 0.15
    assert few["accuracy_learned_1"] < few["accuracy_untrained_1"] + 0.05


def test_digits_are_moved_but_not_changed() -> None:
    torch.manual_seed(0)
    images = torch.rand(20, 3, 3)
    canvas = moved(images, 2)
    assert canvas.shape == (20, 7, 7)
    torch.testing.assert_close(canvas.sum(dim=(1, 2)), images.sum(dim=(1, 2)))
    assert len({tuple(one.nonzero()[0].tolist()) for one in canvas}) > 5
