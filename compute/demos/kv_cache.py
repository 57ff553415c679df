"""What a KV cache saves in time and costs in memory, when a decoder writes token by token.

Fewer heads of keys and values than of queries make it smaller: one for all in multi-query attention
(Shazeer 2019), one for each group in grouped-query attention (Ainslie et al. 2023).
"""

import time
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

WORDS, WIDTH, HEADS, REPEATS = 100, 128, 8, 3
KEPT = {"mha": 8, "gqa": 2, "mqa": 1}
"""So many heads of keys and values there are for the eight of queries."""


class Decoding(Params):
    tokens: Annotated[int, Field(ge=8, le=512)] = 256
    layers: Annotated[int, Field(ge=1, le=4)] = 2


class Written(NamedTuple):
    """Tokens that were written, the seconds that each took, and the bytes of the cache."""

    tokens: list[int]
    seconds: list[float]
    cache_bytes: int


def measure(params: Decoding, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Write the same tokens with a cache and without, and weigh the caches of other attention."""
    metrics: Metrics = {"passes": params.tokens * (params.tokens + 1) / 2}
    for kind, kept in KEPT.items():
        found = write(initial(kept, params.layers, lab.seed), params.tokens, caches=True)
        metrics[f"bytes_{kind}"] = float(found.cache_bytes)
    weights = initial(HEADS, params.layers, lab.seed)
    elapsed, texts = {}, []
    for name, part in lab.share(("cached", "plain")):
        runs = [
            write(weights, params.tokens, name == "cached") for _, _ in part.share(range(REPEATS))
        ]
        quickest = map(min, zip(*(run.seconds for run in runs), strict=True))
        elapsed[name] = list(accumulate(quickest))
        texts.append(runs[0].tokens)
        metrics[f"seconds_{name}"] = elapsed[name][-1]
    metrics["same_tokens"] = float(texts[0] == texts[1])
    ratio = metrics["seconds_plain"] / metrics["seconds_cached"]
    metrics["seconds_ratio"] = float(f"{ratio:.2g}")
    return metrics, elapsed


def initial(kept: int, layers: int, seed: int) -> "list[dict[str, Tensor]]":
    """Return the random weights of each layer of a decoder with `kept` heads of keys and values."""
    import torch

    torch.manual_seed(seed)
    small = WIDTH // HEADS * kept
    shapes = {
        "query": (WIDTH, WIDTH), "key": (WIDTH, small), "value": (WIDTH, small),
        "out": (WIDTH, WIDTH), "up": (WIDTH, 4 * WIDTH), "down": (4 * WIDTH, WIDTH),
    }  # fmt: skip
    return [
        {name: torch.randn(shape) / shape[0] ** 0.5 for name, shape in shapes.items()}
        for _ in range(layers)
    ]


def write(weights: "list[dict[str, Tensor]]", count: int, caches: bool) -> Written:
    """Write `count` tokens, each the likeliest after all before it."""
    import torch

    words = torch.randn(WORDS, WIDTH, generator=torch.Generator().manual_seed(0))
    past: list[Tensor] = []
    tokens, seconds = [0], []
    for _ in range(count):
        started = time.perf_counter()
        new = words[tokens[-1:] if caches else tokens]
        states, present = forward(weights, new, past)
        tokens.append(int((words @ states[-1]).argmax()))
        past = present if caches else []
        seconds.append(time.perf_counter() - started)
    return Written(tokens, seconds, sum(one.nbytes for one in past))


def forward(
    weights: "list[dict[str, Tensor]]", x: "Tensor", past: "list[Tensor]"
) -> "tuple[Tensor, list[Tensor]]":
    """Return the states (tokens, WIDTH) of new tokens, and all keys and values of each layer.

    `past` has those of the tokens before, (2, kept heads, tokens, head), one for each layer.
    """
    import torch
    from torch.nn.functional import relu, rms_norm, scaled_dot_product_attention

    present = []
    for layer, one in enumerate(weights):
        normed = rms_norm(x, (WIDTH,))
        query, key, value = (
            (normed @ one[name]).unflatten(1, (-1, WIDTH // HEADS)).transpose(0, 1)
            for name in ("query", "key", "value")
        )
        both = torch.stack([key, value])
        present.append(torch.cat([past[layer], both], dim=2) if past else both)
        keys, values = present[-1][:, None]
        heads = scaled_dot_product_attention(
            query[None], keys, values, is_causal=not past, enable_gqa=True
        )
        x = x + heads[0].transpose(0, 1).flatten(1) @ one["out"]
        x = x + relu(rms_norm(x, (WIDTH,)) @ one["up"]) @ one["down"]
    return x, present


def draw(params: Decoding, metrics: Metrics, elapsed: dict[str, list[float]], say: Say) -> Pictures:
    from compute import plots

    figure, (top, below) = plots.panels(say.headline, 2, share=False, widths=(1.5, 1))
    names = {
        "plain": (say("캐시 없이", "no cache"), plots.RED),
        "cached": (say("캐시 써서", "with cache"), plots.BLUE),
    }
    for kind, (name, color) in names.items():
        seconds = f"{elapsed[kind][-1]:.2g}"
        label = f"{name}\n" + say(f"{seconds}초", f"{seconds} s")
        plots.line(top, range(1, params.tokens + 1), elapsed[kind], color, label)
    highest = max(metrics[f"seconds_{kind}"] for kind in names)
    top.set(xlabel=say("쓴 토큰 수", "tokens written"), ylim=(0, 1.1 * highest))
    top.set_ylabel(say("걸린 시간 (초)", "time taken (s)"))
    plots.tag_ends(top)
    sizes = [metrics[f"bytes_{kind}"] / 1000 for kind in KEPT]
    plots.bars(
        below,
        ["MHA 8", "GQA 2", "MQA 1"],
        sizes,
        [plots.BLUE, plots.GREEN, plots.PURPLE],
        [f"{one:,.0f} kB" for one in sizes],
    )
    below.set(xlim=(0, 1.35 * max(sizes)), xlabel=say("캐시 (kB)", "cache (kB)"))
    below.set_ylabel(say("K·V 헤드 수", "heads of K and V"))
    return {"cache": figure}


DEMO = packaged(Decoding, measure, draw)
