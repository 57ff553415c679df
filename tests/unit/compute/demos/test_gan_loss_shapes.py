import math

import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"d_fake": 0.1}
BOUNDS = [{"d_fake": 0.001, "d_real": 0.001}, {"d_fake": 0.999, "d_real": 0.999}]
FACTS = {"1"}


def test_minimax_saturates_where_the_discriminator_spots_the_fakes() -> None:
    found = metrics("gan-loss-shapes", preset="saturates")
    assert found["gradient_minimax"] == pytest.approx(0.001)
    assert found["gradient_non_saturating"] == pytest.approx(0.999)


def test_the_saturating_loss_has_the_larger_gradient_once_d_is_fooled() -> None:
    assert metrics("gan-loss-shapes", d_fake=0.9)["ratio"] < 1 < metrics("gan-loss-shapes")["ratio"]


def test_in_balance_the_gradients_are_equal_and_the_loss_of_d_is_log_4() -> None:
    found = metrics("gan-loss-shapes", preset="balance")
    assert found["ratio"] == pytest.approx(1)
    assert found["loss_d"] == pytest.approx(math.log(4))
