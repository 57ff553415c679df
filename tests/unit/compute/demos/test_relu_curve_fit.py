from tests.unit.compute.demos.lesson import metrics

SMALL = {"units": "2,8", "steps": 100}
BOUNDS = [
    {"units": "1", "steps": 50},
    {"units": "256,1,2,3", "steps": 50, "target": "step"},
]
FACTS: set[str] = set()


def test_more_relu_units_bend_more_and_fit_better() -> None:
    found = metrics("relu-curve-fit", units="2,5,16")
    assert found["mse_2"] > 10 * found["mse_5"] > 50 * found["mse_16"]
    assert found["bends_2"] < found["bends_5"] < found["bends_16"] <= 16


def test_two_bends_cannot_follow_a_wave() -> None:
    found = metrics("relu-curve-fit", units="2,32", target="wave", steps=1500)
    assert found["mse_2"] > 20 * found["mse_32"]
