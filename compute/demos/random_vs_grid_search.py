"""Why AutoML rarely searches a grid: grid and random search over learning rate and width."""

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.lr_width_grid import HELD_OUT
from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

NARROW, WIDE = 16, 64
"""Networks have at least and at most so many hidden units."""


class Search(Params):
    trials: Annotated[int, Field(ge=4, le=36)] = 9
    decades: Annotated[float, Field(ge=1, le=8)] = 5.0
    searches: Annotated[int, Field(ge=5, le=20)] = 20


class Trials(NamedTuple):
    """The learning rates, widths and validation accuracies of searches, (searches, trials)."""

    lrs: "Tensor"
    widths: "Tensor"
    scores: "Tensor"


def measure(params: Search, lab: Lab) -> tuple[Metrics, dict[str, Trials]]:
    """Repeat both searches, each time with another range of rates round the good ones.

    Random search gains where few hyperparameters matter: Bergstra & Bengio, 2012.
    """
    import torch

    torch.manual_seed(lab.seed)
    data = digits(lab.seed)
    side = math.isqrt(params.trials)
    shape = (params.searches, side * side)
    even = torch.linspace(0, 1, side)
    points = {
        "grid": torch.cartesian_prod(even, even).T[:, torch.rand(shape).argsort(dim=1)],
        "random": torch.rand(2, *shape),
    }
    lowest = -2 - params.decades / 2 + 2 * torch.rand(params.searches, 1)
    order = torch.randperm(len(data.x) - len(data.x) // HELD_OUT)
    found = {}
    for name, part in lab.share(list(points)):
        across, up = points[name]
        lrs = 10 ** (lowest + params.decades * across)
        widths = (NARROW * (WIDE / NARROW) ** up).round()
        scores = validated(data, lrs.flatten(), widths.flatten(), order, part).view(shape)
        found[name] = Trials(lrs, widths, scores)
    best = {name: trials.scores.amax(dim=1) for name, trials in found.items()}
    gains = best["random"] - best["grid"]
    return {
        "trials": float(side * side),
        "lrs_grid": float(side),
        "best_grid": float(best["grid"].mean()),
        "best_random": float(best["random"].mean()),
        "gain_error": float(gains.std() / params.searches**0.5),
        "random_wins": float((gains > 0).sum()),
        "grid_wins": float((gains < 0).sum()),
    }, found


def validated(data: Digits, lrs: "Tensor", widths: "Tensor", order: "Tensor", lab: Lab) -> "Tensor":
    """Train a network per learning rate and width, all at once; return validation accuracies.

    All see the images that aren't held out in `order`, and have WIDE hidden units, of which
    those beyond a network's own width are switched off.
    """
    import torch
    from torch.nn.functional import cross_entropy

    held = len(data.x) // HELD_OUT
    outer = widths[:, None, None].sqrt()
    on = (torch.arange(WIDE) < widths[:, None]).float()[:, None]
    w1 = (2 * torch.rand(len(lrs), data.side**2, WIDE) - 1) / data.side
    b1 = (2 * torch.rand(len(lrs), 1, WIDE) - 1) / data.side
    w2 = (2 * torch.rand(len(lrs), WIDE, 10) - 1) / outer
    b2 = (2 * torch.rand(len(lrs), 1, 10) - 1) / outer
    weights = [weight.requires_grad_() for weight in (w1, b1, w2, b2)]

    def outputs(x: "Tensor") -> "Tensor":
        return (x @ w1 + b1).relu() * on @ w2 + b2

    batches = torch.split(order + held, 32) * 2
    for step, rows in enumerate(batches, start=1):
        labels = data.y[rows].expand(len(lrs), -1)
        loss = cross_entropy(outputs(data.x[rows]).flatten(0, 1), labels.flatten())
        slopes = torch.autograd.grad(len(lrs) * loss, weights)
        with torch.no_grad():
            for weight, slope in zip(weights, slopes, strict=True):
                weight -= lrs[:, None, None] * slope
        lab.report(step / len(batches), f"{len(lrs)} networks · step {step}")
    with torch.no_grad():
        return (outputs(data.x[:held]).argmax(dim=2) == data.y[:held]).float().mean(dim=1)


def draw(params: Search, metrics: Metrics, found: dict[str, Trials], say: Say) -> Pictures:
    return {"best": best_so_far(found, say), "trials": first_search(metrics, found, say)}


def best_so_far(found: dict[str, Trials], say: Say) -> "Picture":
    """Show the best accuracy after each trial, the mean of all searches."""
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    texts = {
        "grid": (say("격자", "grid"), plots.RED),
        "random": (say("랜덤", "random"), plots.BLUE),
    }
    for name, (text, color) in texts.items():
        curve = found[name].scores.cummax(dim=1).values.mean(dim=0).tolist()
        label = f"{text}\n" + plots.percent(curve[-1])
        plots.line(panel, range(1, len(curve) + 1), curve, color, label)
    panel.set(ylim=(0, 1), xlabel=say("시험한 설정 수", "settings tried"))
    panel.set_ylabel(say("지금까지 최고 정확도", "best accuracy so far"))
    panel.yaxis.set_major_formatter("{x:.0%}")
    plots.count_along_x(panel)
    plots.tag_ends(panel)
    return figure


def first_search(metrics: Metrics, found: dict[str, Trials], say: Say) -> "Picture":
    """Show where the trials of the first search lie and how well they did."""
    from compute import plots

    count, rates = int(metrics["trials"]), int(metrics["lrs_grid"])
    title = say(
        f"{count}번 시험: 학습률은 {rates}가지 대 {count}가지",
        f"{count} trials: {rates} learning rates against {count}",
    )
    chart, panels = plots.panels(title, 2)
    tried = found["grid"].lrs[0]
    ticks = [NARROW, 2 * NARROW, WIDE]
    span = (float(tried.min()) / 2, float(tried.max()) * 2)
    names = {"grid": say("격자 탐색", "grid search"), "random": say("랜덤 탐색", "random search")}
    for panel, (name, trials) in zip(panels, found.items(), strict=True):
        lrs, widths, scores = (part[0].numpy() for part in trials)
        panel.vlines(lrs, 1, widths, color=plots.FAINT, linewidth=2, alpha=0.6)
        panel.scatter(
            lrs, widths, s=260, c=scores, cmap=plots.RISING, vmin=0, vmax=1, ec=plots.INK, zorder=3
        )
        best = plots.percent(scores.max())
        text = say(f"{names[name]}: 최고 {best}", f"{names[name]}: best {best}")
        panel.set_title(text, fontweight="bold", pad=12)
        panel.set_xlabel(say("학습률", "learning rate"))
        panel.set(xscale="log", yscale="log", xlim=span, ylim=(NARROW / 1.4, WIDE * 1.4))
        panel.set_yticks(ticks, map(str, ticks))
        panel.minorticks_off()
        panel.grid(visible=False)
    panels[0].set_ylabel(say("은닉 유닛 수", "hidden units"))
    words = say("진할수록 정확도가 높아요", "the darker, the more accurate")
    plots.key(chart, [(words, plots.BLUE)])
    return chart


DEMO = packaged(Search, measure, draw)
