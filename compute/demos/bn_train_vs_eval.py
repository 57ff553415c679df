"""Why batch norm needs model.eval(): one trained network, judged in both modes batch by batch."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.demos.bn_on_off import BATCH, network
from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compute.plots import Picture

SIZES = (1, 2, 4, 8, 16, 32, 64)
HIDDEN, EPOCHS, ROUNDS = 2, 6, 5


class Modes(Params):
    # PyTorch's momentum: the share of the new batch in the running averages.
    momentum: Annotated[
        float, Title("이동 평균 momentum", "momentum of the averages"), Field(ge=0.001, le=1)
    ] = 0.1


def measure(params: Modes, lab: Lab) -> tuple[Metrics, None]:
    """Train once, then judge with the running averages and with those of batches of each size."""
    import torch
    from torch import nn

    data = digits()
    torch.manual_seed(lab.seed)
    model = network(data.side**2, HIDDEN, batch_norm=True)
    for layer in model:
        if isinstance(layer, nn.BatchNorm1d):
            layer.momentum = params.momentum
    rows = len(data.x) - len(data.x) % BATCH
    x, y = data.x[:rows], data.y[:rows]
    train(model, x, y, lab, epochs=EPOCHS, lr=0.1, batch=BATCH, optimizer="SGD")
    metrics: Metrics = {"accuracy_eval": accuracy(model, data.test_x, data.test_y)}
    for size in SIZES:
        metrics[f"accuracy_train_{size}"] = accuracy_in_batches(model, data, size, lab.seed)
    return metrics, None


def accuracy_in_batches(model: "nn.Sequential", data: Digits, size: int, seed: int) -> float:
    """Return the accuracy in train mode on the test images, shuffled into batches of `size`."""
    import torch

    shuffle = torch.Generator().manual_seed(seed)
    whole = len(data.test_x) // size * size
    orders = [torch.randperm(len(data.test_x), generator=shuffle) for _ in range(ROUNDS)]
    rows = torch.cat([order[:whole] for order in orders])
    batches = data.test_x[rows].view(-1, size, data.side**2)
    with torch.no_grad():
        guesses = train_mode(model, batches).argmax(dim=2).flatten()
    return float((guesses == data.test_y[rows]).float().mean())


def train_mode(model: "nn.Sequential", batches: "Tensor") -> "Tensor":
    """Return what the model gives in train mode for batches (count, size, features).

    Batch norm is written out as (x - mean) / √(variance + ε) · γ + β, since PyTorch refuses a batch
    of one: there x is its own mean, and the result is β whatever x was.
    """
    import torch
    from torch import nn

    signal = batches
    for layer in model:
        if isinstance(layer, nn.BatchNorm1d):
            variance, mean = torch.var_mean(signal, dim=1, correction=0, keepdim=True)
            signal = (signal - mean) / (variance + layer.eps).sqrt() * layer.weight + layer.bias
        else:
            signal = layer(signal)
    return signal


def draw(params: Modes, metrics: Metrics, data: None, say: Say) -> "dict[str, Picture]":
    from compute import plots

    averages = metrics["accuracy_eval"]
    own = [metrics[f"accuracy_train_{size}"] for size in SIZES]
    figure, (panel,) = plots.panels(headline(metrics, say))
    places = range(len(SIZES))
    plots.line(panel, places, [averages] * len(SIZES), plots.BLUE)
    plots.line(panel, places, own, plots.RED)
    panel.set(
        xlabel=say("한 번에 넣는 이미지 수 (배치 크기)", "images fed in at once (batch size)"),
        ylabel=say("테스트 정확도", "test accuracy"),
        ylim=(0, 1.1),
        xlim=(0, len(SIZES) - 1),
    )
    panel.set_xticks(list(places), [str(size) for size in SIZES])
    panel.yaxis.set_major_formatter("{x:.0%}")
    plots.mark(panel, 0, own[0], f"train() {own[0]:.0%}", plots.RED)
    panel.text(
        0.1, averages + 0.03, f"eval() {averages:.0%}", color=plots.BLUE, fontsize=15,
        fontweight="bold",
    )  # fmt: skip
    return {"modes": figure}


def headline(metrics: Metrics, say: Say) -> str:
    if metrics["accuracy_eval"] < metrics["accuracy_train_64"] - 0.1:
        return say("이동 평균이 덜 쌓이면 eval()도 틀려요", "Stale averages make eval() fail too")
    return say(
        "train()에 한 장만 넣으면 찍기나 다름없어요",
        "One image in train(): no better than guessing",
    )


def caption(params: Modes, metrics: Metrics) -> Bilingual:
    """Say how accurate the same network is in either mode, and which statistics each uses."""
    averages = f"{metrics['accuracy_eval']:.0%}"
    one, two, many = (f"{metrics[f'accuracy_train_{size}']:.0%}" for size in (1, 2, 64))
    ko_why, en_why = (
        (
            f" momentum이 {josa(f'{params.momentum:g}', '이라', '라')} 이동 평균이 덜 쌓여서"
            " eval()도 낮아요.",
            f" With a momentum of {params.momentum:g} the running averages have not caught up yet,"
            " so eval() suffers too.",
        )
        if metrics["accuracy_eval"] < metrics["accuracy_train_64"] - 0.1
        else (
            " eval()은 학습하며 모아 둔 이동 평균을 쓰니 배치 크기와 상관없어요.",
            " eval() uses the running averages kept during training, whatever the batch.",
        )
    )
    return Bilingual(
        ko="배치 정규화가 든 신경망을 손글씨 숫자로 한 번 학습하고, 같은 가중치를 두 모드로"
        f" 시험했어요. eval()에서는 {averages}를 맞히고, train()에서는 배치 크기 1이면 {one},"
        f" 2면 {two}, 64면 {many}예요. train()은 함께 들어온 배치의 평균과 분산을 쓰는데,"
        f" 한 장뿐이면 자기 자신을 빼서 늘 0이 돼요(PyTorch는 오류를 내서 식대로"
        f" 계산했어요).{ko_why}",
        en="One network with batch norm was trained on digits, and the same weights were judged in"
        f" both modes. eval() gets {averages} right; train() gets {one} with a batch of 1, {two}"
        f" with 2 and {many} with 64. train() normalises by the batch's own mean and variance: a"
        " single image minus itself is always 0 (PyTorch raises an error there, so the formula was"
        f" written out).{en_why}",
    )


DEMO = Demo(
    name="bn-train-vs-eval",
    topic=Topic.NORMALIZATION,
    title=Bilingual(ko="배치 정규화의 train과 eval", en="Batch norm in train and eval mode"),
    params=Modes,
    presets=(
        Preset(
            name="stale",
            works=False,
            params={"momentum": 0.001},
            look=Bilingual(
                ko="파란 선이 주저앉아요. 이동 평균이 실제 평균과 분산을 따라잡지 못했어요.",
                en="The blue line sinks: the running averages have not caught up with the data.",
            ),
        ),
        Preset(
            name="quick",
            works=True,
            params={"momentum": 0.5},
            look=Bilingual(
                ko="새 배치를 절반이나 섞어도 파란 선은 그대로 높아요. 빨간 선은 momentum과"
                " 상관없어요.",
                en="Even with half of each new batch mixed in the blue line stays high; the red one"
                " does not depend on momentum at all.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
