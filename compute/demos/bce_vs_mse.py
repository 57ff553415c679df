"""A loss to learn from and a metric to watch: BCE and MSE of the same network, epoch by epoch."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

WORSE = 1.15
"""A curve that ends at this many times its lowest value has risen again."""

TICKS = (1, 2, 3, 5, 10, 30, 100, 300, 1000)


class Watch(Params):
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.0005, le=0.15)] = 0.1
    watch: Annotated[Literal["probabilities", "logits"], Title("MSE를 재는 값", "MSE of")] = (
        "probabilities"
    )
    images: Annotated[int, Title("학습 이미지 수", "training images"), Field(ge=50, le=1000)] = 400
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=5, le=150)] = 100


def measure(params: Watch, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Train with BCE alone and log both after each epoch on images that were held out."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as bce
    from torch.nn.functional import mse_loss, one_hot

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 64, 10])
    goal = one_hot(data.test_y, 10).float()
    curves: dict[str, list[float]] = {"bce": [], "mse": []}

    def log(epoch: int) -> None:
        with torch.no_grad():
            logits = model(data.test_x)
            watched = logits if params.watch == "logits" else logits.sigmoid()
            curves["bce"].append(bce(logits, goal).item())
            curves["mse"].append(mse_loss(watched, goal).item())

    x, y = data.x[: params.images], one_hot(data.y[: params.images], 10).float()
    train(model, x, y, lab, epochs=params.epochs, lr=params.lr, loss=bce, after=log)
    metrics = {"test_accuracy": accuracy(model, data.test_x, data.test_y)}
    for name, curve in curves.items():
        metrics |= {f"first_{name}": curve[0], f"lowest_{name}": min(curve)}
        metrics |= {f"final_{name}": curve[-1], f"rise_{name}": curve[-1] / min(curve)}
    return metrics, curves


def draw(
    params: Watch, metrics: Metrics, curves: dict[str, list[float]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    kinds = {
        "bce": (say("BCE (학습)", "BCE (trained)"), plots.RED),
        "mse": (say("MSE (관찰)", "MSE (watched)"), plots.BLUE),
    }
    tags = []
    for name, (text, color) in kinds.items():
        lowest = min(curves[name])
        ratios = [value / lowest for value in curves[name]]
        panel.plot(range(1, len(ratios) + 1), ratios, color=color, linewidth=3.5)
        panel.plot(1 + ratios.index(1), 1, "o", color=color, markersize=12, zorder=4)
        tags.append((ratios[-1], f"{text}\n{ratios[-1]:.3g}×", color))
    top = max(5.0, *(2 * ratio for ratio, _, _ in tags))
    panel.set(
        yscale="log",
        ylim=(0.93, top),
        xlabel=say("에폭", "epoch"),
        ylabel=say("가장 낮을 때(●)의 몇 배", "times its lowest value (●)"),
    )
    panel.set_yticks(*zip(*((tick, f"{tick:g}×") for tick in TICKS if tick <= top), strict=True))
    panel.minorticks_off()
    plots.count_along_x(panel)
    plots.tag_ends(panel, tags)
    return {"curves": figure}


def headline(params: Watch, metrics: Metrics, say: Say) -> str:
    bce, mse = metrics["rise_bce"], metrics["rise_mse"]
    if params.watch == "logits" and mse > 2 * bce:
        return say(
            "로짓으로 잰 MSE는 배울수록 커져요", "MSE of logits climbs as the network learns"
        )
    if bce > WORSE > mse:
        return say("BCE는 나빠지는데 MSE는 거의 그대로예요", "BCE gets worse while MSE hardly does")
    if bce > WORSE:
        return say("BCE도 MSE도 다시 나빠져요", "Both BCE and MSE get worse again")
    return say("BCE와 MSE가 함께 내려가요", "BCE and MSE come down together")


def caption(params: Watch, metrics: Metrics) -> Bilingual:
    """Say what was trained and watched, and when the two disagree."""
    lowest_bce, final_bce, lowest_mse, final_mse = (
        f"{metrics[f'{when}_{name}']:.3g}"
        for name in ("bce", "mse")
        for when in ("lowest", "final")
    )
    ko_of, en_of = ("로짓", "logits") if params.watch == "logits" else ("확률", "probabilities")
    ko_why, en_why = why(params, metrics)
    return Bilingual(
        ko=f"숫자 이미지 {params.images}장을 BCE로만 {params.epochs}에폭 학습하면서(학습률"
        f" {params.lr:g}), 에폭마다 테스트 이미지에서 BCE와 {ko_of}의 MSE를 기울기 없이 기록했어요."
        f" BCE는 가장 낮을 때 {lowest_bce}, 끝에 {final_bce}이고 MSE는 {lowest_mse},"
        f" {josa(final_mse, '이에요', '예요')}. {ko_why}.",
        en=f"BCE alone trained a network on {params.images} digits for"
        f" {some(params.epochs, 'epoch')} (learning rate {params.lr:g}); after each, BCE and the"
        f" MSE of the {en_of} were logged without gradients on test images. BCE was {lowest_bce} at"
        f" its lowest and {final_bce} at the end, MSE {lowest_mse} and {final_mse}. {en_why}.",
    )


def why(params: Watch, metrics: Metrics) -> tuple[str, str]:
    """Return what the two curves mean, in Korean and English."""
    if params.watch == "logits":
        return (
            "로짓은 확신이 클수록 0과 1에서 멀어지므로 MSE는 sigmoid를 거친 확률로 재야 해요",
            "Logits move away from 0 and 1 as confidence grows, so take the MSE after the sigmoid",
        )
    if metrics["rise_bce"] > WORSE:
        return (
            "확신하고 틀리면 BCE는 끝없이 커지지만 MSE는 한 칸에 1을 넘지 않아서, 과한 확신은"
            " BCE에서 먼저 보여요",
            "A confident mistake costs BCE without limit but MSE at most 1 per output, so"
            " overconfidence shows in BCE first",
        )
    return (
        "둘 다 확률이 정답에 가까울수록 작아져서 보통은 함께 움직여요",
        "Both shrink as the probabilities near the targets, so they usually move together",
    )


DEMO = Demo(
    name="bce-vs-mse",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="BCE로 학습하고 MSE로 지켜보기", en="Train on BCE, watch MSE"),
    params=Watch,
    presets=(
        Preset(
            name="logits",
            works=False,
            params={"watch": "logits", "lr": 0.003},
            look=Bilingual(
                ko="BCE는 내려가는데 MSE만 치솟아요. sigmoid를 빼먹은 지표라서 그래요.",
                en="BCE comes down and only MSE shoots up: the metric forgot the sigmoid.",
            ),
        ),
        Preset(
            name="gentle",
            works=True,
            params={"lr": 0.003},
            look=Bilingual(
                ko="학습률을 낮추면 두 선이 나란히 내려가요. 어느 쪽을 봐도 같은 이야기예요.",
                en="At a lower rate the lines come down side by side and tell the same story.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
