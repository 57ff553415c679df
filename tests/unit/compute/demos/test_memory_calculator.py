from typing import cast

import pytest
import torch
from torch import Tensor, nn

from compute.demos.memory_calculator import DEMO, Training, memory_gb, parameters
from tests.unit.compute.demos.lesson import metrics

SMALL = {"batch": 8}
BOUNDS = [
    {"layers": 200, "width": 16384, "tokens": 100_000, "batch": 4096, "gpu_gb": 1},
    {"layers": 1, "width": 16, "tokens": 1, "batch": 4, "optimizer": "sgd", "gpu_gb": 1000},
]
FACTS: set[str] = set()


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


def test_half_the_batch_takes_more_than_half_the_memory() -> None:
    found = metrics("memory-calculator")
    assert 0.55 * found["total_gb"] < found["total_gb_half_batch"] < found["total_gb"]


def test_mixed_precision_saves_activations_only() -> None:
    full, mixed = (metrics("memory-calculator", dtype=dtype) for dtype in ("float32", "mixed"))
    assert mixed["activations_gb"] == full["activations_gb"] / 2
    assert mixed["total_gb"] - mixed["activations_gb"] == pytest.approx(
        full["total_gb"] - full["activations_gb"]
    )


def test_the_bad_preset_does_not_fit_with_a_single_sample() -> None:
    params = DEMO.check({"preset": "too-big"})
    assert sum(memory_gb(params, 1).values()) > params.gpu_gb
