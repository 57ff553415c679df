import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"n": 50, "remedies": "none,augmentation,early-stop"}
BOUNDS = [
    {"n": 600, "wrong": 0.5, "remedies": "dropout"},
    {"n": 50, "wrong": 0, "remedies": "l2"},
]
FACTS = {"2", "60"}


@pytest.mark.parametrize("seed", range(3))
def test_without_a_remedy_the_test_loss_climbs_and_every_remedy_lowers_it(seed: int) -> None:
    found = metrics("overfit-remedies", seed)
    assert found["train_loss_none"] < 0.1
    assert found["test_loss_none"] > 1.2 * found["best_test_loss_none"]
    for remedy in ("l2", "dropout", "augmentation", "early-stop"):
        assert found[f"test_loss_{remedy}"] < 0.95 * found["test_loss_none"]


def test_the_bad_preset_overfits_more_and_the_good_one_hardly_does() -> None:
    bad, good = (metrics("overfit-remedies", preset=name) for name in ("no-remedy", "more-data"))
    assert bad["test_loss_none"] > 1.5 * bad["best_test_loss_none"]
    assert good["test_loss_none"] < 0.25
