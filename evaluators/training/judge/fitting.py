"""Fits a judge: batches of like length, two learning rates, and a rate that falls to nothing."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax
from torch.nn.utils import clip_grad_norm_

from evaluators.judge.network import JudgeNetwork
from evaluators.judge.packing import Batch, Packed, Packer, side_by_side
from evaluators.judge.port import LABELS
from evaluators.training.judge.examples import Example

Draw = Callable[[random.Random], Sequence[Example]]
"""Returns the examples of the next round through the data."""
Check = Callable[[JudgeNetwork], None]
_HALVES = any(torch.cpu.get_capabilities().get(one) for one in ("amx_bf16", "avx512_bf16"))
"""Whether this processor multiplies in half precision; others take a hundred times as long so."""
_STEP = 1600  # tokens
_ENCODER_RATE, _HEAD_RATE = 6e-5, 3e-4
_WARM_UP = 60  # steps
_DECAY, _MOST_NORM = 0.01, 1.0
_POINTING = 0.3  # of the loss on labels
_POINTED = 3.0  # a deciding token counts so often: most decide nothing
_CHECKED_EVERY_S, _REPORTED_EVERY = 900.0, 50  # the latter in steps


@dataclass(frozen=True, slots=True)
class Case:
    """An example, laid out."""

    example: Example
    packed: Packed


@dataclass(frozen=True, slots=True)
class Targets:
    """What a batch should come to: (sequences, statements, …), with how much each counts."""

    labels: Tensor
    weights: Tensor
    decisive: Tensor
    pointing: Tensor


def fit(
    network: JudgeNetwork,
    packer: Packer,
    draw: Draw,
    out: Path,
    check: Check,
    *,
    budget: int,
    share: float,
    seed: int,
) -> None:
    """Train until a budget of tokens is spent; what is learned so far is kept whenever it is
    checked.

    Args:
        share: of the learning rates, for a run that goes on with another.
    """
    chance = random.Random(seed)
    torch.manual_seed(seed)
    optimizer = _optimizer(network)
    rates = [share * group["lr"] for group in optimizer.param_groups]
    began = checked = time.monotonic()
    seen, loss = 0, 0.0
    network.train()
    for number, cases in enumerate(_endless(packer, draw, chance), start=1):
        if seen >= budget:
            break
        pace = min(1.0, number / _WARM_UP) * (1 - seen / budget)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * pace
        now = _step(network, cases, optimizer)
        loss = now if number == 1 else 0.98 * loss + 0.02 * now
        seen += sum(len(case.packed.ids) for case in cases)
        if number % _REPORTED_EVERY == 0:
            spent = time.monotonic() - began
            done = f"{spent / 60:.1f} min, {seen / 1e6:.2f} M tokens ({seen / spent:.0f}/s)"
            print(f"{done}, loss {loss:.3f}", flush=True)
        if time.monotonic() - checked > _CHECKED_EVERY_S:
            save(network, out)
            check(network)
            checked = time.monotonic()
    save(network, out)
    check(network)


def _optimizer(network: JudgeNetwork) -> torch.optim.AdamW:
    learned = [(name, one) for name, one in network.named_parameters() if one.requires_grad]
    encoder = [one for name, one in learned if name.startswith("encoder.")]
    heads = [one for name, one in learned if not name.startswith("encoder.")]
    groups = [
        {"params": encoder, "lr": _ENCODER_RATE},
        {"params": heads, "lr": _HEAD_RATE},
    ]
    return torch.optim.AdamW(groups, weight_decay=_DECAY, betas=(0.9, 0.98))


def _step(
    network: JudgeNetwork,
    cases: Sequence[Case],
    optimizer: torch.optim.Optimizer,
) -> float:
    batch = side_by_side([case.packed for case in cases])
    with torch.autocast("cpu", torch.bfloat16, enabled=_HALVES):
        logits, pointed = network(*tensors(batch))
    loss = _loss(logits.float(), pointed.float(), _targets(cases, batch))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    clip_grad_norm_(network.parameters(), _MOST_NORM)
    optimizer.step()
    return float(loss.detach())


def _loss(logits: Tensor, pointed: Tensor, targets: Targets) -> Tensor:
    entropy = -(targets.labels * log_softmax(logits, dim=-1)).sum(dim=-1)
    loss = (entropy * targets.weights).sum() / targets.weights.sum()
    known = targets.pointing.sum()
    if known > 0:
        often = torch.tensor(_POINTED)
        missed = binary_cross_entropy_with_logits(
            pointed, targets.decisive, reduction="none", pos_weight=often
        )
        loss = loss + _POINTING * (missed * targets.pointing).sum() / known
    return loss


def _targets(cases: Sequence[Case], batch: Batch) -> Targets:
    size, statements, length = batch.shares.shape
    labels = np.zeros((size, statements, len(LABELS)), dtype=np.float32)
    weights = np.zeros((size, statements), dtype=np.float32)
    decisive = np.zeros((size, statements, length), dtype=np.float32)
    pointing = np.zeros_like(decisive)
    for row, case in enumerate(cases):
        first = case.packed.answer_at
        spans = np.array(case.packed.spans).reshape(-1, 2)
        for column, claim in enumerate(case.example.claims):
            labels[row, column] = claim.target
            weights[row, column] = claim.weight
            for start, end in claim.decisive:
                inside = (spans[:, 0] < end) & (spans[:, 1] > start)
                decisive[row, column, first : first + len(spans)][inside] = 1
                pointing[row, column, first : first + len(spans)] = 1
    return Targets(*map(torch.from_numpy, (labels, weights, decisive, pointing)))


def tensors(batch: Batch) -> tuple[Tensor, ...]:
    return tuple(map(torch.from_numpy, batch))


def _endless(packer: Packer, draw: Draw, chance: random.Random) -> Iterator[Sequence[Case]]:
    while True:
        yield from batches(packer, draw(chance), _STEP, chance)


def batches(
    packer: Packer, examples: Sequence[Example], tokens: int, chance: random.Random
) -> Sequence[Sequence[Case]]:
    """Return examples of like length together, some `tokens` at a time, in random order."""
    cases = [Case(one, packer.pack(one.asked)) for one in examples]
    cases.sort(key=lambda case: len(case.packed.ids) + chance.uniform(0, 12))
    found: list[list[Case]] = []
    longest = 0
    for case in cases:
        longest = max(longest, len(case.packed.ids))
        if not found or longest * (len(found[-1]) + 1) > tokens:
            found.append([])
            longest = len(case.packed.ids)
        found[-1].append(case)
    chance.shuffle(found)
    return found


def save(network: JudgeNetwork, path: Path) -> None:
    """Keep the weights in half precision."""
    weights = network.state_dict().items()
    save_file({name: one.half().contiguous() for name, one in weights}, path)


def restore(network: JudgeNetwork, path: Path) -> None:
    """Take up where a run left off."""
    network.load_state_dict({name: one.float() for name, one in load_file(path).items()})
