"""What helps against overfitting: few images, some labelled wrongly, and a remedy at a time."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, get_args

from pydantic import Field

from compute.demos.synthetic_hangul import warped
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import train

if TYPE_CHECKING:
    from torch import Tensor

Remedy = Literal["none", "l2", "dropout", "augmentation", "early-stop"]

EPOCHS = 60
VALIDATION = 200
"""So many other images, whose labels are right, say when to stop early."""


class Remedies(Params):
    n: Annotated[int, Field(ge=50, le=600)] = 150
    wrong: Annotated[float, Field(ge=0, le=0.5)] = 0.15
    remedies: Annotated[tuple[Remedy, ...], Field(min_length=1, max_length=5)] = get_args(Remedy)


class Course(NamedTuple):
    """The losses after each epoch, up to the last one whose weights are kept."""

    train: list[float]
    test: list[float]


def measure(params: Remedies, lab: Lab) -> tuple[Metrics, dict[str, Course]]:
    """Train the same network with each remedy on the same images."""
    metrics: Metrics = {}
    courses: dict[str, Course] = {}
    for remedy, part in lab.share(params.remedies):
        course = courses[remedy] = learn(remedy, params.n, params.wrong, part)
        metrics |= {
            f"train_loss_{remedy}": course.train[-1],
            f"test_loss_{remedy}": course.test[-1],
            f"best_test_loss_{remedy}": min(course.test),
            f"epochs_{remedy}": float(len(course.test)),
        }
    return metrics, courses


def learn(remedy: str, n: int, wrong: float, lab: Lab) -> Course:
    """Train on n images with a remedy."""
    import torch
    from torch import nn

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    x, y = data.x[:n], mislabelled(data.y[:n], wrong)
    others = slice(n, n + VALIDATION)
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
    losses: list[list[float]] = []

    def judge(epoch: int) -> None:
        model.eval()
        tests = (x, y), (data.test_x, data.test_y), (data.x[others], data.y[others])
        with torch.no_grad():
            losses.append([float(nn.functional.cross_entropy(model(x), y)) for x, y in tests])

    decay = 1.0 if remedy == "l2" else 0.0
    train(model, x, y, lab, epochs=EPOCHS, lr=0.01, batch=50, optimizer="AdamW", after=judge,
          weight_decay=decay)  # fmt: skip
    on_train, on_test, on_validation = map(list, zip(*losses, strict=True))
    kept = EPOCHS
    if remedy == "early-stop":
        kept = on_validation.index(min(on_validation)) + 1
    return Course(on_train[:kept], on_test[:kept])


def mislabelled(labels: "Tensor", share: float) -> "Tensor":
    """Return the labels with exactly a share of them, at random, replaced by other digits."""
    import torch

    errors = torch.rand(len(labels)).argsort() < round(share * len(labels))
    return (labels + errors * torch.randint(1, 10, (len(labels),))) % 10


def jiggled(images: "Tensor", side: int) -> "Tensor":
    """Turn each image by up to 14° and move it by up to 7.5% of its side."""
    import torch

    turn, across, down = torch.rand(3, len(images)) - 0.5
    square = images.view(-1, side, side)
    return warped(square, 0.5 * turn, 0 * turn, 0.3 * across, 0.3 * down).flatten(1)


def draw(params: Remedies, metrics: Metrics, courses: dict[str, Course], say: Say) -> Pictures:
    from compute import plots

    looks = {
        "none": (say("대책 없음", "no remedy"), plots.RED),
        "l2": (say("가중치 감쇠", "weight decay"), plots.PURPLE),
        "dropout": (say("드롭아웃", "dropout"), plots.BLUE),
        "augmentation": (say("데이터 증강", "augmentation"), plots.GREEN),
        "early-stop": (say("조기 종료", "early stop"), plots.ORANGE),
    }
    figure, (panel,) = plots.panels(say.headline)
    highest = 0.0
    for remedy, (_, curve) in courses.items():
        name, color = looks[remedy]
        label = f"{name} {curve[-1]:.2f}"
        panel.plot(range(1, len(curve) + 1), curve, color=color, linewidth=3, label=label)
        plots.dots(panel, [len(curve)], curve[-1:], color, size=11)
        highest = max(highest, curve[-1])
    if "none" in courses:
        curve = courses["none"].train
        label = say("학습 (대책 없음)", "train, no remedy")
        panel.plot(range(1, EPOCHS + 1), curve, color=plots.FAINT, linewidth=3, label=label)
        highest = max(highest, curve[-1])
    panel.set(xlim=(0, EPOCHS), ylim=(0, 1.25 * highest))
    panel.set(xlabel=say("에폭", "epoch"), ylabel="loss")
    plots.tag_ends(panel)
    return {"remedies": figure}


DEMO = packaged(Remedies, measure, draw)
