"""What dropout does: the same network on few images, some labelled wrongly, at several rates."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.demos.overfit_remedies import mislabelled
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

HIDDEN = 64
EPOCHS = 60


class Dropout(Params):
    rates: Annotated[
        tuple[Annotated[float, Field(ge=0, le=0.95)], ...],
        Title("드롭아웃 비율들", "dropout rates"),
        Field(min_length=1, max_length=6),
    ] = (0.0, 0.2, 0.5, 0.8)
    n: Annotated[int, Title("학습 이미지 수", "training images"), Field(ge=50, le=800)] = 200
    wrong: Annotated[
        float, Title("틀린 라벨 비율", "share of wrong labels"), Field(ge=0, le=0.5)
    ] = 0.2


def measure(params: Dropout, lab: Lab) -> tuple[Metrics, list[tuple[float, float, float]]]:
    """Train at each rate and return (rate, train accuracy, test accuracy), lowest rate first."""
    points = []
    metrics: Metrics = {}
    for rate, part in lab.share(sorted(params.rates)):
        on_train, on_test = learn(rate, params.n, params.wrong, part)
        points.append((rate, on_train, on_test))
        metrics |= {
            f"train_accuracy_{rate:g}": on_train,
            f"test_accuracy_{rate:g}": on_test,
            f"gap_{rate:g}": on_train - on_test,
        }
    metrics["best_rate"] = max(points, key=lambda point: point[2])[0]
    return metrics, points


def learn(rate: float, n: int, wrong: float, lab: Lab) -> tuple[float, float]:
    """Return the accuracy on the training labels, wrong ones among them, and on the test set."""
    import torch
    from torch import nn

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    images, labels = data.x[:n], mislabelled(data.y[:n], wrong)
    model = nn.Sequential(
        nn.Linear(data.side**2, HIDDEN),
        nn.ReLU(),
        nn.Dropout(rate),
        nn.Linear(HIDDEN, HIDDEN),
        nn.ReLU(),
        nn.Dropout(rate),
        nn.Linear(HIDDEN, 10),
    )
    train(model, images, labels, lab, epochs=EPOCHS, lr=0.01, batch=50)
    return accuracy(model, images, labels), accuracy(model, data.test_x, data.test_y)


def draw(
    params: Dropout, metrics: Metrics, points: list[tuple[float, float, float]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    rates, on_train, on_test = ([point[place] for point in points] for place in range(3))
    panel.fill_between(rates, on_train, on_test, color=plots.FAINT, alpha=0.15)
    for values, color in ((on_train, plots.INK), (on_test, plots.RED)):
        plots.line(panel, rates, values, color)
        plots.dots(panel, rates, values, color, size=10)
    best = metrics["best_rate"]
    panel.plot(
        best, metrics[f"test_accuracy_{best:g}"], "o", ms=22, mfc="none", mec=plots.RED, mew=3
    )
    for rate, trained, tested in points:
        below = tested <= trained
        panel.annotate(f"{tested:.0%}", (rate, tested), xytext=(0, -24 if below else 20),
                       textcoords="offset points", color=plots.RED, fontsize=16,
                       fontweight="bold", ha="center", va="center")  # fmt: skip
    panel.set(xlabel=say("드롭아웃 비율", "dropout rate"), ylabel=say("정확도", "accuracy"))
    panel.set(ylim=(-0.12, 1.05), yticks=(0, 0.2, 0.4, 0.6, 0.8, 1))
    panel.set_xticks(rates, [f"{rate:g}" for rate in rates])
    panel.yaxis.set_major_formatter("{x:.0%}")
    ends = [
        (on_train[-1], say("학습", "training"), plots.INK),
        (on_test[-1], say("테스트", "test"), plots.RED),
    ]
    plots.tag_ends(panel, ends)
    return {"dropout": figure}


def headline(params: Dropout, metrics: Metrics, say: Say) -> str:
    best = f"{metrics['best_rate']:g}"
    if min(params.rates) == max(params.rates):
        return say(f"드롭아웃 {best}: 학습과 테스트", f"Dropout {best}: training and test")
    if metrics["best_rate"] == 0:
        return say("여기서는 드롭아웃 없이 더 나아요", "Here the network does better without")
    return say(
        f"드롭아웃 {best}일 때 새 이미지를 가장 잘 맞혀요",
        f"Dropout {best} does best on new images",
    )


def caption(params: Dropout, metrics: Metrics) -> Bilingual:
    """Say what was trained, both accuracies at each rate, and why they move."""
    scores = [
        (
            f"{rate:g}",
            f"{metrics[f'train_accuracy_{rate:g}']:.0%}",
            f"{metrics[f'test_accuracy_{rate:g}']:.0%}",
        )
        for rate in params.rates
    ]
    ko_scores = ", ".join(f"비율 {rate}에서 {own}와 {new}" for rate, own, new in scores)
    en_scores = ", ".join(f"{own} and {new} at rate {rate}" for rate, own, new in scores)
    return Bilingual(
        ko=f"손글씨 숫자 {params.n}장(틀린 라벨 {params.wrong:.0%})으로 은닉층 2개 신경망을"
        f" 드롭아웃 비율만 바꿔 학습했어요. 학습 정확도와 테스트 정확도는 {ko_scores}예요."
        " 매번 다른 뉴런이 꺼지면 특정 뉴런에 기대어 외우기 어려워 둘의 차이가 줄어요. 너무 많이"
        " 끄면 남은 뉴런만으로는 배우지도 못해요.",
        en=f"A network with two hidden layers learnt from {params.n} images of digits"
        f" ({params.wrong:.0%} labelled wrongly); only the dropout rate differs. Training and test"
        f" accuracy: {en_scores}. With other units off each time, memorising by relying on"
        " particular units gets hard and the gap shrinks. With too many off, the rest can't learn.",
    )


DEMO = Demo(
    name="dropout-sweep",
    topic=Topic.NORMALIZATION,
    title=Bilingual(ko="드롭아웃 비율", en="The dropout rate"),
    params=Dropout,
    presets=(
        Preset(
            name="too-much",
            works=False,
            params={"rates": "0.7,0.8,0.9"},
            look=Bilingual(
                ko="뉴런 대부분이 꺼지면 학습 정확도까지 함께 무너져요.",
                en="With most units off, even the training accuracy collapses.",
            ),
        ),
        Preset(
            name="moderate",
            works=True,
            params={"rates": "0,0.3,0.5,0.6"},
            look=Bilingual(
                ko="검은 선은 내려오고 빨간 선은 올라와 두 선이 가까워져요.",
                en="The black line comes down and the red one up: the gap closes.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
