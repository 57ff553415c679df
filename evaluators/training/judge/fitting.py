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


@dataclass(frozen=True)
class Recipe:
    """Everything that shapes a run besides the data. `budget` and `step` are tokens."""

    budget: int
    step: int = 1600
    encoder_rate: float = 6e-5
    head_rate: float = 3e-4
    share: float = 1.0  # of both rates, for a run that goes on with another
    warm_up: int = 60  # steps
    decay: float = 0.01
    most_norm: float = 1.0
    pointing: float = 0.3
    pointed: float = 3.0  # a deciding token counts so often: most decide nothing
    seed: int = 3
    check_every_s: float = 900.0
    report_every: int = 50  # steps


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
    recipe: Recipe,
    out: Path,
    check: Check,
    tell: Callable[[str], None],
) -> None:
    """Train until the budget is spent; what is learned so far is kept whenever it is checked."""
    chance = random.Random(recipe.seed)
    torch.manual_seed(recipe.seed)
    optimizer = _optimizer(network, recipe)
    rates = [recipe.share * group["lr"] for group in optimizer.param_groups]
    began = checked = time.monotonic()
    seen, loss = 0, 0.0
    network.train()
    for number, cases in enumerate(_endless(packer, draw, recipe.step, chance), start=1):
        if seen >= recipe.budget:
            break
        share = min(1.0, number / recipe.warm_up) * (1 - seen / recipe.budget)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        now = _step(network, cases, optimizer, recipe)
        loss = now if number == 1 else 0.98 * loss + 0.02 * now
        seen += sum(len(case.packed.ids) for case in cases)
        if number % recipe.report_every == 0:
            spent = time.monotonic() - began
            rate = seen / spent
            tell(f"{spent / 60:.1f} min, {seen / 1e6:.2f} M tokens ({rate:.0f}/s), loss {loss:.3f}")
        if time.monotonic() - checked > recipe.check_every_s:
            save(network, out)
            check(network)
            checked = time.monotonic()
    save(network, out)
    check(network)


def _optimizer(network: JudgeNetwork, recipe: Recipe) -> torch.optim.AdamW:
    learned = [(name, one) for name, one in network.named_parameters() if one.requires_grad]
    encoder = [one for name, one in learned if name.startswith("encoder.")]
    heads = [one for name, one in learned if not name.startswith("encoder.")]
    groups = [
        {"params": encoder, "lr": recipe.encoder_rate},
        {"params": heads, "lr": recipe.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=recipe.decay, betas=(0.9, 0.98))


def _step(
    network: JudgeNetwork,
    cases: Sequence[Case],
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
) -> float:
    batch = side_by_side([case.packed for case in cases])
    with torch.autocast("cpu", torch.bfloat16, enabled=_HALVES):
        logits, pointed = network(*tensors(batch))
    loss = _loss(logits.float(), pointed.float(), _targets(cases, batch), recipe)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    clip_grad_norm_(network.parameters(), recipe.most_norm)
    optimizer.step()
    return float(loss.detach())


def _loss(logits: Tensor, pointed: Tensor, targets: Targets, recipe: Recipe) -> Tensor:
    entropy = -(targets.labels * log_softmax(logits, dim=-1)).sum(dim=-1)
    loss = (entropy * targets.weights).sum() / targets.weights.sum()
    known = targets.pointing.sum()
    if known > 0:
        often = torch.tensor(recipe.pointed)
        missed = binary_cross_entropy_with_logits(
            pointed, targets.decisive, reduction="none", pos_weight=often
        )
        loss = loss + recipe.pointing * (missed * targets.pointing).sum() / known
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


def _endless(
    packer: Packer, draw: Draw, tokens: int, chance: random.Random
) -> Iterator[Sequence[Case]]:
    while True:
        yield from batches(packer, draw(chance), tokens, chance)


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
