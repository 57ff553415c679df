"""What an autoencoder is: digits squeezed into a few numbers and rebuilt from them alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.lines import lines_of
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from compute.plots import Picture

    Images = NDArray[float32]

SHOTS = 24
"""A run keeps what the network makes of the same ten digits about so many times."""


class Squeeze(Params):
    code_dim: Annotated[int, Title("코드 차원", "code dimension"), Field(ge=1, le=64)] = 8
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=300)] = 50


class Shot(NamedTuple):
    """The codes (10, code_dim) and reconstructions (10, side, side) after an epoch."""

    epoch: int
    codes: "Images"
    rebuilt: "Images"


class Run(NamedTuple):
    """One unseen image of each digit, what became of them, and the test loss from epoch 0 on."""

    originals: "Images"
    shots: list[Shot]
    losses: list[float]


def measure(params: Squeeze, lab: Lab) -> tuple[Metrics, Run]:
    """Train an autoencoder on digits and try it on images that it never saw."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    model = autoencoder(data.side**2, params.code_dim)
    first = [int((data.test_y == digit).nonzero()[0]) for digit in range(10)]
    run = Run(data.test_x[first].view(-1, data.side, data.side).numpy(), [], [])
    for epoch, _ in enumerate(training(model, data.x, params.epochs)):
        with torch.no_grad():
            codes = model[0](data.test_x)
            rebuilt = model[1](codes)
        run.losses.append(float((rebuilt - data.test_x).square().mean()))
        if epoch % -(-params.epochs // SHOTS) == 0 or epoch == params.epochs:
            shown = rebuilt[first].view(-1, data.side, data.side).numpy()
            run.shots.append(Shot(epoch, codes[first].numpy(), shown))
        lab.report(epoch / params.epochs, f"epoch {epoch} · mse {run.losses[-1]:.3g}")
    return {
        "test_mse": run.losses[-1],
        "test_mse_of_the_mean_image": float((data.x.mean(dim=0) - data.test_x).square().mean()),
        "pixels": float(data.side**2),
        "lines_model": float(lines_of(autoencoder)),
        "lines_training": float(lines_of(training)),
        "lines": float(lines_of(autoencoder, training)),
    }, run


def autoencoder(pixels: int, code_dim: int, hidden: int = 128) -> "nn.Sequential":
    """Return an encoder from pixels to a code, followed by a decoder from it back to pixels."""
    from torch import nn

    encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, code_dim))
    decoder = nn.Sequential(nn.Linear(code_dim, hidden), nn.ReLU(), nn.Linear(hidden, pixels))
    return nn.Sequential(encoder, decoder)


def training(model: "nn.Module", x: "Tensor", epochs: int) -> Iterator[None]:
    """Train the model to give back its input, and pause before the first epoch and after each."""
    import torch

    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    yield
    for _ in range(epochs):
        for rows in torch.split(torch.randperm(len(x)), 128):
            loss = torch.nn.functional.mse_loss(model(x[rows]), x[rows])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
        yield


