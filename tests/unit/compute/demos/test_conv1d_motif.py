from compute.demos.conv1d_motif import DEMO
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics

SMALL = {"length": 30, "kernel": 5}
BOUNDS = [
    {"length": 20, "kernel": 15, "noise": 2},
    {"length": 20, "kernel": 1, "noise": 0.1},
]
FACTS = {"1"}


def test_the_filter_becomes_the_hidden_motif_and_tells_it_from_its_mirror_image() -> None:
    found = metrics("conv1d-motif")
    assert found["test_accuracy"] > 0.85
    assert found["match"] > 0.8


def test_it_responds_most_where_the_motif_is() -> None:
    _, data = DEMO.measure(DEMO.check({"noise": 0.3, "length": 40}), Lab(1))
    windows = range(len(data.sequence) - len(data.filters[-1]) + 1)
    responses = [
        float(data.sequence[at : at + len(data.filters[-1])] @ data.filters[-1]) for at in windows
    ]
    assert abs(responses.index(max(responses)) - data.start) <= 4


def test_too_narrow_a_filter_guesses_and_so_does_one_in_heavy_noise() -> None:
    assert metrics("conv1d-motif", preset="too-narrow")["test_accuracy"] < 0.65
    assert metrics("conv1d-motif", noise=2.0)["test_accuracy"] < 0.65
