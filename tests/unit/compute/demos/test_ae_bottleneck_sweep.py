from tests.unit.compute.demos.lesson import metrics

SMALL = {"dims": "2,4", "epochs": 2}
BOUNDS = [{"dims": "64,1,64", "epochs": 1}, {"dims": "40,50", "epochs": 1}]
FACTS: set[str] = set()


def test_a_larger_code_rebuilds_better_but_soon_tells_digits_no_better() -> None:
    found = metrics("ae-bottleneck-sweep", dims="1,8,64", epochs=20)
    assert found["test_mse_1"] > 2 * found["test_mse_8"] > 4 * found["test_mse_64"]
    assert found["accuracy_8"] - found["accuracy_1"] > 0.2
    assert found["accuracy_64"] - found["accuracy_8"] < 0.05


def test_a_narrow_autoencoder_beats_pca_and_pca_needs_all_dimensions_for_zero() -> None:
    found = metrics("ae-bottleneck-sweep", dims="1,8,64", epochs=20)
    assert found["test_mse_8"] < 0.8 * found["pca_mse_8"]
    assert found["pca_mse_64"] < 1e-6 < found["pca_mse_8"]


def test_three_numbers_are_too_few() -> None:
    found = metrics("ae-bottleneck-sweep", dims="1,3", epochs=20)
    assert found["enough_dim"] == 3
    assert found["accuracy_3"] < 0.93
