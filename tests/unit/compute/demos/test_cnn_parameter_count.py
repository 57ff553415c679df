import pytest

from compute.demos.cnn_parameter_count import DEMO
from compute.problems import Refused
from tests.unit.compute.demos.lesson import metrics

SMALL: dict[str, str] = {}
BOUNDS = [
    {"layers": "conv999,pool,conv999,pool,conv999,pool,gap,fc999,fc999,fc999", "side": 256},
    {"layers": "pool, pool, pool, fc1", "side": 8, "channels": 16, "kernel": 7},
]
FACTS = {"1", "3"}


@pytest.mark.parametrize(
    ("side", "channels", "kernel", "first", "second", "classes"),
    [(28, 1, 3, 8, 16, 10), (32, 3, 5, 6, 32, 2), (16, 1, 3, 4, 8, 5)],
)
def test_the_count_is_that_of_the_formula(
    side: int, channels: int, kernel: int, first: int, second: int, classes: int
) -> None:
    found = metrics(
        "cnn-parameter-count",
        layers=f"conv{first},pool,conv{second},pool,fc{classes}",
        side=side,
        channels=channels,
        kernel=kernel,
    )
    assert found["parameters_1"] == (kernel**2 * channels + 1) * first
    assert found["parameters_3"] == (kernel**2 * first + 1) * second
    assert found["parameters_2"] == found["parameters_4"] == 0
    assert found["dense_parameters"] == ((side // 4) ** 2 * second + 1) * classes
    assert found["parameters"] == sum(found[f"parameters_{layer}"] for layer in range(1, 6))
    assert found["largest_map"] >= side**2 * first


def test_a_larger_image_costs_dense_parameters_and_no_convolutional_ones() -> None:
    small, large = (metrics("cnn-parameter-count", side=side) for side in (28, 56))
    assert large["parameters_3"] == small["parameters_3"]
    assert large["dense_parameters"] > 3 * small["dense_parameters"]


def test_the_presets_move_the_parameters_to_dense_layers_and_away_from_them() -> None:
    assert metrics("cnn-parameter-count", preset="no-pooling")["dense_share"] > 0.99
    assert metrics("cnn-parameter-count", preset="averaged")["dense_share"] < 0.2


@pytest.mark.parametrize(
    "layers",
    ["", "conv8", "fc10,conv8,fc10", "pool,pool,pool,pool,fc10", "gap,pool,fc10", "conv0,fc10"],
)
def test_layers_that_cannot_be_built_are_refused(layers: str) -> None:
    with pytest.raises(Refused, match="layers"):
        DEMO.check({"layers": layers})