def draw(params: Squeeze, metrics: Metrics, run: Run, say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (top, bottom) = plots.panels(headline(params, metrics, say), rows=2, share=False)
    top.set(xlim=(-1.7, 10), ylim=(0, 2.8))
    top.set_axis_off()
    pixels, numbers = f"{metrics['pixels']:g}", params.code_dim
    names = (
        (2.3, say(f"원본\n픽셀 {pixels}개", f"original\n{some(metrics['pixels'], 'pixel')}")),
        (1.4, say(f"코드\n숫자 {numbers}개", f"code\n{some(numbers, 'number')}")),
        (0.5, say(f"복원\n픽셀 {pixels}개", f"rebuilt\n{some(metrics['pixels'], 'pixel')}")),
    )
    for height, name in names:
        top.text(-0.15, height, name, ha="right", va="center", fontsize=13)
    last = run.shots[-1]
    row(top, run.originals, 1.85, 0.9, cmap="gray_r", vmin=0, vmax=1)
    limit = float(abs(last.codes).max())
    codes = row(top, last.codes[:, None], 1.2, 0.4, cmap=plots.SIGNED, vmin=-limit, vmax=limit)
    rebuilt = row(top, last.rebuilt, 0.05, 0.9, cmap="gray_r", vmin=0, vmax=1)

    baseline = metrics["test_mse_of_the_mean_image"]
    bottom.axhline(baseline, color=plots.FAINT, linewidth=2.5, linestyle="--")
    (curve,) = bottom.plot([], [], color=plots.BLUE, linewidth=3.5, clip_on=False)
    bottom.set(xlim=(0, params.epochs), ylim=(0, 1.15 * max(baseline, *run.losses)))
    bottom.set(xlabel=say("에폭", "epoch"), ylabel=say("복원 오차 (MSE)", "error (MSE)"))
    plots.count_along_x(bottom)
    model, both = f"{metrics['lines_model']:g}", f"{metrics['lines']:g}"
    program = say(f"PyTorch {both}줄 (모델 {model}줄)", f"{both} lines of PyTorch (model: {model})")
    bottom.text(0.98, 0.86, program, ha="right", fontsize=17, transform=bottom.transAxes)
    final = f"{metrics['test_mse']:.2g}"
    mean = say("평균 그림만 낼 때", "always the mean image")
    bottom.annotate(
        mean, (params.epochs, baseline), (-8, 5), textcoords="offset points",
        color=plots.FAINT, ha="right",
    )  # fmt: skip
    plots.tag_ends(
        bottom,
        [(metrics["test_mse"], say(f"복원\n{final}", f"rebuilt\n{final}"), plots.BLUE)],
    )

    def frame(index: int) -> None:
        shot = run.shots[index]
        for image, code in zip(codes, shot.codes, strict=True):
            image.set_data(code[None])
        for image, made in zip(rebuilt, shot.rebuilt, strict=True):
            image.set_data(made)
        curve.set_data(range(shot.epoch + 1), run.losses[: shot.epoch + 1])

    return {"reconstructions": plots.Motion(figure, frame, len(run.shots), ms=160)}


def row(axes: "Axes", images: "Images", bottom: float, height: float, **style: Any) -> list[Any]:
    """Show images side by side, one per unit of x, and return them."""
    places = [(left + 0.08, left + 0.92, bottom, bottom + height) for left in range(len(images))]
    return [
        axes.imshow(image, extent=place, aspect="auto", **style)
        for image, place in zip(images, places, strict=True)
    ]


def headline(params: Squeeze, metrics: Metrics, say: Say) -> str:
    left = metrics["test_mse"] / metrics["test_mse_of_the_mean_image"]
    if left > 0.9:
        return say("아직 모두 평균 그림으로 그려요", "So far every digit comes out as the mean")
    if params.code_dim >= metrics["pixels"]:
        return say("코드가 넓으면 베끼기만 해도 돼요", "With a code this wide, copying will do")
    if left > 0.4:
        return say(
            f"숫자 {params.code_dim}개로는 흐릿하게 살아나요",
            f"From {some(params.code_dim, 'number')} it comes back blurred",
        )
    return say(
        f"숫자 {params.code_dim}개에서 그림이 되살아나요",
        f"Whole images, rebuilt from {some(params.code_dim, 'number')}",
    )


def caption(params: Squeeze, metrics: Metrics) -> Bilingual:
    """Say what was squeezed into what, how well it came back, and how many lines that took."""
    pixels, mse = f"{metrics['pixels']:g}", f"{metrics['test_mse']:.2g}"
    mean = f"{metrics['test_mse_of_the_mean_image']:.2g}"
    model, training, both = (
        f"{metrics[name]:g}" for name in ("lines_model", "lines_training", "lines")
    )
    return Bilingual(
        ko=f"손글씨 숫자의 픽셀 {pixels}개를 인코더가 숫자 {params.code_dim}개(코드)로 바꾸고,"
        f" 디코더가 코드만 보고 다시 그리도록 {params.epochs}에폭 학습했어요."
        " 정답이 입력 자신이라 레이블은 쓰지 않았어요."
        f" 처음 보는 이미지의 복원 오차(MSE)는 {josa(mse, '이고', '고')}, 늘 평균 그림만 내놓으면"
        f" {josa(mean, '이에요', '예요')}."
        f" PyTorch 코드는 모델 {model}줄, 학습 {training}줄로 모두 {both}줄이에요.",
        en=f"An encoder turns the {some(metrics['pixels'], 'pixel')} of a handwritten digit into"
        f" {some(params.code_dim, 'number')}, the code, and a decoder draws the digit again from"
        f" the code alone; they were trained together for {some(params.epochs, 'epoch')}."
        " The input is its own target, so no labels were used."
        f" On unseen images the error (MSE) is {mse}, against {mean} for always answering with the"
        f" mean image. In PyTorch this took {some(metrics['lines'], 'line')}: {model} for the model"
        f" and {training} for training.",
    )


DEMO = Demo(
    name="ae-digits",
    topic=Topic.AUTOENCODERS,
    title=Bilingual(ko="오토인코더로 숫자 복원하기", en="An autoencoder rebuilds digits"),
    params=Squeeze,
    presets=(
        Preset(
            name="too-short",
            works=False,
            params={"epochs": 1},
            look=Bilingual(
                ko="복원 줄을 보세요. 한 에폭만으로는 무엇을 넣어도 평균 그림에 가까워요.",
                en="Look at the rebuilt row: after one epoch any input gives nearly the mean.",
            ),
        ),
        Preset(
            name="two-numbers",
            works=True,
            params={"code_dim": 2, "epochs": 100},
            look=Bilingual(
                ko="숫자 2개로도 어떤 글자인지는 남지만, 필체는 사라지고 닮은 숫자끼리 섞여요.",
                en="Two numbers keep most of which digit it is, but lose the handwriting and mix up"
                " look-alikes.",
            ),
        ),
        Preset(
            name="sharp",
            works=True,
            params={"code_dim": 32, "epochs": 100},
            look=Bilingual(
                ko="코드가 넓어서 복원이 원본과 거의 같아요. 대신 압축은 덜 됐어요.",
                en="With this much room the rebuilt row nearly equals the originals, but less is"
                " compressed.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
