import pytest

from compute.demos.escape_minima import BUMP
from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 90}
BOUNDS = [
    {"lr": 1, "noise": 2, "momentum": 0.99, "steps": 600},
    {"lr": 0.01, "noise": 0, "momentum": 0, "steps": 60},
]
FACTS = {"0", "3"}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_speed_noise_and_restarts_leave_the_valley_where_plain_descent_stays(seed: int) -> None:
    found = metrics("escape-minima", seed)
    assert found["w_gd"] > 3
    for way in ("momentum", "noise", "restarts"):
        assert found[f"loss_{way}"] < found["loss_gd"] - BUMP


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_none_leaves_it_when_all_of_them_are_timid(seed: int) -> None:
    found = metrics("escape-minima", seed, preset="timid")
    assert all(found[f"w_{way}"] > 3 for way in ("gd", "momentum", "noise", "restarts"))


def test_noise_and_momentum_are_what_carries_them() -> None:
    found = metrics("escape-minima", noise=0, momentum=0)
    assert found["loss_noise"] == pytest.approx(found["loss_gd"], abs=1e-3)
    assert found["loss_momentum"] == found["loss_gd"]
