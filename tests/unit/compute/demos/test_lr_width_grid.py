from compute.demos.lr_width_grid import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"lrs": "0.01,1", "widths": "4,16", "epochs": 1}
BOUNDS = [
    {"lrs": "0.0001,50", "widths": "1", "epochs": 1},
    {"lrs": "0.1,0.2,0.3,0.4,0.5,0.6", "widths": "256,128,2", "epochs": 1},
]
FACTS: set[str] = set()


def test_rate_and_width_alone_decide_between_guessing_and_success() -> None:
    found = metrics("lr-width-grid")
    assert found["worst_accuracy"] < 0.2 < 0.9 < found["best_accuracy"]
    assert found["test_accuracy"] > 0.85
    assert found["accuracy_lr_1_width_2"] < 0.5 < 0.85 < found["accuracy_lr_1_width_128"]
    assert found["accuracy_lr_10_width_128"] < 0.3


def test_width_decides_how_many_parameters_there_are() -> None:
    found = metrics("lr-width-grid", lrs="1", widths="32", epochs=1)
    assert found["parameters"] == 64 * 32 + 32 + 32 * 10 + 10


def test_the_presets_hold_no_good_cell_and_nothing_but_good_cells() -> None:
    found = {preset.name: metrics("lr-width-grid", **preset.params) for preset in DEMO.presets}
    assert found["out-of-range"]["best_accuracy"] < 0.5
    assert found["zoomed-in"]["worst_accuracy"] > 0.85
