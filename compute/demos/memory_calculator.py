"""How much GPU memory training takes: what comes with each parameter and with each sample."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

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
    layers: Annotated[int, Title("층 수", "layers"), Field(ge=1, le=200)] = 12
    width: Annotated[int, Title("층의 너비", "layer width"), Field(ge=16, le=16384)] = 768
    tokens: Annotated[
        int, Title("샘플 하나의 토큰 수", "tokens per sample"), Field(ge=1, le=100_000)
    ] = 196
    batch: Annotated[int, Title("배치 크기", "batch size"), Field(ge=4, le=4096)] = 32
    optimizer: Annotated[Literal["adam", "momentum", "sgd"], Title("옵티마이저", "optimizer")] = (
        "adam"
    )
    dtype: Annotated[
        Literal["float32", "mixed", "bfloat16"], Title("숫자 형식", "number format")
    ] = "float32"
    gpu_gb: Annotated[int, Title("GPU 메모리 (GB)", "GPU memory (GB)"), Field(ge=1, le=1000)] = 8


def measure(params: Training, lab: Lab) -> tuple[Metrics, list[dict[str, float]]]:
    """Add up the memory for a quarter to twice the batch size."""
    needs = [memory_gb(params, size) for size, _ in lab.share(batches(params.batch))]
    _, half, asked, _ = needs
    metrics = {f"{part}_gb": asked[part] for part in PARTS} | {
        "total_gb": sum(asked.values()),
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
    count, size = parameters(params.layers, params.width), BYTES[params.dtype]
    states = STATES[params.optimizer] * size
    if params.dtype == "mixed":
        states = 4 * (STATES[params.optimizer] + 1)
    kept = KEPT * params.width * params.tokens * params.layers * batch
    sizes = (count * size, count * size, count * states, kept * size)
    return {part: one / 1e9 for part, one in zip(PARTS, sizes, strict=True)}


def parameters(layers: int, width: int) -> int:
    """Return the weights and biases of attention, an MLP four times as wide, and two norms."""
    return layers * (12 * width**2 + 13 * width)


def gb(size: float) -> str:
    return f"{size:,.0f}" if size >= 1000 else f"{size:.3g}"


def draw(
    params: Training, metrics: Metrics, needs: list[dict[str, float]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    shown = {
        "weights": (say("가중치", "weights"), plots.BLUE),
        "gradients": (say("기울기", "gradients"), plots.GREEN),
        "optimizer": (say("옵티마이저", "optimiser"), plots.PURPLE),
        "activations": (say("활성값", "activations"), plots.ORANGE),
    }
    figure, (panel,) = plots.panels(headline(params, metrics, say))
    for row, need in enumerate(needs):
        left = 0.0
        for part, (_, color) in shown.items():
            panel.barh(row, need[part], left=left, color=color, ec=plots.PAPER, height=0.62)
            left += need[part]
        fits = left <= params.gpu_gb
        panel.annotate(
            f"{gb(left)}GB" if fits else f"{gb(left)}GB ✕", (left, row), xytext=(6, 0),
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


def headline(params: Training, metrics: Metrics, say: Say) -> str:
    total, weights = gb(metrics["total_gb"]), gb(metrics["weights_gb"])
    if metrics["total_gb"] > params.gpu_gb:
        return say(
            f"{total}GB가 필요해 GPU에 안 들어가요", f"Needs {total} GB: too much for this GPU"
        )
    return say(
        f"가중치는 {weights}GB, 학습에는 {total}GB", f"Weights {weights} GB, training {total} GB"
    )


def caption(params: Training, metrics: Metrics) -> Bilingual:
    """Say what each part takes, and that only the activations grow with the batch."""
    weights, gradients, states, kept = (gb(metrics[f"{part}_gb"]) for part in PARTS)
    total, half = gb(metrics["total_gb"]), gb(metrics["total_gb_half_batch"])
    millions = metrics["million_parameters"]
    count = f"{millions:,.0f}" if millions >= 100 else f"{millions:.2g}"
    model = f"{params.optimizer}, {params.dtype}"
    return Bilingual(
        ko=f"너비 {params.width}인 트랜스포머 {params.layers}층(파라미터 {count}M개, 샘플당 토큰"
        f" {params.tokens}개)을 학습하는 데 드는 메모리를 계산했어요({model})."
        f" 배치 {params.batch}에서 가중치 {weights}GB, 기울기 {gradients}GB, 옵티마이저 상태"
        f" {states}GB, 활성값 {kept}GB로 모두 {total}GB예요. 배치에 비례하는 것은 활성값뿐이라"
        f" 배치를 반으로 줄여도 {half}GB가 들어요. 임베딩과 출력층, CUDA 컨텍스트, 임시 버퍼는"
        " 빼고 셌어요.",
        en=f"This is the memory to train {some(params.layers, 'transformer layer')} of width"
        f" {params.width} with {count}M parameters on {some(params.tokens, 'token')} per sample"
        f" ({model}). At batch {params.batch} the weights take {weights} GB, gradients"
        f" {gradients}, optimiser state {states} and activations {kept}: {total} GB in all. Only"
        f" activations grow with the batch, so half of it still takes {half} GB. Embeddings, the"
        " output layer, the CUDA context and temporary buffers come on top.",
    )


DEMO = Demo(
    name="memory-calculator",
    topic=Topic.HARDWARE,
    title=Bilingual(ko="학습 메모리 계산기", en="Training memory calculator"),
    params=Training,
    presets=(
        Preset(
            name="too-big",
            works=False,
            params={"layers": 48, "width": 1600, "batch": 4, "gpu_gb": 24},
            look=Bilingual(
                ko="배치를 1로 줄여도 24GB를 넘어요. 가중치와 기울기, Adam의 몫은 줄지 않아요.",
                en="Even a batch of 1 exceeds 24 GB: weights, gradients and Adam's share stay.",
            ),
        ),
        Preset(
            name="mixed",
            works=True,
            params={"dtype": "mixed", "batch": 64},
            look=Bilingual(
                ko="혼합 정밀도는 주황색 활성값을 반으로 줄여요. 파라미터의 몫은 그대로예요.",
                en="Mixed precision halves the orange activations; the parameters' part stays.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
