"""How much GPU memory training takes: what comes with each parameter and with each sample."""

from typing import Annotated, Literal

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

PARTS = ("weights", "gradients", "optimizer", "activations")
STATES = {"adam": 2, "momentum": 1, "sgd": 0}
"""Values that an optimiser keeps per parameter."""
BYTES = {"float32": 4, "mixed": 2, "bfloat16": 2}
"""Bytes of a weight, a gradient and an activation."""
KEPT = 16
"""Values that a layer keeps per token for the backward pass, as multiples of its width.

3 for q, k and v, 4 and 4 for the MLP's units before and after their activation, and 1 each for
what goes into and comes out of both norms, and for what attention gives. Attention scores are
not kept (FlashAttention; Dao et al., 2022).
"""


class Training(Params):
    layers: Annotated[int, Field(ge=1, le=200)] = 12
    width: Annotated[int, Field(ge=16, le=16384)] = 768
    tokens: Annotated[int, Field(ge=1, le=100_000)] = 196
    batch: Annotated[int, Field(ge=4, le=4096)] = 32
    optimizer: Literal["adam", "momentum", "sgd"] = "adam"
    dtype: Literal["float32", "mixed", "bfloat16"] = "float32"
    gpu_gb: Annotated[int, Field(ge=1, le=1000)] = 8


def measure(params: Training, lab: Lab) -> tuple[Metrics, list[dict[str, float]]]:
    """Add up the memory for about a quarter to twice the batch size."""
    needs = [memory_gb(params, size) for size, _ in lab.share(batches(params.batch))]
    _, half, asked, _ = needs
    metrics = {f"{part}_gb": asked[part] for part in PARTS} | {
        "total_gb": sum(asked.values()),
        "half_batch": float(params.batch // 2),
        "total_gb_half_batch": sum(half.values()),
        "million_parameters": parameters(params.layers, params.width) / 1e6,
    }
    return metrics, needs


def batches(size: int) -> list[int]:
    return [size // 4, size // 2, size, 2 * size]


def memory_gb(params: Training, batch: int) -> dict[str, float]:
    """Return the GB of each part for a stack of transformer layers, as in ZeRO (2020), section 3.

    With mixed precision the optimiser also holds the float32 weights.
    """
    count, each = parameters(params.layers, params.width), BYTES[params.dtype]
    states = STATES[params.optimizer] * each
    if params.dtype == "mixed":
        states = 4 * (STATES[params.optimizer] + 1)
    kept = KEPT * params.width * params.tokens * params.layers * batch
    sizes = (count * each, count * each, count * states, kept * each)
    return {part: one / 1e9 for part, one in zip(PARTS, sizes, strict=True)}


def parameters(layers: int, width: int) -> int:
    """Return the weights and biases of attention, an MLP four times as wide, and two norms."""
    return layers * (12 * width**2 + 13 * width)


def readable(gb: float) -> str:
    units = {"GB": gb, "MB": 1e3 * gb, "kB": 1e6 * gb}
    unit = next(unit for unit, amount in units.items() if amount >= 0.1)
    return f"{units[unit]:,.0f}{unit}" if gb >= 1000 else f"{units[unit]:.3g}{unit}"


def draw(params: Training, metrics: Metrics, needs: list[dict[str, float]], say: Say) -> Pictures:
    from compute import plots

    shown = {
        "weights": (say("가중치", "weights"), plots.BLUE),
        "gradients": (say("기울기", "gradients"), plots.GREEN),
        "optimizer": (say("옵티마이저", "optimiser"), plots.PURPLE),
        "activations": (say("활성값", "activations"), plots.ORANGE),
    }
    figure, (panel,) = plots.panels(say.headline)
    for row, need in enumerate(needs):
        left = 0.0
        for part, (_, color) in shown.items():
            panel.barh(row, need[part], left=left, color=color, ec=plots.PAPER, height=0.62)
            left += need[part]
        fits = left <= params.gpu_gb
        panel.annotate(
            readable(left) if fits else f"{readable(left)} ✕", (left, row), xytext=(6, 0),
            textcoords="offset points", va="center", fontsize=15, fontweight="bold",
        )  # fmt: skip
    panel.axvline(params.gpu_gb, color=plots.INK, linestyle="--", linewidth=2)
    panel.text(params.gpu_gb, -0.5, f" GPU {params.gpu_gb}GB", fontsize=15, va="bottom")
    longest = max(sum(need.values()) for need in needs)
    panel.set(xlim=(0, 1.18 * max(longest, params.gpu_gb)), ylim=(len(needs) - 0.5, -0.85))
    names = [say(f"배치 {size}", f"batch {size}") for size in batches(params.batch)]
    panel.set_yticks(range(len(needs)), names, fontsize=15)
    panel.set_xlabel(say("메모리 (GB)", "memory (GB)"))
    panel.grid(visible=False, axis="y")
    plots.key(figure, list(shown.values()))
    return {"memory": figure}


DEMO = packaged(Training, measure, draw)
