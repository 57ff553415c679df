"""What a VAE adds: codes that fill a standard normal, so that any z drawn from it decodes."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from compute.plots import Picture

GRID = 9
"""As many z along each of the two dimensions are decoded, at even steps of probability."""
SHOTS = 24
"""A run keeps about so many states to show."""
DRAWN = 500
"""So many z are drawn from the standard normal to see which digits they decode to."""


class Variation(Params):
    beta: Annotated[float, Title("KL의 세기 β", "weight β of the KL"), Field(ge=0, le=50)] = 1.0
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=150)] = 50


class Shot(NamedTuple):
    """Where the test images' codes lie (n, 2), and the decoded grid (GRID², side, side)."""

    epoch: int
    codes: "NDArray[float32]"
    grid: "NDArray[float32]"


class Run(NamedTuple):
    """The digits of the test images, and the states on the way."""

    labels: "NDArray[int64]"
    shots: list[Shot]


def measure(params: Variation, lab: Lab) -> tuple[Metrics, Run]:
    """Train a VAE with a 2-D code (Kingma & Welling, 2014) and decode what the prior offers."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    encoder, decoder = mlp([data.side**2, 128, 4]), mlp([2, 128, data.side**2])
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.005)
    run = Run(data.test_y.numpy(), [])
    for epoch in range(1, params.epochs + 1):
        for rows in torch.split(torch.randperm(len(data.x)), 128):
            reconstruction, kl = losses(encoder, decoder, data.x[rows])
            optimizer.zero_grad()
            torch.autograd.backward(reconstruction + params.beta * kl)
            optimizer.step()
        if epoch % -(-params.epochs // SHOTS) == 0 or epoch == params.epochs:
            run.shots.append(Shot(epoch, *look(encoder, decoder, data)))
        lab.report(epoch / params.epochs, f"epoch {epoch} · kl {kl.item():.2f}")
    with torch.no_grad():
        reconstruction, kl = losses(encoder, decoder, data.test_x)
    return {
        "reconstruction_nats": float(reconstruction),
        "kl_nats": float(kl),
        "code_spread": float((run.shots[-1].codes ** 2).mean() ** 0.5),
        "digits_drawn": float(digits_drawn(decoder, data)),
    }, run


def losses(encoder: "nn.Module", decoder: "nn.Module", x: "Tensor") -> tuple["Tensor", "Tensor"]:
    """Return the two terms of the negative ELBO per image, z being drawn as μ + σ · ε."""
    import torch

    mean, log_variance = encoder(x).chunk(2, dim=1)
    z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
    pixels = torch.nn.functional.binary_cross_entropy_with_logits(decoder(z), x, reduction="sum")
    kl = (mean.square() + log_variance.exp() - 1 - log_variance).sum() / 2
    return pixels / len(x), kl / len(x)


def look(
    encoder: "nn.Module", decoder: "nn.Module", data: Digits
) -> "tuple[NDArray[float32], NDArray[float32]]":
    """Return the mean codes of the test images, and what even steps through the prior decode to."""
    import torch

    steps = torch.special.ndtri((torch.arange(GRID) + 0.5) / GRID)
    z = torch.cartesian_prod(-steps, steps).flip(1)  # from the top row down, each left to right
    with torch.no_grad():
        grid = decoder(z).sigmoid().view(-1, data.side, data.side)
        return encoder(data.test_x)[:, :2].numpy(), grid.numpy()


def digits_drawn(decoder: "nn.Module", data: Digits) -> int:
    """Return how many of the ten digits each are at least 2 % of what z from the prior decode to.

    An image counts as the digit of the training images nearest to it.
    """
    import torch
    from sklearn.neighbors import KNeighborsClassifier

    with torch.no_grad():
        made = decoder(torch.randn(DRAWN, 2)).sigmoid().numpy()
    guessed = KNeighborsClassifier().fit(data.x.numpy(), data.y.numpy()).predict(made)
    return sum((guessed == digit).mean() >= 0.02 for digit in range(10))


def draw(params: Variation, metrics: Metrics, run: Run, say: Say) -> "dict[str, Picture]":
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.patches import Circle
    from matplotlib.patheffects import withStroke

    from compute import plots

    figure, (left, right) = plots.panels(headline(metrics, say), 2, share=False)
    reach = 1.08 * max(3.5, float(abs(run.shots[-1].codes).max()))
    left.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    left.set_title(say("처음 보는 숫자의 코드", "codes of unseen digits"), fontweight="bold")
    left.set_axis_off()
    for radius in (1, 2, 3):
        left.add_patch(Circle((0, 0), radius, color=plots.FAINT, alpha=0.18, linewidth=0))
    left.text(0, 3.05, "N(0, I)", color=plots.FAINT, ha="center", va="bottom")
    clouds = []
    for digit in range(10):
        clouds += left.plot([], [], "o", ms=5.5, mew=0, color=plots.TEN[digit])
    rim = [withStroke(linewidth=4, foreground=plots.PAPER)]
    names = [
        left.text(0, 0, str(digit), fontsize=19, fontweight="bold", ha="center", va="center",
                  path_effects=rim)
        for digit in range(10)
    ]  # fmt: skip
    right.set_title(
        say("N(0, I)에서 고른 z를 디코딩", "decoding z from N(0, I)"), fontweight="bold"
    )
    few_greys = colormaps["gray_r"].resampled(12)  # leaves a GIF's colours to the codes
    plots.tiles(right, run.shots[-1].grid, GRID, cmap=few_greys, limits=(0, 1))
    (picture,) = right.images

    def frame(index: int) -> None:
        shot = run.shots[index]
        for digit, (cloud, name) in enumerate(zip(clouds, names, strict=True)):
            of_digit = shot.codes[run.labels == digit]
            cloud.set_data(*of_digit.T)
            name.set_position(np.median(of_digit, axis=0))
        picture.set_data(plots.sheet(shot.grid, GRID))

    return {"latent": plots.Motion(figure, frame, len(run.shots), ms=120)}


def headline(metrics: Metrics, say: Say) -> str:
    if collapsed(metrics):
        return say("사후 붕괴: 디코더가 z를 무시해요", "Posterior collapse: z is ignored")
    if metrics["code_spread"] > 1.5:
        return say("코드가 흩어져 z를 고를 수 없어요", "Codes drift off: a random z misses them")
    return say("아무 z나 골라도 숫자가 나와요", "Pick any z and a digit comes out")


def collapsed(metrics: Metrics) -> bool:
    return metrics["kl_nats"] < 0.1


def caption(params: Variation, metrics: Metrics) -> Bilingual:
    """Say what was trained, how the codes spread, and what random codes decode to."""
    kl, pixels = f"{metrics['kl_nats']:.2g}", f"{metrics['reconstruction_nats']:.3g}"
    spread, kinds = f"{metrics['code_spread']:.2g}", f"{metrics['digits_drawn']:g}"
    ko_end, en_end = (
        (
            "KL이 너무 세서 코드가 입력과 상관없어졌어요",
            "The KL is so strong that a code says nothing",
        )
        if collapsed(metrics)
        else (
            "KL이 약해서 보통의 오토인코더처럼 코드 사이가 비어 있어요",
            "With so weak a KL there are gaps between the codes, as in a plain autoencoder",
        )
        if metrics["code_spread"] > 1.5
        else (
            "KL이 코드를 원점 둘레로 모아서 빈 곳이 거의 없어요",
            "The KL gathers the codes round the origin and leaves hardly any gaps",
        )
    )
    return Bilingual(
        ko=f"숫자 2개짜리 코드를 쓰는 VAE를 {params.epochs}에폭 학습했어요. 인코더는 점이 아니라"
        " 평균 μ와 분산을 내고, 거기서 뽑은 z를 디코딩해요. 시험 이미지의 loss는 복원"
        f" {josa(pixels, '과', '와')} KL {kl}(β = {params.beta:g})이고, μ의 크기는 {spread}"
        f" 정도예요(표준정규분포라면 1). {ko_end}. 표준정규분포에서 뽑은 z에서 나온 숫자는"
        f" 열 가지 중 {kinds}가지예요.",
        en=f"A VAE with a code of 2 numbers was trained for {some(params.epochs, 'epoch')}. Its"
        " encoder gives a mean μ and a variance rather than a point, and the z that is decoded is"
        f" drawn from them. On test images the loss is {pixels} for reconstruction plus a KL of"
        f" {kl} (β = {params.beta:g}), and μ has a size of {spread} (1 in a standard normal)."
        f" {en_end}. Drawing z from the standard normal gave {kinds} of the ten digits.",
    )


DEMO = Demo(
    name="vae-digits",
    topic=Topic.GENERATIVE,
    title=Bilingual(ko="VAE의 잠재 공간", en="The latent space of a VAE"),
    params=Variation,
    presets=(
        Preset(
            name="no-kl",
            works=False,
            params={"beta": 0},
            look=Bilingual(
                ko="코드가 회색 원 밖으로 달아나요. 원 안에서 뽑은 z는 몇 가지 숫자만 그려요.",
                en="The codes run away from the grey discs, and z from within them makes only a"
                " few digits.",
            ),
        ),
        Preset(
            name="collapse",
            works=False,
            params={"beta": 10},
            look=Bilingual(
                ko="코드가 모두 원점에 뭉쳐서, 어떤 z를 골라도 같은 평균 그림이 나와요.",
                en="All codes sit at the origin, and every z decodes to the same mean image.",
            ),
        ),
        Preset(
            name="sharper",
            works=True,
            params={"beta": 0.3, "epochs": 100},
            look=Bilingual(
                ko="KL을 조금 풀면 숫자가 더 또렷해지고, 코드는 조금 더 넓게 퍼져요.",
                en="A slightly weaker KL makes sharper digits, and the codes spread wider.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
