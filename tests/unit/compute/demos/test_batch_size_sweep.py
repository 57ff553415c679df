from compute.demos.batch_size_sweep import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"batches": "16,256", "epochs": 1}
BOUNDS = [
    {"batches": "1,2", "epochs": 1, "lr": 1},
    {"batches": "1024,512,256,128", "epochs": 8, "lr": 0.001},
]
FACTS: set[str] = set()
TIMED = ("seconds_batch_16", "seconds_batch_256")


def test_small_batches_learn_more_from_the_same_images() -> None:
    found = metrics("batch-size-sweep")
    assert 3 * found["loss_batch_4"] < found["loss_batch_32"] < found["loss_batch_256"] / 3
    assert found["test_accuracy_batch_4"] > 0.88


def test_small_batches_take_more_time_for_the_same_images() -> None:
    found = metrics("batch-size-sweep")
    assert found["steps_batch_4"] > 50 * found["steps_batch_256"]
    assert found["seconds_batch_4"] > 3 * found["seconds_batch_256"]


def test_a_rate_that_is_fine_for_larger_batches_is_too_high_for_small_ones() -> None:
    found = {
        preset.name: metrics("batch-size-sweep", **preset.params, epochs=3)
        for preset in DEMO.presets
    }
    assert (
        found["rate-too-high"]["loss_batch_1"] > 1.5 > 2 * found["rate-too-high"]["loss_batch_32"]
    )
    assert found["low-rate"]["loss_batch_1"] < 0.5
