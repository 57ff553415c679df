"""The training loop that most demos share, and what it takes to judge its result."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn


def mlp(sizes: Sequence[int], activation: str = "ReLU") -> "nn.Sequential":
    """Return linear layers of these sizes with an activation of `torch.nn` between them."""
    from torch import nn

    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), getattr(nn, activation)()]
    return nn.Sequential(*layers[:-1])


def train(
    model: "nn.Module",
    x: "Tensor",
    y: "Tensor",
    lab: Lab,
    *,
    epochs: int,
    lr: float,
    batch: int = 64,
    optimizer: str = "Adam",
    loss: "Callable[[Tensor, Tensor], Tensor] | None" = None,
    after: Callable[[int], None] | None = None,
    **options: Any,
) -> list[float]:
    """Train in shuffled batches and return the mean loss of each epoch.

    `optimizer` is one of `torch.optim`, which gets the `options`; `loss` is the cross-entropy
    unless given; `after` is called with the number of each epoch that has ended, from 1 on.
    """
    import torch

    criterion = loss or torch.nn.functional.cross_entropy
    stepper = getattr(torch.optim, optimizer)(model.parameters(), lr=lr, **options)
    order = torch.Generator().manual_seed(lab.seed)
    losses: list[float] = []
    for epoch in range(1, epochs + 1):
        model.train()
        total = 0.0
        for rows in torch.split(torch.randperm(len(x), generator=order), batch):
            cost = criterion(model(x[rows]), y[rows])
            stepper.zero_grad()
            cost.backward()
            stepper.step()
            total += cost.item() * len(rows)
        losses.append(total / len(x))
        if after:
            after(epoch)
        lab.report(epoch / epochs, f"epoch {epoch} · loss {losses[-1]:.3g}")
    return losses


def accuracy(model: "nn.Module", x: "Tensor", y: "Tensor") -> float:
    """Return the share of rows whose highest output is their label, in evaluation mode."""
    import torch

    model.eval()
    with torch.no_grad():
        return float((model(x).argmax(dim=1) == y).float().mean())


def spread(name: str, runs: Sequence[float]) -> dict[str, float]:
    """Return the mean of what several runs came to, and the lowest and the highest, as metrics."""
    return {
        name: sum(runs) / len(runs),
        f"lowest_{name}": min(runs),
        f"highest_{name}": max(runs),
    }
