"""What a code of a single number can hold: digits lined up, look-alikes in the same place."""

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.ae_digits import autoencoder, row
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor

    from compute.plots import Picture

STOPS = 15
"""The line of codes is cut into so many stretches, with as many test images in each."""


class Line(Params):
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=300)] = 100
    hidden: Annotated[int, Title("은닉 유닛 수", "hidden units"), Field(ge=4, le=256)] = 128


class Stretches(NamedTuple):
    """What the code in the middle of each stretch decodes to (STOPS, side, side), and which
    digits have their codes there (10, STOPS), as shares of the stretch."""

    decoded: "NDArray[float32]"
    shares: "NDArray[float32]"


def measure(params: Line, lab: Lab) -> tuple[Metrics, Stretches]:
    """Train an autoencoder with a 1-D code and see where on the line unseen digits come to lie."""
    import torch
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier
    from torch.nn.functional import mse_loss

    data = digits()
    torch.manual_seed(lab.seed)
    model = autoencoder(data.side**2, 1, params.hidden)
    train(model, data.x, data.x, lab, epochs=params.epochs, lr=0.005, batch=128, loss=mse_loss)
    encoder, decoder = model[0], model[1]
    with torch.no_grad():
        codes = encoder(data.test_x)
        middles = codes[:, 0].quantile((torch.arange(STOPS) + 0.5) / STOPS)
        decoded = decoder(middles[:, None]).view(-1, data.side, data.side)
        test_mse = float(mse_loss(decoder(codes), data.test_x))
        neighbours = KNeighborsClassifier().fit(encoder(data.x).numpy(), data.y.numpy())
    shares = shares_along(codes[:, 0], data.test_y)
    first, second, overlap = most_mixed(shares)
    line = PCA(1).fit(data.x.numpy())
    straight = torch.tensor(line.inverse_transform(line.transform(data.test_x.numpy())))
    return {
        "test_mse": test_mse,
        "test_mse_of_the_mean_image": float((data.x.mean(dim=0) - data.test_x).square().mean()),
        "test_mse_of_one_principal_component": float(mse_loss(straight, data.test_x)),
        "accuracy_by_neighbours": float(neighbours.score(codes.numpy(), data.test_y.numpy())),
        "most_mixed_digit": float(first),
        "most_mixed_with": float(second),
        "most_mixed_overlap": overlap,
    }, Stretches(decoded.numpy(), shares.numpy())


def shares_along(codes: "Tensor", labels: "Tensor") -> "Tensor":
    """Return the share of each digit (10, STOPS) among the codes of every stretch of the line."""
    import torch

    stretch = codes.argsort().argsort() * STOPS // len(codes)
    counts = torch.bincount(labels * STOPS + stretch, minlength=10 * STOPS).view(10, STOPS)
    return counts / counts.sum(dim=0)


def most_mixed(shares: "Tensor") -> tuple[int, int, float]:
    """Return the two digits that share most of their place on the line, and how much of it."""
    along = shares / shares.sum(dim=1, keepdim=True)
    overlap = {
        (first, second): float(along[first].minimum(along[second]).sum())
        for first, second in combinations(range(10), 2)
    }
    pair = max(overlap, key=lambda two: overlap[two])
    return *pair, overlap[pair]


def draw(params: Line, metrics: Metrics, stretches: Stretches, say: Say) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, (panel,) = plots.panels(headline(metrics, say))
    order = np.argsort(stretches.shares @ np.arange(STOPS) / stretches.shares.sum(axis=1))
    shares, span = stretches.shares[order[::-1]], (0, STOPS, 0, 10)
    panel.imshow(shares, extent=span, aspect="auto", cmap=plots.RISING, vmin=0, vmax=1)
    row(panel, stretches.decoded, 10.4, 1.9, cmap="gray_r", vmin=0, vmax=1)
    panel.set(xlim=(0, STOPS), ylim=(0, 12.4), xticks=[])
    names = [str(digit) for digit in order]
    panel.set_yticks([*np.arange(10) + 0.5, 11.35], [*names, say("디코딩", "decoded")])
    panel.grid(visible=False)
    panel.tick_params(length=0)
    for label in panel.get_yticklabels()[:10]:
        label.set(fontsize=16, fontweight="bold")
    panel.set_xlabel(say("코드: 작은 값 → 큰 값", "code: small → large"))
    panel.set_ylabel(say("어느 숫자의 이미지일까", "which digit it was"))
    return {"line": figure}


