"""Why AutoML rarely searches a grid: grid and random search over learning rate and width."""

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.lr_width_grid import HELD_OUT
from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from torch import Tensor

    from compute.plots import Picture

NARROW, WIDE = 16, 64
"""Networks have at least and at most so many hidden units."""

TIE = 0.02
"""Accuracies closer than this count as equal."""


class Search(Params):
    trials: Annotated[int, Title("시험 횟수", "trials"), Field(ge=4, le=36)] = 9
    decades: Annotated[
        float,
        Title("학습률 범위 (10의 거듭제곱)", "range of rates (powers of 10)"),
        Field(ge=1, le=8),
    ] = 5.0
    searches: Annotated[int, Title("탐색 반복 수", "searches of each kind"), Field(ge=1, le=20)] = (
        20
    )


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
    found = {}
    for name, part in lab.share(list(points)):
        across, up = points[name]
        lrs = 10 ** (lowest + params.decades * across)
        widths = (NARROW * (WIDE / NARROW) ** up).round()
        scores = validated(data, lrs.flatten(), widths.flatten(), part).view(shape)
        found[name] = Trials(lrs, widths, scores)
    best = {name: trials.scores.amax(dim=1) for name, trials in found.items()}
    return {
        "trials": float(side * side),
        "lrs_grid": float(side),
        "best_grid": float(best["grid"].mean()),
        "best_random": float(best["random"].mean()),
        "random_wins": float((best["random"] > best["grid"]).sum()),
        "grid_wins": float((best["random"] < best["grid"]).sum()),
    }, found


