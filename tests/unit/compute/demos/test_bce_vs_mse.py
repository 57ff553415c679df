from tests.unit.compute.demos.lesson import metrics

SMALL = {"images": 60, "epochs": 5}
BOUNDS = [
    {"lr": 0.15, "images": 50, "epochs": 150},
    {"lr": 0.0005, "images": 1000, "epochs": 5, "watch": "logits"},
]
FACTS = {"0", "1"}


def test_bce_gets_worse_with_overconfidence_while_mse_hardly_does() -> None:
    found = metrics("bce-vs-mse")
    assert found["rise_bce"] > 1.3 > 1.15 > found["rise_mse"]


def test_both_come_down_together_at_a_low_rate() -> None:
    found = metrics("bce-vs-mse", lr=0.003)
    assert found["rise_bce"] < 1.1 > found["rise_mse"]
    assert found["final_mse"] < found["first_mse"] / 4


def test_mse_of_logits_climbs_while_the_network_learns() -> None:
    found = metrics("bce-vs-mse", lr=0.003, watch="logits")
    assert found["final_mse"] > 10 * found["first_mse"]
    assert found["final_bce"] < found["first_bce"] / 4
