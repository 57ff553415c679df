"""How optimisers differ: SGD, momentum, RMSprop and Adam in a ravine and on digits."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from compute.plots import Picture

Optimizer = Literal["sgd", "momentum", "rmsprop", "adam"]

OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}
OPTIONS: dict[str, dict[str, Any]] = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "rmsprop": {"alpha": 0.9},
    "adam": {},
}
GENTLE, STEEP = 1.0, 140.0
"""The curvatures along and across the ravine."""
START = (-1.0, 0.3)
STEPS = 100
CEILING = 10.0
"""A loss beyond this, or that is no number any more, counts as diverged."""
NAMES = {"sgd": "SGD", "momentum": "Momentum", "rmsprop": "RMSprop", "adam": "Adam"}


class Race(Params):
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.0005, le=0.5)] = 0.01
    optimizers: Annotated[
        tuple[Optimizer, ...], Title("옵티마이저", "optimisers"), Field(min_length=1, max_length=4)
    ] = ("sgd", "momentum", "rmsprop", "adam")
    epochs: Annotated[int, Title("epoch 수", "epochs"), Field(ge=1, le=30)] = 10


class Run(NamedTuple):
    """Where an optimiser went in the ravine, and its loss on digits after each epoch."""

    path: list[tuple[float, float]]
    losses: list[float]


def measure(params: Race, lab: Lab) -> tuple[Metrics, dict[str, Run]]:
    """Let all optimisers start from the same points with the same learning rate."""
    import torch

    data = digits()
    metrics: Metrics = {}
    runs: dict[str, Run] = {}
    for name, part in lab.share(params.optimizers):
        path = cross_ravine(name, params.lr)
        torch.manual_seed(lab.seed)
        model = mlp([data.side**2, 32, 10])
        kind, options = OPTIMIZERS[name], OPTIONS[name]
        curve = train(
            model, data.x, data.y, part,
            epochs=params.epochs, lr=params.lr, optimizer=kind, **options,
        )  # fmt: skip
        losses = [min(CEILING, loss) for loss in curve]
        metrics |= {f"ravine_{name}": height(*path[-1]), f"loss_{name}": losses[-1]}
        runs[name] = Run(path, losses)
    return metrics, runs


def cross_ravine(name: str, lr: float) -> list[tuple[float, float]]:
    """Return the points that an optimiser visits in the ravine, until it leaves it if it does."""
    import torch

    place = torch.tensor(START, requires_grad=True)
    stepper = getattr(torch.optim, OPTIMIZERS[name])([place], lr=lr, **OPTIONS[name])
    curvatures = torch.tensor([GENTLE, STEEP])
    path = [START]
    while len(path) <= STEPS and height(*path[-1]) < CEILING:
        stepper.zero_grad()
        torch.autograd.backward((curvatures * place**2).sum() / 2)
        stepper.step()
        path.append((place[0].item(), place[1].item()))
    return path


def height(x: float, y: float) -> float:
    return min(CEILING, (GENTLE * x * x + STEEP * y * y) / 2)


def draw(params: Race, metrics: Metrics, runs: dict[str, Run], say: Say) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    title = headline(params, metrics, say)
    figure, (ravine, digit) = plots.panels(title, 2, share=False, widths=(1.2, 1))
    colors = dict(zip(NAMES, (plots.RED, plots.ORANGE, plots.PURPLE, plots.BLUE), strict=True))
    contours(ravine)
    ravine.set_title(say("골짜기에서 간 길", "paths in a ravine"), fontweight="bold")
    digit.set_title(say("손글씨 숫자의 loss", "loss on digits"), fontweight="bold")
    digit.set(xlabel="epoch", xlim=(1, max(params.epochs, 2)))
    highest = max(loss for run in runs.values() for loss in run.losses)
    digit.set_ylim(0, 1.1 * highest)
    plots.count_along_x(digit)
    plots.tag_ends(
        digit, [(run.losses[-1], NAMES[name], colors[name]) for name, run in runs.items()]
    )
    paths = {name: ravine.plot([], [], color=colors[name], linewidth=2.5)[0] for name in runs}
    heads = {
        name: ravine.plot([], [], "o", color=colors[name], ms=13, mec=plots.PAPER, zorder=5)[0]
        for name in runs
    }
    curves = {
        name: digit.plot([], [], "o-", color=colors[name], linewidth=3.5, markersize=5)[0]
        for name in runs
    }
    times = np.linspace(0, 1, 26)

    def frame(index: int) -> None:
        for name, run in runs.items():
            walked = list(zip(*run.path[: round(STEPS * times[index]) + 1], strict=True))
            paths[name].set_data(*walked)
            heads[name].set_data(*(axis[-1:] for axis in walked))
            epochs = round(params.epochs * times[index])
            curves[name].set_data(range(1, epochs + 1), run.losses[:epochs])

    return {"race": plots.Motion(figure, frame, len(times), ms=150)}


def contours(panel: "Axes") -> None:
    import numpy as np

    from compute import plots

    x, y = np.meshgrid(np.linspace(-1.15, 0.35, 61), np.linspace(-0.5, 0.5, 61))
    levels = np.array([0.01, 0.1, 0.4, 1, 2, 4, 8, 14, 22])
    panel.contour(
        x, y, (GENTLE * x**2 + STEEP * y**2) / 2, levels, colors=[plots.FAINT], linewidths=1.2
    )
    panel.plot(0, 0, "*", color=plots.INK, ms=24, mec=plots.PAPER, zorder=6)
    panel.set(xlim=(-1.15, 0.35), ylim=(-0.5, 0.5))
    plots.bare(panel)


def headline(params: Race, metrics: Metrics, say: Say) -> str:
    best = min(params.optimizers, key=lambda name: metrics[f"loss_{name}"])
    rate = f"{params.lr:g}"
    if metrics[f"loss_{best}"] > 1.5:
        return say(f"lr {rate}: 아직 아무도 못 배웠어요", f"lr {rate}: none has learned yet")
    return say(
        f"같은 lr {rate}: {NAMES[best]}의 loss가 가장 낮아요",
        f"Same lr {rate}: {NAMES[best]} has the lowest loss",
    )


def caption(params: Race, metrics: Metrics) -> Bilingual:
    """Say where everyone's loss ended, who left the ravine, and what they do differently."""
    losses = ", ".join(f"{NAMES[n]} {metrics[f'loss_{n}']:.2g}" for n in params.optimizers)
    out = ", ".join(NAMES[n] for n in params.optimizers if metrics[f"ravine_{n}"] == CEILING)
    ko_out = f" 왼쪽에서 골짜기 밖으로 튀어 나간 것도 있어요({out})." if out else ""
    en_out = f" Thrown out of the ravine on the left: {out}." if out else ""
    return Bilingual(
        ko=f"모두 같은 곳에서 같은 학습률 {params.lr:g}로 출발해 손글씨 숫자를 {params.epochs}"
        f" epoch 배웠고, 마지막 loss는 {josa(losses, '이에요', '예요')}.{ko_out} SGD는 모든 방향에"
        " 같은 학습률을 써서 가파른 쪽에서는 출렁이고 완만한 쪽에서는 느려요. 모멘텀은 지난 방향을"
        " 더하고, RMSprop은 최근 기울기의 크기로 나누고, Adam은 둘을 합쳐요. 학습률을 저마다 맞춰"
        " 주면 순위는 달라질 수 있어요.",
        en=f"All started from the same point with one learning rate, {params.lr:g}, and learned"
        f" digits for {some(params.epochs, 'epoch')}; the loss ended at {losses}.{en_out}"
        " SGD uses one rate in every direction, so it bounces where it is steep and crawls where it"
        " is gentle. Momentum adds up past directions, RMSprop divides by the recent size of the"
        " gradient, Adam does both. With a rate tuned for each, the order may change.",
    )


DEMO = Demo(
    name="optimizer-race",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="옵티마이저 경주", en="Optimiser race"),
    params=Race,
    presets=(
        Preset(
            name="too-large",
            works=False,
            params={"lr": 0.1},
            look=Bilingual(
                ko="왼쪽을 보세요. SGD와 모멘텀은 가파른 벽에서 튕겨 나가고, 기울기 크기로 나누는"
                " RMSprop과 Adam은 골짜기에 남아요.",
                en="Look at the left: SGD and momentum bounce out of the ravine, while RMSprop and"
                " Adam, which divide by the size of the gradient, stay in it.",
            ),
        ),
        Preset(
            name="small",
            works=True,
            params={"lr": 0.003, "epochs": 20},
            look=Bilingual(
                ko="학습률이 작으면 SGD는 거의 못 가요. RMSprop과 Adam의 보폭은 기울기 크기에 덜"
                " 매여 있어서 그래도 배워요.",
                en="With a small rate SGD gets almost nowhere; the steps of RMSprop and Adam"
                " hardly depend on the size of the gradient, so they still learn.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
