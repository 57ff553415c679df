import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"widths": "2,8", "seeds": 6, "steps": 200}
BOUNDS = [
    {"widths": "256", "seeds": 60, "steps": 200},
    {"widths": "2,3,4,5,6", "seeds": 5, "steps": 200},
]
FACTS = {"0", "2"}


@pytest.mark.parametrize("seed", [0, 1])
def test_two_units_get_stuck_at_most_starts_and_sixty_four_at_none(seed: int) -> None:
    found = metrics("minima-by-width", seed)
    assert found["solved_2"] <= 10 < 16 <= found["solved_8"] <= found["solved_64"] == 20


def test_a_narrow_network_ends_in_minima_that_are_not_global() -> None:
    found = metrics("minima-by-width", preset="narrow")
    assert found["solved_2"] + found["solved_3"] < 25
    assert found["worst_2"] == pytest.approx(0.25, abs=0.01)


def test_two_units_suffice_where_the_start_is_lucky() -> None:
    assert metrics("minima-by-width", widths="2", seeds=60)["solved_2"] > 0
