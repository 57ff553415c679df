"""A debugging test in seconds: can the network memorise one batch? With bugs it cannot."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

Bug = Literal["none", "no_zero_grad", "shuffled_labels", "tiny_lr", "softmax_twice", "wrong_labels"]

MEMORISED = 0.1
"""A loss on the batch below this means that the network knows it by heart."""

BUGS: dict[str, tuple[str, str]] = {
    "none": ("버그는 심지 않았어요", "No bug was injected"),
    "no_zero_grad": (
        "심은 버그는 zero_grad 누락이라, 지난 기울기가 지워지지 않고 계속 쌓여요",
        "The bug is a missing zero_grad, so that old gradients pile up",
    ),
    "shuffled_labels": (
        "심은 버그는 스텝마다 레이블을 뒤섞어 이미지와 어긋나게 하는 것이에요",
        "The bug shuffles the labels against the images at every step",
    ),
    "tiny_lr": (
        "심은 버그는 지나치게 작은 학습률이라, 가중치가 거의 움직이지 않아요",
        "The bug is a learning rate so tiny that the weights hardly move",
    ),
    "softmax_twice": (
        "심은 버그는 softmax를 품은 cross_entropy 앞에 softmax를 또 쓴 것이에요",
        "The bug is a softmax before cross_entropy, which has one of its own",
    ),
    "wrong_labels": (
        "심은 버그는 처음에 한 번 뒤섞인 레이블이에요",
        "The bug shuffles the labels once, before training",
    ),
}


class OneBatch(Params):
    bug: Annotated[Bug, Title("심어 둘 버그", "bug to inject")] = "no_zero_grad"
    images: Annotated[int, Title("배치 크기", "images in the batch"), Field(ge=4, le=128)] = 32
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=20, le=1000)] = 200


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
        torch.autograd.backward(loss)
        optimizer.step()
    return losses


def draw(
    params: OneBatch, metrics: Metrics, curves: dict[str, list[float]], say: Say
) -> "dict[str, Picture]":
    import math

    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    panel.axhline(math.log(10), color=plots.FAINT, linewidth=3, linestyle="--")
    tags = []
    for bug, curve in curves.items():
        color = plots.BLUE if bug == "none" else plots.RED
        name = say("버그 없음", "no bug") if bug == "none" else bug
        plots.line(panel, range(len(curve)), curve, color)
        tags.append((curve[-1], f"{name}\nloss {curve[-1]:.2g}", color))
    panel.set(yscale="log", xlim=(0, params.steps), xlabel=say("학습 횟수", "step"), ylabel="loss")
    plots.tag_ends(panel, tags)
    guess = say("점선: 찍을 때의 loss (ln 10 ≈ 2.3)", "dashed: the loss of a guess (ln 10 ≈ 2.3)")
    plots.key(figure, [(guess, plots.FAINT)])
    return {"loss": figure}


def headline(params: OneBatch, metrics: Metrics, say: Say) -> str:
    if metrics["final_loss_healthy"] > MEMORISED:
        return say("아직 다 외우지 못했어요", "Not memorised yet: it needs more steps")
    if params.bug == "none":
        return say(
            "버그가 없으면 배치 하나는 금세 외워요", "Without a bug one batch is soon memorised"
        )
    if metrics["final_loss_bug"] > MEMORISED:
        return say("배치 하나도 못 외우면 버그예요", "Cannot memorise one batch? It is a bug")
    return say("이 버그는 이 시험으로 드러나지 않아요", "This bug passes the test unseen")


def caption(params: OneBatch, metrics: Metrics) -> Bilingual:
    """Say what was trained, what the bug did to it, and what the test tells."""
    first, healthy, buggy = (
        f"{metrics[name]:.2g}" for name in ("first_loss", "final_loss_healthy", "final_loss_bug")
    )
    ko_bug, en_bug = BUGS[params.bug]
    if params.bug == "none":
        ko_end, en_end = "", ""
    elif metrics["final_loss_bug"] > MEMORISED:
        ko_end = (
            f" 이쪽은 {buggy}에서 끝나 배치를 외우지 못했어요. 데이터를 늘리기 전에 코드를 보세요."
        )
        en_end = f" It ended at {buggy}, not memorised: look at the code before getting more data."
    else:
        ko_end = f" 이쪽도 {buggy}까지 내려가 버그가 안 보여요. 이런 버그는 데이터를 봐야 알아요."
        en_end = f" It too got down to {buggy}, so only looking at the data shows this bug."
    return Bilingual(
        ko=f"숫자 이미지 {params.images}장짜리 배치 하나만 {params.steps}번 거듭 학습했어요. 제대로"
        f" 된 코드는 loss가 {first}에서 {healthy}까지 내려갔어요. {ko_bug}.{ko_end}",
        en=f"A network was trained {some(params.steps, 'step')} on one and the same batch of"
        f" {params.images} digits. Correct code got the loss from {first} down to {healthy}."
        f" {en_bug}.{en_end}",
    )


DEMO = Demo(
    name="overfit-one-batch",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="배치 하나 외우기 시험", en="Overfit one batch"),
    params=OneBatch,
    presets=(
        Preset(
            name="healthy",
            works=True,
            params={"bug": "none"},
            look=Bilingual(
                ko="선이 점선에서 출발해 0 가까이까지 곧장 내려가요. 이래야 정상이에요.",
                en="The line starts at the dashed one and goes straight down: that is how it should"
                " look.",
            ),
        ),
        Preset(
            name="softmax-twice",
            works=False,
            params={"bug": "softmax_twice"},
            look=Bilingual(
                ko="에러 없이 loss가 내려가지만 1.46 근처에서 멈춰요. 조용한 버그예요.",
                en="No error, and the loss falls, but it stops near 1.46: a silent bug.",
            ),
        ),
        Preset(
            name="wrong-labels",
            works=False,
            params={"bug": "wrong_labels"},
            look=Bilingual(
                ko="레이블이 틀려도 통째로 외워 버려요. 이 시험이 못 잡는 버그도 있어요.",
                en="Wrong labels are learned by heart just as well: not every bug shows here.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