def headline(metrics: Metrics, say: Say) -> str:
    if not lined_up(metrics):
        return say("아직 줄을 서지 못했어요", "Not lined up yet")
    return say(
        "숫자 하나로도 줄은 서지만 서로 섞여요", "One number lines digits up, but mixes some"
    )


def lined_up(metrics: Metrics) -> bool:
    return metrics["accuracy_by_neighbours"] > 0.35


def caption(params: Line, metrics: Metrics) -> Bilingual:
    """Say how much one number rebuilds, how well it tells digits apart, and which ones it mixes."""
    mse, mean, straight = (
        f"{metrics[name]:.2g}"
        for name in (
            "test_mse",
            "test_mse_of_the_mean_image",
            "test_mse_of_one_principal_component",
        )
    )
    right = f"{metrics['accuracy_by_neighbours']:.0%}"
    first, second = f"{metrics['most_mixed_digit']:g}", f"{metrics['most_mixed_with']:g}"
    overlap = f"{metrics['most_mixed_overlap']:.0%}"
    ko_sweep, en_sweep = (
        ("한 숫자가 다음 숫자로 흐릿하게 바뀌어 가요", "one digit blurs into the next")
        if lined_up(metrics)
        else ("그림이 아직 거의 바뀌지 않아요", "the picture hardly changes so far")
    )
    return Bilingual(
        ko=f"코드가 숫자 하나뿐인 오토인코더를 {params.epochs}에폭 학습했어요. 처음 보는 이미지의"
        f" 복원 오차(MSE)는 {josa(mse, '이에요', '예요')}. 늘 평균 그림만 내면 {mean},"
        f" PCA 성분 하나면 {josa(straight, '이에요', '예요')}. 코드를 작은 값부터 키우며 디코딩하면"
        f" {ko_sweep}. 코드가 가까운 이웃을 보고 어떤 숫자인지"
        f" 맞히면 {right}가 맞고, {josa(first, '과', '와')} {josa(second, '은', '는')} 자리의"
        f" {overlap}가 겹쳐서 가장 많이 섞였어요.",
        en="An autoencoder whose code is a single number was trained for"
        f" {some(params.epochs, 'epoch')}. On unseen images its error (MSE) is {mse}, against"
        f" {mean} for always answering with the mean image and {straight} for one principal"
        f" component. Decoding from small to large codes, {en_sweep}. Guessing"
        f" the digit from the nearest codes is right {right} of the time; {first} and {second} are"
        f" mixed up most, with {overlap} of their place in common.",
    )


DEMO = Demo(
    name="ae-bottleneck-1",
    topic=Topic.AUTOENCODERS,
    title=Bilingual(ko="코드가 숫자 하나뿐이라면", en="When the code is a single number"),
    params=Line,
    presets=(
        Preset(
            name="too-short",
            works=False,
            params={"epochs": 2},
            look=Bilingual(
                ko="디코딩 줄이 거의 같은 그림이에요. 아직 코드가 숫자를 가르지 못해요.",
                en="The decoded row is nearly one picture: the code doesn't tell digits apart yet.",
            ),
        ),
        Preset(
            name="longer",
            works=True,
            params={"epochs": 300},
            look=Bilingual(
                ko="오래 학습하면 자리가 더 뚜렷해지지만, 닮은 숫자끼리는 여전히 겹쳐요.",
                en="Longer training makes the places clearer, yet look-alikes still overlap.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
