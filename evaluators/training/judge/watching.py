"""How well a judge does while it learns: precision and recall of each label, by source."""

import random
from collections.abc import Sequence

import numpy as np
import torch
from sklearn.metrics import precision_recall_fscore_support

from evaluators.judge.network import JudgeNetwork
from evaluators.judge.packing import Packer, side_by_side
from evaluators.judge.port import LABELS
from evaluators.training.judge.examples import Example
from evaluators.training.judge.fitting import batches, tensors

_SURE = 0.7
_TOKENS = 3000


@torch.inference_mode()
def watch(network: JudgeNetwork, packer: Packer, examples: Sequence[Example]) -> list[str]:
    """Return a line for each source; claims that readers differ about are left out."""
    network.eval()
    seen: dict[str, list[tuple[int, int]]] = {}
    for cases in batches(packer, examples, _TOKENS, random.Random(0)):
        logits, _ = network(*tensors(side_by_side([case.packed for case in cases])))
        for case, rows in zip(cases, logits.argmax(dim=-1).numpy(), strict=True):
            pairs = seen.setdefault(case.example.source, [])
            for claim, found in zip(case.example.claims, rows, strict=False):
                if max(claim.target) >= _SURE:
                    pairs.append((int(np.argmax(claim.target)), int(found)))
    network.train()
    return [_line(source, np.array(pairs)) for source, pairs in sorted(seen.items())]


def _line(source: str, pairs: np.ndarray) -> str:
    wanted, found = pairs.T
    parts = [f"{source}: {len(pairs)} claims, right {np.mean(wanted == found):.3f}"]
    labels = range(len(LABELS))
    shares = precision_recall_fscore_support(wanted, found, labels=labels, zero_division=0)
    for label, precision, recall in zip(LABELS, *shares[:2], strict=True):
        parts.append(f"{label} {precision:.2f}/{recall:.2f}")
    return ", ".join(parts)
