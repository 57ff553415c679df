"""How attention learns to copy: networks of one and two layers read strings that repeat.

An induction head finds what came after the letter at hand last time. It needs a head in an earlier
layer that tells each letter which one stands before it (Elhage et al. 2021; Olsson et al. 2022).
"""

import math
from string import ascii_uppercase
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import spread

if TYPE_CHECKING:
    from torch import Tensor

LENGTH, WIDTH, RUNS, BATCH = 20, 48, 3, 16
CHANCE = math.log(26)
PERIODS = {"varied": (5, 10), "fixed": (7, 7)}
EVERY = 5
"""A point of a curve is the mean loss of so many steps."""


class Copying(Params):
    layers: Annotated[
        tuple[Annotated[int, Field(ge=1, le=3)], ...], Field(min_length=1, max_length=3)
    ] = (1, 2)
    distance: Literal["varied", "fixed"] = "varied"
    steps: Annotated[int, Field(ge=20, le=1000)] = 250


class Learned(NamedTuple):
    """The loss on repeated letters (RUNS, points), a string of letters and the attention in it.

    The string has a period of 7; the patterns (layers, LENGTH, LENGTH) are those of one network.
    """

    curves: "Tensor"
    letters: "Tensor"
    patterns: "Tensor"


def measure(params: Copying, lab: Lab) -> tuple[Metrics, dict[int, Learned]]:
    """Train RUNS networks of each depth side by side, and test them on new strings."""
    import torch

    metrics: Metrics = {"chance": CHANCE, "runs": float(RUNS)}
    learned = {}
    for layers, part in lab.share(sorted(params.layers)):
        torch.manual_seed(lab.seed)
        weights = initial(layers)
        curves = train(weights, params, part)
        letters, repeats = strings(200, *PERIODS[params.distance])
        example, _ = strings(1, *PERIODS["fixed"])
        with torch.no_grad():
            loss, patterns = torch.vmap(read)(weights, letters)
            _, shown = torch.vmap(read)(weights, example)
        ends = [float(one[where].mean()) for one, where in zip(loss, repeats, strict=True)]
        before = patterns[:, 0].diagonal(-1, -2, -1)[~repeats[..., 1:]]
        after = (patterns[:, -1] * followers(letters)).sum(dim=-1)[repeats]
        metrics |= spread(f"loss_{layers}", ends) | {
            f"drop_{layers}": float(max(map(drop, curves.tolist()))),
            f"before_{layers}": float(before.mean()),
            f"after_{layers}": float(after.mean()),
        }
        learned[layers] = Learned(curves, example[0, 0], shown[0, :, 0])
    return metrics, learned


def initial(layers: int) -> "dict[str, Tensor]":
    """Return the weights of RUNS networks, which have one head in each layer and no MLP."""
    import torch

    shapes: dict[str, Any] = {
        "letters": (0.3, 26, WIDTH), "places": (0.3, LENGTH, WIDTH), "output": (0.08, WIDTH, 26),
        **dict.fromkeys(("queries", "keys", "values"), (0.08, layers, WIDTH, WIDTH)),
    }  # fmt: skip
    return {
        name: (size * torch.randn(RUNS, *shape)).requires_grad_()
        for name, (size, *shape) in shapes.items()
    }


def strings(count: int, shortest: int, longest: int) -> "tuple[Tensor, Tensor]":
    """Return letters (RUNS, count, LENGTH + 1) that repeat, and after which the next is known.

    The period of each string is drawn; no letter comes twice in one.
    """
    import torch

    periods = torch.randint(shortest, longest + 1, (RUNS, count, 1))
    shuffled = torch.rand(RUNS, count, 26).argsort(dim=-1)
    letters = shuffled.gather(-1, torch.arange(LENGTH + 1) % periods)
    return letters, torch.arange(LENGTH) >= periods


