"""How short a neural network is in plain NumPy: an MLP for digits whose lines are counted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.lines import lines_of
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from compute.plots import Picture

    Array = NDArray[Any]

PARTS = {
    "initial": ("초기화", "initialise"),
    "forward": ("순전파", "forward"),
    "backward": ("역전파", "backward"),
    "training": ("학습 반복", "train"),
    "accuracy": ("평가", "evaluate"),
}
"""What each function of the network is for."""


class Mlp(Params):
    hidden: Annotated[int, Title("은닉 유닛 수", "hidden units"), Field(ge=1, le=512)] = 128
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.0001, le=3)] = 0.3
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=50)] = 20


def initial(inputs: int, hidden: int, rng: "Generator") -> "list[Array]":
    """Return w1, b1, w2 and b2 with weights of a size that keeps the signal's (He et al., 2015)."""
    import numpy as np

    w1 = rng.normal(0, (2 / inputs) ** 0.5, (inputs, hidden))
    w2 = rng.normal(0, (2 / hidden) ** 0.5, (hidden, 10))
    return [w1, np.zeros(hidden), w2, np.zeros(10)]


def forward(net: "list[Array]", x: "Array") -> "tuple[Array, Array]":
    """Return what the hidden layer puts out and the probability of each digit."""
    import numpy as np

    w1, b1, w2, b2 = net
    active = np.maximum(x @ w1 + b1, 0)
    scores = active @ w2 + b2
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return active, odds / odds.sum(axis=1, keepdims=True)


def backward(net: "list[Array]", x: "Array", y: "Array") -> "list[Array]":
    """Return the gradient of the cross-entropy for each of the weights."""
    import numpy as np

    active, shares = forward(net, x)
    at_scores = (shares - np.eye(10)[y]) / len(x)
    at_active = at_scores @ net[2].T * (active > 0)
    return [x.T @ at_active, at_active.sum(axis=0), active.T @ at_scores, at_scores.sum(axis=0)]


def training(
    net: "list[Array]", x: "Array", y: "Array", lr: float, epochs: int, rng: "Generator"
) -> Iterator[int]:
    """Descend the gradient in shuffled batches of about 32, and stop for a look at each epoch."""
    import numpy as np

    for epoch in range(1, epochs + 1):
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 32):
            for weights, slope in zip(net, backward(net, x[rows], y[rows]), strict=True):
                weights -= lr * slope
        yield epoch


def accuracy(net: "list[Array]", x: "Array", y: "Array") -> float:
    return float((forward(net, x)[1].argmax(axis=1) == y).mean())


def measure(params: Mlp, lab: Lab) -> tuple[Metrics, list[float]]:
    """Train the network above and test it after each epoch."""
    import numpy as np

    data = digits(lab.seed)
    x, y, test_x, test_y = (part.numpy() for part in (data.x, data.y, data.test_x, data.test_y))
    rng = np.random.default_rng(lab.seed)
    net = initial(data.side**2, params.hidden, rng)
    scores = [accuracy(net, test_x, test_y)]
    for epoch in training(net, x, y, params.lr, params.epochs, rng):
        scores.append(accuracy(net, test_x, test_y))
        lab.report(epoch / params.epochs, f"epoch {epoch} · accuracy {scores[-1]:.0%}")
    parts = (initial, forward, backward, training, accuracy)
    return {
        "lines": float(lines_of(*parts)),
        **{f"lines_{part.__name__}": float(lines_of(part)) for part in parts},
        "parameters": float(sum(weights.size for weights in net)),
        "first_accuracy": scores[0],
        "test_accuracy": scores[-1],
    }, scores


def draw(params: Mlp, metrics: Metrics, scores: list[float], say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (learning, code) = plots.panels(headline(metrics, say), 2, share=False)
    plots.line(learning, range(len(scores)), scores, plots.BLUE)
    learning.set(
        ylim=(0, 1), xlabel=say("에폭", "epoch"), title=say("테스트 정확도", "test accuracy")
    )
    learning.yaxis.set_major_formatter("{x:.0%}")
    plots.count_along_x(learning)
    lines = [metrics[f"lines_{part}"] for part in PARTS]
    names, labels = [say(*names) for names in PARTS.values()], [f"{count:g}" for count in lines]
    plots.bars(code, names, lines, [plots.ORANGE] * len(names), labels)
    code.set(xlim=(0, 1.15 * max(lines)), title=say("코드 줄 수", "lines of code"))
    plots.count_along_x(code)
    return {"network": figure}


def headline(metrics: Metrics, say: Say) -> str:
    lines, score = f"{metrics['lines']:g}", f"{metrics['test_accuracy']:.0%}"
    if metrics["test_accuracy"] < 0.5:
        return say(f"이 설정으로는 {score}밖에 못 맞혀요", f"These settings get only {score} right")
    return say(f"numpy {lines}줄로 {score}를 맞혀요", f"{lines} lines of NumPy get {score} right")


def caption(params: Mlp, metrics: Metrics) -> Bilingual:
    """Say how many lines the network took, what it learned, and what would not add a line."""
    lines, weights = f"{metrics['lines']:g}", f"{metrics['parameters']:,.0f}"
    counts = {part: f"{metrics[f'lines_{part}']:g}" for part in PARTS}
    ko_parts = ", ".join(f"{PARTS[part][0]} {count}" for part, count in counts.items())
    en_parts = ", ".join(f"{PARTS[part][1]} {count}" for part, count in counts.items())
    first, final = (f"{metrics[name]:.0%}" for name in ("first_accuracy", "test_accuracy"))
    ko_end, en_end = (
        ("", "")
        if metrics["test_accuracy"] >= 0.5
        else (
            " 코드가 맞아도 설정이 맞지 않으면 배우지 못해요.",
            " Correct code alone does not learn: its settings matter too.",
        )
    )
    return Bilingual(
        ko=f"은닉층이 하나인 MLP를 numpy만으로 짜서 숫자 이미지로 {params.epochs}에폭 학습했어요"
        f" (은닉 유닛 {params.hidden}개, 학습률 {params.lr:g}). 테스트 정확도는 {first}에서"
        f" {final}가 됐고, 코드는 데이터 읽기와 빈 줄을 빼고 {lines}줄이에요({ko_parts})."
        f" 파라미터는 {weights}개지만 유닛을 늘려도 행렬만 커질 뿐 줄 수는 그대로예요.{ko_end}",
        en=f"An MLP with {some(params.hidden, 'hidden unit')} was written in NumPy alone and"
        f" trained on digits for {some(params.epochs, 'epoch')} (learning rate {params.lr:g}). Its"
        f" test accuracy went from {first} to {final}. Without blanks and reading the data it is"
        f" {lines} lines ({en_parts}). It has {weights} parameters, but more units only make the"
        f" matrices larger, not the code.{en_end}",
    )


DEMO = Demo(
    name="numpy-mlp",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="numpy로 짠 신경망", en="A neural network in NumPy"),
    params=Mlp,
    presets=(
        Preset(
            name="wide",
            works=True,
            params={"hidden": 512},
            look=Bilingual(
                ko="유닛이 네 배로 늘어도 오른쪽 막대는 그대로예요. 숫자 하나만 바뀌었으니까요.",
                en="Four times the units, yet the bars stay the same: only one number changed.",
            ),
        ),
        Preset(
            name="rate-too-high",
            works=False,
            params={"lr": 3.0},
            look=Bilingual(
                ko="같은 코드인데 왼쪽 선이 바닥에 붙어 있어요. 학습률이 너무 커요.",
                en="The same code, but the line stays at the bottom: the rate is too high.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
