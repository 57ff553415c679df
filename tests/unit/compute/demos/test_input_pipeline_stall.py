import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"load_ms": 90, "workers": "0,2"}
BOUNDS = [
    {"load_ms": 1000, "step_ms": 1, "workers": "8,0,1"},
    {"load_ms": 1, "step_ms": 1000, "workers": "8"},
]
FACTS = {"0"}


def test_prefetching_raises_utilisation_as_the_formulas_say() -> None:
    found = metrics("input-pipeline-stall")
    assert found["utilisation_0"] == pytest.approx(60 / 150)
    assert found["utilisation_1"] == pytest.approx(60 / 90)
    assert found["utilisation_2"] == pytest.approx(1)


def test_a_faster_gpu_waits_longer() -> None:
    slow, fast = (metrics("input-pipeline-stall", step_ms=step) for step in (60, 20))
    assert fast["utilisation_1"] < 0.5 * slow["utilisation_1"]
    assert fast["ms_per_step_1"] == pytest.approx(slow["ms_per_step_1"])


@pytest.mark.parametrize("needed", [1, 3, 5])
def test_as_many_workers_as_said_are_needed_and_enough(needed: int) -> None:
    workers = f"{needed},{needed - 1}"
    found = metrics("input-pipeline-stall", load_ms=needed * 50, step_ms=50, workers=workers)
    assert found["workers_needed"] == needed
    assert found[f"utilisation_{needed}"] > 0.97 > 0.9 > found[f"utilisation_{needed - 1}"]