def read(weights: "dict[str, Tensor]", letters: "Tensor") -> "tuple[Tensor, Tensor]":
    """Return one network's loss at each place of some strings, and its attention.

    Takes letters (count, LENGTH + 1); gives (count, LENGTH) and (layers, count, LENGTH, LENGTH).
    """
    import torch

    x = weights["letters"][letters[:, :-1]] + weights["places"]
    future = torch.ones(LENGTH, LENGTH, dtype=torch.bool).triu(1)
    patterns = []
    for layer in range(len(weights["keys"])):
        queries, keys, values = (x @ weights[name][layer] for name in ("queries", "keys", "values"))
        scores = (queries @ keys.mT / WIDTH**0.5).masked_fill(future, -torch.inf)
        patterns.append(scores.softmax(dim=-1))
        x = x + patterns[-1] @ values
    logits = (x @ weights["output"]).mT
    loss = torch.nn.functional.cross_entropy(logits, letters[:, 1:], reduction="none")
    return loss, torch.stack(patterns)


def train(weights: "dict[str, Tensor]", params: Copying, lab: Lab) -> "Tensor":
    """Train all networks at once, each on strings of its own; return their losses."""
    import torch

    optimizer = torch.optim.Adam(weights.values(), lr=0.01)
    losses = []
    for step in range(1, params.steps + 1):
        letters, repeats = strings(BATCH, *PERIODS[params.distance])
        loss, _ = torch.vmap(read)(weights, letters)
        optimizer.zero_grad()
        loss.mean(dim=(1, 2)).sum().backward()
        optimizer.step()
        losses.append((loss.detach() * repeats).sum(dim=(1, 2)) / repeats.sum(dim=(1, 2)))
        lab.report(step / params.steps, f"loss {float(losses[-1].mean()):.2f}")
    return torch.nn.functional.avg_pool1d(torch.stack(losses, dim=1), EVERY)


def followers(letters: "Tensor") -> "Tensor":
    """Tell for each place of a string which places before it come right after the same letter."""
    from torch.nn.functional import pad

    same = letters[..., 1:-1, None] == letters[..., None, :-2]
    return pad(same.tril(), (1, 0, 1, 0))


def drop(curve: list[float]) -> int:
    """Return in how many steps a loss fell from 3/4 to 1/4 of guessing; 0 if it never did."""
    left, arrived = ([loss < part * CHANCE for loss in curve] for part in (0.75, 0.25))
    return EVERY * (arrived.index(True) - left.index(True)) if any(arrived) else 0


def draw(params: Copying, metrics: Metrics, learned: dict[int, Learned], say: Say) -> Pictures:
    from torch.nn.functional import pad

    from compute import plots

    figure, (top, below) = plots.panels(say.headline, 2, share=False)
    chance = say("찍기", "guessing")
    top.axhline(CHANCE, color=plots.FAINT, linestyle=":", linewidth=2.5, label=chance)
    for (layers, found), color in zip(learned.items(), plots.COLORS, strict=False):
        steps = range(EVERY, params.steps + 1, EVERY)
        name = say(f"{layers}층", f"depth {layers}")
        plots.band(top, steps, found.curves.numpy(), color, name)
    top.set(ylim=(0, 4), xlabel=say("학습 횟수", "training step"))
    top.set_ylabel(say("되풀이되는 글자의 loss", "loss on repeated letters"))
    plots.tag_ends(top)

    depth = max(learned)
    _, letters, patterns = learned[depth]
    names = [ascii_uppercase[letter] for letter in letters[:14]]
    shown = sorted({1, depth})
    maps = pad(patterns[[layer - 1 for layer in shown], :14, :14], (0, 1))
    below.imshow(maps.transpose(0, 1).flatten(1).numpy(), cmap=plots.RISING, vmin=0, vmax=1)
    down, across = followers(letters)[:14, :14].numpy().nonzero()
    for left, layer in enumerate(shown):
        below.plot(15 * left + across, down, "s", mfc="none", mec=plots.ORANGE, mew=2.5, ms=11)
        text = say(f"{layer}층의\n어텐션", f"attention\nof layer {layer}")
        below.text(15 * left + 10, 2.5, text, fontsize=16, ha="center", va="center")
    below.set_xticks(range(15 * len(shown)), [*names, ""] * len(shown))
    below.set_yticks(range(14), names)
    below.grid(visible=False)
    words = say("□ 지난번에 그 글자를 뒤따른 글자", "□ what followed this letter last time")
    below.set_xlabel(words, color=plots.ORANGE, fontweight="bold")
    return {"induction": figure}


DEMO = packaged(Copying, measure, draw)
