"""What an autoencoder is: digits squeezed into a few numbers and rebuilt from them alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.lines import lines_of
from content.numerals import some

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor, nn

    Images = NDArray[float32]

SHOTS = 24
"""A run keeps what the network makes of the same ten digits about so many times."""


class Squeeze(Params):
    code_dim: Annotated[int, Field(ge=1, le=64)] = 8
    epochs: Annotated[int, Field(ge=1, le=300)] = 50


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
            loss.backward()
            optimizer.step()
        yield


def draw(params: Squeeze, metrics: Metrics, run: Run, say: Say) -> Pictures:
    from compute import plots

    figure, (top, bottom) = plots.panels(say.headline, rows=2, share=False)
    top.set(xlim=(-1.7, 10), ylim=(0, 2.8))
    top.set_axis_off()
    pixels = metrics["pixels"]
    names = (
        (2.3, say(f"원본\n픽셀 {pixels:g}개", f"original\n{some(pixels, 'pixel')}")),
        (1.4, say(f"코드\n숫자 {params.code_dim}개", f"code\n{some(params.code_dim, 'number')}")),
        (0.5, say(f"복원\n픽셀 {pixels:g}개", f"rebuilt\n{some(pixels, 'pixel')}")),
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
    final = f"{metrics['test_mse']:.2g}"
    label = say(f"복원\n{final}", f"rebuilt\n{final}")
    (curve,) = bottom.plot([], [], color=plots.BLUE, linewidth=3.5, clip_on=False, label=label)
    bottom.set(xlim=(0, params.epochs), ylim=(0, 1.15 * max(baseline, *run.losses)))
    bottom.set(xlabel=say("에폭", "epoch"), ylabel=say("복원 오차 (MSE)", "error (MSE)"))
    plots.count_along_x(bottom)
    model, both = f"{metrics['lines_model']:g}", f"{metrics['lines']:g}"
    program = say(f"PyTorch {both}줄 (모델 {model}줄)", f"{both} lines of PyTorch (model: {model})")
    bottom.text(0.98, 0.86, program, ha="right", fontsize=17, transform=bottom.transAxes)
    mean = say("평균 그림만 낼 때", "always the mean image")
    bottom.annotate(
        mean, (params.epochs, baseline), (-8, 5), textcoords="offset points",
        color=plots.FAINT, ha="right",
    )  # fmt: skip
    plots.tag_ends(bottom, {label: metrics["test_mse"]})

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


DEMO = packaged(Squeeze, measure, draw)
