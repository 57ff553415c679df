"""A debugging test in seconds: can the network memorise one batch? With bugs it cannot."""

from typing import Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp

Bug = Literal["none", "no_zero_grad", "shuffled_labels", "tiny_lr", "softmax_twice", "wrong_labels"]


class OneBatch(Params):
    bug: Bug = "no_zero_grad"
    images: Annotated[int, Field(ge=4, le=128)] = 32
    steps: Annotated[int, Field(ge=20, le=1000)] = 200


def measure(params: OneBatch, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Train on the same batch again and again, once as it should be and once with the bug."""
    bugs: list[str] = ["none"] if params.bug == "none" else ["none", params.bug]
    curves = {bug: memorise(bug, params, part) for bug, part in lab.share(bugs)}
    return {
        "first_loss": curves["none"][0],
        "final_loss_healthy": curves["none"][-1],
        "final_loss_bug": curves[params.bug][-1],
    }, curves


def memorise(bug: str, params: OneBatch, lab: Lab) -> list[float]:
    """Return the loss on the batch before each step and after the last.

    The optimiser is Adam. With plain SGD old gradients that pile up act like momentum, and a
    network without zero_grad may memorise a batch all the same.
    """
    import torch
    from torch.nn.functional import cross_entropy

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 64, 10])
    x, y = data.x[: params.images], data.y[: params.images]
    if bug == "wrong_labels":
        y = y[torch.randperm(len(y))]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5 if bug == "tiny_lr" else 0.01)
    losses: list[float] = []
    for step in range(params.steps + 1):
        if bug == "shuffled_labels":
            y = y[torch.randperm(len(y))]
        outputs = model(x).softmax(dim=1) if bug == "softmax_twice" else model(x)
        loss = cross_entropy(outputs, y)
        losses.append(loss.item())
        lab.report(step / params.steps, f"step {step} · loss {losses[-1]:.3g}")
        if bug != "no_zero_grad":
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def draw(params: OneBatch, metrics: Metrics, curves: dict[str, list[float]], say: Say) -> Pictures:
    import math

    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    panel.axhline(math.log(10), color=plots.FAINT, linewidth=3, linestyle="--")
    for bug, curve in curves.items():
        color = plots.BLUE if bug == "none" else plots.RED
        name = say("버그 없음", "no bug") if bug == "none" else bug
        plots.line(panel, range(len(curve)), curve, color, f"{name}\nloss {curve[-1]:.2g}")
    panel.set(yscale="log", xlim=(0, params.steps), xlabel=say("학습 횟수", "step"), ylabel="loss")
    plots.tag_ends(panel)
    guess = say("점선: 찍을 때의 loss (ln 10 ≈ 2.3)", "dashed: the loss of a guess (ln 10 ≈ 2.3)")
    plots.key(figure, [(guess, plots.FAINT)])
    return {"loss": figure}


DEMO = packaged(OneBatch, measure, draw)
