import torch

from tests.unit.compute.demos.lesson import metrics

SMALL = {"sizes": "32,128"}
BOUNDS = [{"sizes": "16"}, {"sizes": "1024,16"}]
FACTS = {"1"}
WAYS = ("one_thread", "all_threads", "gpu")
TIMED = {
    "gflops_python",
    "fastest",
    "fastest_to_python",
    "gpu_to_cpu",
    *(f"gflops_{way}_{size}" for way in WAYS for size in (32, 128)),
}


def test_many_numbers_at_once_are_far_quicker_than_a_loop() -> None:
    found = metrics("matmul-scaling", sizes="512")
    assert found["gflops_one_thread_512"] > 100 * found["gflops_python"]


def test_tiny_matrices_do_not_reach_the_speed_of_large_ones() -> None:
    found = metrics("matmul-scaling", sizes="16,512")
    assert found["gflops_one_thread_16"] < 0.3 * found["gflops_one_thread_512"]
    assert found["fastest"] >= found["gflops_one_thread_512"]


def test_the_number_of_threads_is_left_as_it_was() -> None:
    before = torch.get_num_threads()
    metrics("matmul-scaling", sizes="16")
    assert torch.get_num_threads() == before
