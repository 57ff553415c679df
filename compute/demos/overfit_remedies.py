"""What helps against overfitting: few images, some labelled wrongly, and a remedy at a time."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from torch import Tensor

    from compute.plots import Picture

Remedy = Literal["none", "l2", "dropout", "augmentation", "early-stop"]

EPOCHS = 60
VALIDATION = 200
"""So many other images, whose labels are right, say when to stop early."""


NAMES = {
    "none": ("대책 없음", "no remedy"),
    "l2": ("L2 규제", "L2 penalty"),
    "dropout": ("드롭아웃", "dropout"),
    "augmentation": ("데이터 증강", "augmentation"),
    "early-stop": ("조기 종료", "early stop"),
}


class Remedies(Params):
    n: Annotated[int, Title("학습 이미지 수", "training images"), Field(ge=50, le=600)] = 150
    wrong: Annotated[
        float, Title("틀린 라벨 비율", "share of wrong labels"), Field(ge=0, le=0.5)
    ] = 0.15
    remedies: Annotated[
        tuple[Remedy, ...], Title("대책들", "remedies"), Field(min_length=1, max_length=5)
    ] = ("none", "l2", "dropout", "augmentation", "early-stop")


class Course(NamedTuple):
    """The losses after each epoch, up to the last one whose weights are kept."""

    train: list[float]
    test: list[float]


def measure(params: Remedies, lab: Lab) -> tuple[Metrics, dict[str, Course]]:
    """Train the same network with each remedy on the same images."""
    metrics: Metrics = {}
    courses: dict[str, Course] = {}
    for remedy, part in lab.share(params.remedies):
        course, correct = learn(remedy, params.n, params.wrong, part)
        courses[remedy] = course
        metrics |= {
            f"train_loss_{remedy}": course.train[-1],
            f"test_loss_{remedy}": course.test[-1],
            f"best_test_loss_{remedy}": min(course.test),
            f"test_accuracy_{remedy}": correct,
            f"epochs_{remedy}": float(len(course.test)),
        }
    return metrics, courses


def learn(remedy: str, n: int, wrong: float, lab: Lab) -> tuple[Course, float]:
    """Return the losses with a remedy and the test accuracy at their end."""
    import torch
    from torch import nn

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    labels = mislabelled(data.y[:n], wrong)
    checked = slice(n, n + VALIDATION)
    model = nn.Sequential(
        nn.Linear(data.side**2, 128),
        nn.ReLU(),
        nn.Dropout(0.5 if remedy == "dropout" else 0.0),
        nn.Linear(128, 10),
    )
    if remedy == "augmentation":
        model.register_forward_pre_hook(
            lambda model, given: jiggled(given[0], data.side) if model.training else None
        )
    sets = (data.x[:n], labels), (data.test_x, data.test_y), (data.x[checked], data.y[checked])
    losses: list[list[float]] = []
    correct: list[float] = []

    def judge(epoch: int) -> None:
        correct.append(accuracy(model, data.test_x, data.test_y))
        with torch.no_grad():
            losses.append([float(nn.functional.cross_entropy(model(x), y)) for x, y in sets])

    options: dict[str, Any] = {"weight_decay": 1.0 if remedy == "l2" else 0.0}
    train(model, *sets[0], lab, epochs=EPOCHS, lr=0.01, batch=50, optimizer="AdamW", after=judge,
          **options)  # fmt: skip
    on_train, on_test, on_validation = ([row[place] for row in losses] for place in range(3))
    kept = on_validation.index(min(on_validation)) + 1 if remedy == "early-stop" else EPOCHS
    return Course(on_train[:kept], on_test[:kept]), correct[kept - 1]


def mislabelled(labels: "Tensor", share: float) -> "Tensor":
    """Return the labels with a random share of them replaced by other digits."""
    import torch

    errors = torch.rand(len(labels)) < share
    return (labels + errors * torch.randint(1, 10, (len(labels),))) % 10


def jiggled(images: "Tensor", side: int) -> "Tensor":
    """Turn each image by up to 14° and move it by up to 7.5% of its side."""
    import torch
    from torch.nn.functional import affine_grid, grid_sample

    turn = (torch.rand(len(images)) - 0.5) * 0.5
    across, down = (torch.rand(2, len(images)) - 0.5) * 0.3
    rows = [turn.cos(), -turn.sin(), across], [turn.sin(), turn.cos(), down]
    moves = torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)
    square = images.view(-1, 1, side, side)
    grid = affine_grid(moves, list(square.shape), align_corners=False)
    return grid_sample(square, grid, align_corners=False).flatten(1)


def draw(
    params: Remedies, metrics: Metrics, courses: dict[str, Course], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    colors = {
        "none": plots.RED,
        "l2": plots.PURPLE,
        "dropout": plots.BLUE,
        "augmentation": plots.GREEN,
        "early-stop": plots.ORANGE,
    }
    figure, (left, right) = plots.panels(headline(courses, say), 2, share=False)
    first, course = next(iter(courses.items()))
    left.set_title(say(*NAMES[first]), fontweight="bold")
    left.set(xlim=(0, EPOCHS), ylim=(0, 1.25 * course.test[-1]))
    left.set(xlabel=say("에폭", "epoch"), ylabel="loss")
    for values, color in ((course.test, plots.RED), (course.train, plots.INK)):
        left.plot(range(1, len(values) + 1), values, color=color, linewidth=3.5)
    last, middle = len(course.test) - 1, len(course.train) // 2
    label(left, course.test, last, say("테스트", "test"), plots.RED, (0, 14))
    label(left, course.train, middle, say("학습", "training"), plots.INK, (70, 8))
    if first == "none" and "early-stop" in courses:
        stop = len(courses["early-stop"].test)
        left.plot(stop, course.test[stop - 1], "o", color=colors["early-stop"], ms=13, zorder=4)
        text = say("조기 종료", "stop here")
        label(left, course.test, stop - 1, text, colors["early-stop"], (82, 44))
    final = [course.test[-1] for course in courses.values()]
    plots.bars(
        right,
        [say(*NAMES[remedy]) for remedy in courses],
        final,
        [colors[remedy] for remedy in courses],
        [f"{loss:.2f}" for loss in final],
    )
    right.set(xlim=(0, 1.3 * max(final)), ylim=(max(len(final), 4) - 0.5, -0.5))
    right.set_xlabel(say("마지막 테스트 loss", "final test loss"))
    return {"remedies": figure}


def label(
    axes: "Axes", curve: list[float], at: int, text: str, color: str, shift: tuple[int, int]
) -> None:
    """Name a curve at one of its epochs, shifted by points."""
    axes.annotate(
        text,
        (at + 1, curve[at]),
        xytext=shift,
        textcoords="offset points",
        color=color,
        fontsize=15,
        fontweight="bold",
        ha="right",
    )


def headline(courses: dict[str, Course], say: Say) -> str:
    final = {remedy: course.test[-1] for remedy, course in courses.items()}
    if len(final) > 2 and max(final, key=lambda remedy: final[remedy]) == "none":
        return say("대책마다 테스트 loss를 낮춰요", "Every remedy lowers the test loss")
    first = next(iter(courses.values()))
    if len(final) == 1 and first.test[-1] > 1.1 * min(first.test):
        return say(
            "학습 loss는 줄고 테스트 loss는 올라가요", "Training loss falls, test loss climbs"
        )
    best = min(final, key=lambda remedy: final[remedy])
    ko, en = NAMES[best]
    return say(f"테스트 loss가 가장 작은 것: {ko}", f"Lowest test loss: {en}")


def caption(params: Remedies, metrics: Metrics) -> Bilingual:
    """Say what was trained, how overfitting showed, and where each remedy ended."""
    share = f"{params.wrong:.0%}"
    final = [(*NAMES[one], f"{metrics[f'test_loss_{one}']:.2f}") for one in params.remedies]
    ko = (
        f"손글씨 숫자 {params.n}장(틀린 라벨 {share})으로 같은 신경망을"
        f" {EPOCHS}에폭까지 학습했어요."
    )
    en = (
        f"The same network was trained on {params.n} images of digits ({share} labelled wrongly)"
        f" for up to {EPOCHS} epochs."
    )
    if "none" in params.remedies and metrics["test_loss_none"] > metrics["best_test_loss_none"]:
        train, low, end = (
            f"{metrics[f'{name}_none']:.2f}"
            for name in ("train_loss", "best_test_loss", "test_loss")
        )
        ko += (
            f" 대책이 없으면 학습 loss가 {train}까지 줄어드는 동안 테스트 loss는 {low}에서"
            f" {josa(end, '으로', '로')} 올라가는데, 이것이 과적합의 신호예요."
        )
        en += (
            f" Without a remedy the training loss falls to {train} while the test loss climbs from"
            f" {low} to {end}: the sign of overfitting."
        )
    ko_final, en_final = (
        ", ".join(f"{names[language]} {loss}" for *names, loss in final) for language in (0, 1)
    )
    ko += f" 마지막 테스트 loss는 {josa(ko_final, '이에요', '예요')}."
    en += f" The final test loss is: {en_final}."
    if "early-stop" in params.remedies:
        epochs = metrics["epochs_early-stop"]
        ko += f" 조기 종료는 검증 loss가 가장 작던 {epochs:g}에폭의 가중치를 써요."
        en += f" Early stopping kept the weights of epoch {epochs:g}, best on validation images."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="overfit-remedies",
    topic=Topic.GENERALIZATION,
    title=Bilingual(ko="과적합에 듣는 대책", en="Remedies for overfitting"),
    params=Remedies,
    presets=(
        Preset(
            name="no-remedy",
            works=False,
            params={"remedies": "none", "wrong": 0.3},
            look=Bilingual(
                ko="검은 학습 loss가 바닥으로 가는 동안 빨간 테스트 loss는 계속 올라가요.",
                en="While the black training loss goes to the floor, the red test loss keeps"
                " climbing.",
            ),
        ),
        Preset(
            name="more-data",
            works=True,
            params={"n": 600, "wrong": 0, "remedies": "none,augmentation"},
            look=Bilingual(
                ko="데이터가 네 배이고 라벨이 모두 맞으면 대책이 없어도 테스트 loss가 훨씬 낮아요.",
                en="With four times the data, all labelled right, the test loss is far lower even"
                " without a remedy.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
