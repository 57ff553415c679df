"""What the demos of GPUs, memory and input pipelines show."""

from typing import Any, cast

import pytest
import torch
from torch import Tensor, nn

from compute.demos import matmul_scaling, quantisation_error
from compute.demos.memory_calculator import DEMO, Training, memory_gb, parameters
from compute.demos.registry import DEMOS
from compute.plots import Motion
from compute.toolkit.demo import Demo, Say
from compute.toolkit.lab import Lab
from tests.unit.compute.demos.lesson import metrics


@pytest.mark.parametrize("demo", [matmul_scaling.DEMO, quantisation_error.DEMO])
def test_who_can_use_a_gpu_asks_for_one(demo: Demo[Any, Any]) -> None:
    assert demo.num_gpus == 1


@pytest.mark.parametrize("workers", [2, 8])
def test_the_mean_of_equal_shares_is_the_gradient_of_the_batch(workers: int) -> None:
    found = metrics("data-parallel-sim", workers=workers)
    assert found["difference"] < 1e-5
    assert found["final_loss_several"] == pytest.approx(found["final_loss_one"], rel=1e-2)
    assert found["final_loss_one"] < 0.5


def test_a_sum_is_as_many_times_too_long_as_there_are_gpus() -> None:
    found = metrics("data-parallel-sim", preset="summed")
    assert found["length"] == pytest.approx(4, rel=1e-3)
    assert found["final_loss_several"] > 3 * found["final_loss_one"]


def test_unequal_shares_need_weights() -> None:
    unequal = metrics("data-parallel-sim", preset="unequal")
    assert unequal["difference"] > 0.5
    assert unequal["final_loss_several"] > 2 * unequal["final_loss_one"]
    assert metrics("data-parallel-sim", preset="weighted")["difference"] < 1e-5


def test_prefetching_raises_utilisation_and_a_faster_gpu_waits_longer() -> None:
    slow, fast = (metrics("input-pipeline-stall", step_ms=step) for step in (60, 20))
    used = [slow[f"utilisation_{workers}"] for workers in range(3)]
    assert used == pytest.approx([60 / 150, 60 / 90, 1])
    assert fast["utilisation_1"] < 0.5 * used[1]
    assert fast["ms_per_step_1"] == pytest.approx(slow["ms_per_step_1"])


@pytest.mark.parametrize(
    ("needed", "load_ms", "step_ms"), [(1, 50, 50), (3, 150, 50), (5, 250, 50), (7, 8.4, 1.2)]
)
def test_as_many_workers_as_said_are_needed_and_enough(
    needed: int, load_ms: float, step_ms: float
) -> None:
    workers = f"{needed},{needed - 1}"
    found = metrics("input-pipeline-stall", load_ms=load_ms, step_ms=step_ms, workers=workers)
    assert found["workers_needed"] == needed
    assert found[f"utilisation_{needed}"] > 0.97 > 0.9 > found[f"utilisation_{needed - 1}"]


def test_a_gpu_that_waits_a_little_is_not_drawn_as_one_that_never_does() -> None:
    demo = DEMOS.find("input-pipeline-stall")
    params = demo.check({"load_ms": 100.1, "step_ms": 100, "workers": "1"})
    motion = demo.draw(params, *demo.measure(params, Lab(0)), Say("en"))["timeline"]
    assert isinstance(motion, Motion)
    assert "GPU\n99.9%" in [text.get_text() for text in motion.figure.axes[0].texts]


def test_many_numbers_at_once_are_far_quicker_than_a_loop_and_large_matrices_than_tiny() -> None:
    before = torch.get_num_threads()
    found = metrics("matmul-scaling", sizes="16,512")
    assert found["gflops_one_thread_512"] > 100 * found["gflops_python"]
    assert found["gflops_one_thread_16"] < 0.3 * found["gflops_one_thread_512"]
    assert found["fastest"] >= found["gflops_one_thread_512"]
    assert torch.get_num_threads() == before


class Layer(nn.Module):
    """A transformer layer as PyTorch computes it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        heads = [part[:, None] for part in self.qkv(self.norms[0](x)).chunk(3, dim=-1)]
        x = x + self.out(nn.functional.scaled_dot_product_attention(*heads)[:, 0])
        return cast(Tensor, x + self.mlp(self.norms[1](x)))


def test_activations_and_parameters_are_those_that_pytorch_keeps() -> None:
    params = Training(layers=2, width=64, tokens=50)
    model = nn.Sequential(*[Layer(64) for _ in range(2)])
    own = {one.untyped_storage().data_ptr() for one in model.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        result = model(torch.randn(3, 50, 64))
    assert result.requires_grad
    found = sum(storage.nbytes() for storage in kept.values()) / 1e9
    assert memory_gb(params, 3)["activations"] == pytest.approx(found, rel=0.02)
    assert parameters(2, 64) == sum(one.numel() for one in model.parameters())


@pytest.mark.parametrize(("optimizer", "most"), [("adam", 16), ("momentum", 12), ("sgd", 8)])
def test_bytes_per_parameter(optimizer: str, most: int) -> None:
    found = metrics("memory-calculator", optimizer=optimizer)
    fixed = found["total_gb"] - found["activations_gb"]
    assert 1000 * fixed / found["million_parameters"] == pytest.approx(most)


def test_half_the_batch_or_half_the_precision_saves_activations_only() -> None:
    full, mixed = (metrics("memory-calculator", dtype=dtype) for dtype in ("float32", "mixed"))
    fixed = full["total_gb"] - full["activations_gb"]
    assert mixed["activations_gb"] == full["activations_gb"] / 2
    assert mixed["total_gb"] - mixed["activations_gb"] == pytest.approx(fixed)
    assert 0.55 * full["total_gb"] < full["total_gb_half_batch"] < full["total_gb"]


def test_the_bad_preset_does_not_fit_with_a_single_sample() -> None:
    params = DEMO.check({"preset": "too-big"})
    assert sum(memory_gb(params, 1).values()) > params.gpu_gb


def test_an_outlier_channel_changes_no_output_but_int4_fails_unless_it_is_set_apart() -> None:
    found = metrics("quantisation-error")
    assert found["accuracy_tensor_4"] < 0.2 < 0.9 < found["accuracy_mixed_4"]
    assert found["accuracy_channel_4"] < found["accuracy_float"] - 0.3
    plain = metrics("quantisation-error", preset="no-outlier")
    assert found["accuracy_float"] == pytest.approx(plain["accuracy_float"], abs=0.005)
    assert plain["accuracy_tensor_4"] > plain["accuracy_float"] - 0.05


def test_a_scale_per_channel_is_enough_for_weights() -> None:
    found = metrics("quantisation-error", preset="weights-only")
    assert found["accuracy_tensor_4"] < 0.2
    assert found["accuracy_channel_4"] > found["accuracy_float"] - 0.05


@pytest.mark.parametrize(("dim", "step"), [((), 0.5), (1, 0.01)])
def test_rounding_is_off_by_half_a_step_at_most(dim: int | tuple[()], step: float) -> None:
    values = torch.tensor([[0.01, -0.024, 0.07], [3.5, 1.2, -0.3]])
    off = (quantisation_error.rounded(values, 4, dim) - values).abs()
    assert off[0].max() <= step / 2 + 1e-6
    assert off[1].max() <= 0.25 + 1e-6
