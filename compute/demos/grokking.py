"""What grokking is: a network that knows its examples by heart learns the rule much later."""

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

NETWORKS, HIDDEN, LR = 3, 64, 0.01
LOOKS = 60
"""The accuracy is taken after about so many steps, evenly spaced on a log scale."""
KNOWN, LEARNT = 0.99, 0.9
"""From these accuracies on, a network knows the training pairs and has learnt the rule."""


class Sums(Params):
    p: Annotated[int, Field(ge=5, le=97)] = 31
    share: Annotated[float, Field(ge=0.05, le=0.95)] = 0.5
    decay: Annotated[float, Field(ge=0, le=20)] = 1.0
    steps: Annotated[int, Field(ge=20, le=3000)] = 800


class Curves(NamedTuple):
    """The accuracies (networks, looks) after these steps (looks,)."""

    steps: "Tensor"
    train: "Tensor"
    test: "Tensor"


def measure(params: Sums, lab: Lab) -> "tuple[Metrics, dict[str, Curves]]":
    """Learn a + b modulo p from a share of all pairs, with weight decay and without.

    After Power et al. (2022).
    """
    import torch

    torch.manual_seed(lab.seed)
    pairs = torch.cartesian_prod(torch.arange(params.p), torch.arange(params.p))
    pairs = pairs[torch.randperm(len(pairs))]
    count = round(params.share * len(pairs))
    metrics: Metrics = {"networks": NETWORKS, "pairs": count, "chance": 1 / params.p}
    curves = {}
    for name, part in lab.share(("decay", "plain")):
        torch.manual_seed(lab.seed)
        decay = params.decay if name == "decay" else 0.0
        curves[name] = learn(pairs, count, decay, params, part)
        steps, train, test = curves[name]
        known = [steps[row >= KNOWN][0].item() for row in train if row.max() >= KNOWN]
        learnt = [steps[row >= LEARNT][0].item() for row in test if row.max() >= LEARNT]
        metrics |= {
            f"known_{name}": float(len(known)),
            f"known_by_{name}": max(known, default=0.0),
            f"learnt_{name}": float(len(learnt)),
            f"learnt_from_{name}": min(learnt, default=0.0),
            f"train_{name}": train[:, -1].mean().item(),
            f"test_{name}": test[:, -1].mean().item(),
        }
    return metrics, curves


def learn(pairs: "Tensor", count: int, decay: float, params: Sums, lab: Lab) -> "Curves":
    """Train the networks on the first `count` pairs, all of them at every step.

    The hidden layer squares the sum of two embeddings, which generalises early (Gromov 2023).
    """
    import torch
    from torch.nn.functional import cross_entropy, one_hot

    device = "cuda" if torch.cuda.is_available() else "cpu"
    inputs = one_hot(pairs, params.p).flatten(1).float().to(device)
    sums = (pairs.sum(dim=1) % params.p).to(device)
    embed = torch.randn(NETWORKS, 2 * params.p, HIDDEN) / (2 * params.p) ** 0.5
    readout = torch.randn(NETWORKS, HIDDEN, params.p) / HIDDEN**0.5
    weights = [part.to(device).requires_grad_() for part in (embed, readout)]
    optimizer = torch.optim.AdamW(weights, LR, (0.9, 0.98), weight_decay=decay, fused=True)
    looks = torch.logspace(0, math.log10(params.steps), LOOKS).round().unique()
    train, test = [], []
    for step in range(1, params.steps + 1):
        logits = (inputs[:count] @ weights[0]) ** 2 @ weights[1]
        loss = cross_entropy(logits.flatten(0, 1), sums[:count].repeat(NETWORKS))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step in looks:
            with torch.no_grad():
                right = ((inputs @ weights[0]) ** 2 @ weights[1]).argmax(dim=-1) == sums
            train.append(right[:, :count].float().mean(dim=1).cpu())
            test.append(right[:, count:].float().mean(dim=1).cpu())
            lab.report(step / params.steps, f"step {step} · test {test[-1].mean():.0%}")
    return Curves(looks, torch.stack(train, dim=1), torch.stack(test, dim=1))


def draw(params: Sums, metrics: Metrics, curves: dict[str, Curves], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    panel.set(xscale="log", xlim=(1, params.steps), ylim=(0, 1.03))
    panel.yaxis.set_major_formatter("{x:.0%}")
    panel.set(
        xlabel=say("학습 횟수 (로그 눈금)", "step (log scale)"), ylabel=say("정확도", "accuracy")
    )
    shown = [
        (curves["decay"].train, say("학습 쌍", "training\npairs"), plots.ORANGE),
        (curves["decay"].test, say("못 본 쌍", "unseen\npairs"), plots.BLUE),
        (curves["plain"].test, say("못 본 쌍,\n감쇠 없이", "unseen,\nno decay"), plots.RED),
    ]
    for accuracy, name, color in shown:
        steps, ends = curves["decay"].steps, (accuracy.amin(dim=0), accuracy.amax(dim=0))
        panel.fill_between(steps, *ends, color=color, alpha=0.2, linewidth=0)
        plots.line(panel, steps.tolist(), accuracy.mean(dim=0).tolist(), color, name)
    plots.tag_ends(panel)
    return {"grokking": figure}


DEMO = packaged(Sums, measure, draw, num_gpus=1)