def validated(data: Digits, lrs: "Tensor", widths: "Tensor", lab: Lab) -> "Tensor":
    """Train a network per learning rate and width, all at once; return validation accuracies.

    All have WIDE hidden units, of which those beyond a network's own width are switched off.
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

    batches = torch.split(torch.randperm(len(data.x) - held) + held, 32) * 2
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


def draw(
    params: Search, metrics: Metrics, found: dict[str, Trials], say: Say
) -> "dict[str, Picture]":
    return {
        "trials": first_search(metrics, found, say),
        "best": best_so_far(metrics, found, say),
    }


def first_search(metrics: Metrics, found: dict[str, Trials], say: Say) -> "Picture":
    """Show where the trials of the first search lie and how well they did."""
    from compute import plots

    trials, rates = int(metrics["trials"]), int(metrics["lrs_grid"])
    title = say(
        f"{trials}번 시험: 학습률은 {rates}가지 대 {trials}가지",
        f"{trials} trials: {rates} learning rates against {trials}",
    )
    figure, panels = plots.panels(title, 2)
    tried = found["grid"].lrs[0]
    span = (float(tried.min()) / 2, float(tried.max()) * 2)
    names = {"grid": say("격자 탐색", "grid search"), "random": say("랜덤 탐색", "random search")}
    for panel, (name, (lrs, widths, scores)) in zip(panels, found.items(), strict=True):
        scatter(panel, lrs[0].tolist(), widths[0].tolist(), scores[0].tolist())
        best = f"{float(scores[0].max()):.0%}"
        text = say(f"{names[name]}: 최고 {best}", f"{names[name]}: best {best}")
        panel.set_title(text, fontweight="bold", pad=12)
        panel.set_xlabel(say("학습률", "learning rate"))
        panel.set_xlim(*span)
    panels[0].set_ylabel(say("은닉 유닛 수", "hidden units"))
    plots.key(
        figure, [(say("진할수록 정확도가 높아요", "the darker, the more accurate"), plots.BLUE)]
    )
    return figure


def scatter(panel: "Axes", lrs: list[float], widths: list[float], scores: list[float]) -> None:
    """Draw trials as dots, each with a line down to its learning rate."""
    from compute import plots

    panel.vlines(lrs, 1, widths, color=plots.FAINT, linewidth=2, alpha=0.6)
    panel.scatter(
        lrs,
        widths,
        c=scores,
        s=260,
        cmap=plots.RISING,
        vmin=0,
        vmax=1,
        edgecolors=plots.INK,
        zorder=3,
    )
    panel.set(xscale="log", yscale="log", ylim=(NARROW / 1.4, WIDE * 1.4))
    panel.set_yticks([NARROW, 2 * NARROW, WIDE], [f"{NARROW}", f"{2 * NARROW}", f"{WIDE}"])
    panel.minorticks_off()
    panel.grid(visible=False)


def best_so_far(metrics: Metrics, found: dict[str, Trials], say: Say) -> "Picture":
    """Show the best accuracy after each trial, the mean of all searches."""
    from compute import plots

    gain = metrics["best_random"] - metrics["best_grid"]
    title = (
        say("랜덤 탐색이 더 좋은 설정을 찾아요", "Random search finds better settings")
        if gain > TIE
        else say("이 범위에서는 격자 탐색이 나았어요", "In this range the grid did better")
        if gain < -TIE
        else say("이번에는 둘이 비슷했어요", "This time both did about as well")
    )
    figure, (panel,) = plots.panels(title)
    texts = {
        "grid": (say("격자", "grid"), plots.RED),
        "random": (say("랜덤", "random"), plots.BLUE),
    }
    tags = []
    for name, (text, color) in texts.items():
        curve = found[name].scores.cummax(dim=1).values.mean(dim=0).tolist()
        plots.line(panel, range(1, len(curve) + 1), curve, color)
        tags.append((curve[-1], f"{text}\n{curve[-1]:.0%}", color))
    panel.set(
        xlabel=say("시험한 설정 수", "settings tried"),
        ylabel=say("지금까지 최고 정확도", "best accuracy so far"),
        ylim=(0, 1),
    )
    panel.yaxis.set_major_formatter("{x:.0%}")
    plots.count_along_x(panel)
    plots.tag_ends(panel, tags)
    return figure


def caption(params: Search, metrics: Metrics) -> Bilingual:
    """Say what was searched, how well both did on average, and why."""
    trials, rates = f"{metrics['trials']:.0f}", f"{metrics['lrs_grid']:.0f}"
    grid, random = (f"{metrics[f'best_{name}']:.0%}" for name in ("grid", "random"))
    wins = f"{metrics['random_wins']:.0f}"
    ko_why, en_why = (
        (
            "정확도는 주로 학습률이 좌우하므로 서로 다른 학습률을 더 많이 본 쪽이 유리해요",
            "Accuracy depends mostly on the learning rate, so it pays to see more of them",
        )
        if metrics["best_random"] > metrics["best_grid"] + TIE
        else (
            "격자가 좋은 학습률을 놓칠 만큼 성기지 않으면 랜덤 탐색이 더 낫지는 않아요",
            "Where the grid is too fine to miss the good rates, random search gains nothing",
        )
    )
    return Bilingual(
        ko=f"학습률과 은닉 유닛 수를 바꿔 가며 숫자 이미지로 신경망을 {trials}번씩 학습해 가장 좋은"
        f" 설정을 찾았어요. 학습률 범위를 옮겨 가며 {params.searches}번 되풀이한 평균 최고 정확도는"
        f" 격자 {grid}, 랜덤 {random}이고, 랜덤이 이긴 것은 {wins}번이에요. 같은 {trials}번이라도"
        f" 격자는 학습률을 {rates}가지만 보고 랜덤은 매번 다른 값을 봐요. {ko_why}.",
        en=f"Grid and random search each trained {trials} networks on digits to find the best"
        f" learning rate and width, {params.searches} times over with a shifted range of rates."
        f" The best accuracy is {grid} by grid and {random} by random search on average; random won"
        f" {wins} times. The grid sees {rates} learning rates, random search a new one at every"
        f" trial. {en_why}.",
    )


DEMO = Demo(
    name="random-vs-grid-search",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="격자 탐색과 랜덤 탐색", en="Grid and random search"),
    params=Search,
    presets=(
        Preset(
            name="narrow-range",
            works=False,
            params={"trials": 16, "decades": 2.0},
            look=Bilingual(
                ko="범위를 이미 잘 알면 격자도 놓치는 것이 없어서 랜덤 탐색의 이점이 사라져요.",
                en="In a range known to be good the grid misses nothing, so random gains nothing.",
            ),
        ),
        Preset(
            name="wide-range",
            works=True,
            params={"trials": 16, "decades": 7.0},
            look=Bilingual(
                ko="격자의 점은 몇 개의 세로줄에 몰려 있어요. 줄 사이의 좋은 학습률은 못 봐요.",
                en="The grid's dots share a few columns: it never sees the good rates in between.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
