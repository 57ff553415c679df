"""What a larger code buys: reconstruction keeps improving, telling digits apart does not."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.demos.ae_digits import autoencoder
from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

CLOSE = 0.03
"""An accuracy that is no further from the best counts as just as good."""


class Sweep(Params):
    dims: Annotated[
        tuple[Annotated[int, Field(ge=1, le=64)], ...],
        Title("코드 차원들", "code dimensions"),
        Field(min_length=2, max_length=7),
    ] = (1, 2, 4, 8, 16, 64)
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=100)] = 30


def measure(params: Sweep, lab: Lab) -> tuple[Metrics, list[int]]:
    """Train an autoencoder for each size of the code; take what is lost and what the code tells."""
    data = digits()
    dims = sorted(set(params.dims))
    metrics: Metrics = {}
    for dim, part in lab.share(dims):
        metrics |= squeeze(data, dim, params.epochs, part)
    best = max(metrics[f"accuracy_{dim}"] for dim in dims)
    enough = next(dim for dim in dims if metrics[f"accuracy_{dim}"] >= best - CLOSE)
    return metrics | {"enough_dim": float(enough), "accuracy_best": best}, dims


def squeeze(data: Digits, dim: int, epochs: int, lab: Lab) -> Metrics:
    """Return the errors of an autoencoder with this code and of PCA, and the accuracy of 5-NN."""
    import torch
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier
    from torch.nn.functional import mse_loss

    torch.manual_seed(lab.seed)
    model = autoencoder(data.side**2, dim)
    train(model, data.x, data.x, lab, epochs=epochs, lr=0.005, batch=128, loss=mse_loss)
    with torch.no_grad():
        codes, test_codes = model[0](data.x), model[0](data.test_x)
        errors = [float(mse_loss(model(x), x)) for x in (data.x, data.test_x)]
    pca = PCA(dim, svd_solver="full").fit(data.x.numpy())
    linear = pca.inverse_transform(pca.transform(data.test_x.numpy()))
    neighbours = KNeighborsClassifier().fit(codes.numpy(), data.y.numpy())
    return {
        f"train_mse_{dim}": errors[0],
        f"test_mse_{dim}": errors[1],
        f"pca_mse_{dim}": float(((linear - data.test_x.numpy()) ** 2).mean()),
        f"accuracy_{dim}": float(neighbours.score(test_codes.numpy(), data.test_y.numpy())),
    }


def draw(params: Sweep, metrics: Metrics, dims: list[int], say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (left, right) = plots.panels(headline(metrics, dims, say), 2, share=False)
    lines = (
        ("pca_mse", "PCA", plots.FAINT),
        ("train_mse", say("AE 학습", "AE train"), plots.SKY),
        ("test_mse", say("AE 테스트", "AE test"), plots.BLUE),
    )
    for key, _, color in lines:
        values = [metrics[f"{key}_{dim}"] for dim in dims]
        plots.line(left, dims, values, color)
        plots.dots(left, dims, values, color, size=9)
    accuracies = [100 * metrics[f"accuracy_{dim}"] for dim in dims]
    plots.line(right, dims, accuracies, plots.RED)
    plots.dots(right, dims, accuracies, plots.RED, size=9)
    left.set_title(say("복원 오차 (MSE)", "error (MSE)"), fontweight="bold")
    right.set_title(say("코드로 맞힌 숫자 (%)", "digits told apart (%)"), fontweight="bold")
    left.set(ylim=(0, None))
    right.set(ylim=(0, 105))
    for panel in (left, right):
        panel.set_xscale("log", base=2)
        panel.set_xticks(dims, [str(dim) for dim in dims])
        panel.set_xlabel(say("코드 차원", "code dimension"))
    for dim, accuracy in zip(dims, accuracies, strict=True):
        right.annotate(
            f"{accuracy:.0f}", (dim, accuracy), (7, -22), textcoords="offset points",
            color=plots.RED, fontsize=15, fontweight="bold", ha="center",
        )  # fmt: skip
    tags = [(metrics[f"{key}_{dims[-1]}"], name, color) for key, name, color in lines]
    plots.tag_ends(left, tags)
    return {"sweep": figure}


def headline(metrics: Metrics, dims: list[int], say: Say) -> str:
    enough = int(metrics["enough_dim"])
    if metrics[f"test_mse_{dims[-1]}"] < 0.8 * metrics[f"test_mse_{enough}"]:
        return say(
            f"코드 {enough}차원부터는 복원만 좋아져요",
            f"Beyond {some(enough, 'number')}, only copying improves",
        )
    if metrics[f"test_mse_{dims[-1]}"] < 0.8 * metrics[f"test_mse_{dims[0]}"]:
        return say("코드가 클수록 더 많이 담겨요", "The larger the code, the more it holds")
    return say("이 범위에서는 큰 차이가 없어요", "Within this range size hardly matters")


def caption(params: Sweep, metrics: Metrics) -> Bilingual:
    """Say what a larger code does to the errors, to PCA's, and to what the code tells."""
    few, many, enough = min(params.dims), max(params.dims), int(metrics["enough_dim"])
    errors = [f"{metrics[f'test_mse_{dim}']:.3f}" for dim in (few, many)]
    linear = [f"{metrics[f'pca_mse_{dim}']:.3f}" for dim in (few, many)]
    right = f"{metrics[f'accuracy_{few}']:.0%}", f"{metrics[f'accuracy_{enough}']:.0%}"
    ko_more, en_more = (
        (", 더 키워도 거의 그대로예요", "; more than that hardly helps")
        if enough < many
        else (", 아직 더 좋아질 수 있어요", ", and may still improve")
    )
    return Bilingual(
        ko=f"코드 차원만 바꿔 가며 오토인코더를 {params.epochs}에폭씩 학습했어요."
        f" 처음 보는 이미지의 복원 오차(MSE)는 {few}차원에서 {errors[0]}, {many}차원에서"
        f" {josa(errors[1], '이에요', '예요')} (선형인 PCA는 {linear[0]}, {linear[1]})."
        f" 코드로 가까운 이웃을 찾아 어떤 숫자인지 맞히면 {few}차원은 {right[0]},"
        f" {enough}차원은 {right[1]}이고{ko_more}."
        " 코드가 픽셀만큼 넓어지면 특징을 찾지 않고 베끼기만 해도 되고, 저장과 검색은 더 비싸져요.",
        en=f"Autoencoders that differ only in the code's dimension were trained for"
        f" {some(params.epochs, 'epoch')} each. The error (MSE) on unseen images is {errors[0]}"
        f" with {some(few, 'dimension')} and {errors[1]} with {many} (PCA, which is linear:"
        f" {linear[0]} and {linear[1]}). Guessing the digit from the nearest codes is right"
        f" {right[0]} of the time with {few} and {right[1]} with {enough}{en_more}. A code as wide"
        " as the image may merely copy, and costs more to store and search.",
    )


DEMO = Demo(
    name="ae-bottleneck-sweep",
    topic=Topic.AUTOENCODERS,
    title=Bilingual(ko="코드 차원을 늘리면", en="Enlarging the code"),
    params=Sweep,
    presets=(
        Preset(
            name="too-narrow",
            works=False,
            params={"dims": "1,2,3"},
            look=Bilingual(
                ko="두 선이 아직 가파르게 움직여요. 숫자 몇 개에는 이미지를 다 담지 못해요.",
                en="Both lines are still steep: so few numbers cannot hold the images.",
            ),
        ),
        Preset(
            name="knee",
            works=True,
            params={"dims": "4,8,12,16,24,32"},
            look=Bilingual(
                ko="아래 선은 평평한데 위의 오차는 계속 줄어요. 어디서 멈출지 골라 보세요.",
                en="The lower line is level while the error above keeps falling: choose"
                " where to stop.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
