import copy

import pytest
import torch

from compute.demos.bn_on_off import network
from compute.demos.bn_train_vs_eval import train_mode
from tests.unit.compute.demos.lesson import metrics

SMALL = {"momentum": 0.2}
BOUNDS = [{"momentum": 0.001}, {"momentum": 1}]
FACTS = {"0", "1", "2", "64"}


@pytest.mark.parametrize("seed", range(3))
def test_in_train_mode_small_batches_lose_accuracy_and_one_image_is_a_guess(seed: int) -> None:
    found = metrics("bn-train-vs-eval", seed)
    assert found["accuracy_train_1"] < 0.2
    assert found["accuracy_train_2"] < found["accuracy_eval"] - 0.3
    assert found["accuracy_train_64"] > found["accuracy_eval"] - 0.03 > 0.9


def test_averages_that_hardly_move_spoil_evaluation() -> None:
    found = metrics("bn-train-vs-eval", momentum=0.001)
    assert found["accuracy_eval"] < found["accuracy_train_64"] - 0.15


def test_batch_norm_as_written_out_is_that_of_pytorch() -> None:
    torch.manual_seed(0)
    model = network(5, 2, batch_norm=True)
    batches = torch.randn(3, 4, 5)
    theirs = torch.stack([copy.deepcopy(model).train()(batch) for batch in batches])
    torch.testing.assert_close(train_mode(model, batches), theirs)


def test_one_image_gives_the_same_output_whatever_it_shows() -> None:
    torch.manual_seed(0)
    first, second = train_mode(network(5, 2, batch_norm=True), torch.randn(2, 1, 5))
    torch.testing.assert_close(first, second)
