"""What non-linearity buys: the same deep network with its ReLUs left out and with them in."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor, nn

EDGE = 2.2
"""The plane is shown from -EDGE to EDGE both ways."""
GRID = 128


class Boundary(Params):
    dataset: Literal["circles", "moons", "xor"] = "circles"
    depth: Annotated[int, Field(ge=1, le=6)] = 3
    epochs: Annotated[int, Field(ge=5, le=39)] = 24


class Run(NamedTuple):
    """The class across the plane and the accuracy, before training and after every epoch."""

    sides: "list[NDArray[Any]]"
    shares: list[float]


class Found(NamedTuple):
    x: "Tensor"
    y: "Tensor"
    runs: dict[str, Run]


def measure(params: Boundary, lab: Lab) -> tuple[Metrics, Found]:
    """Train both networks and see how well one linear layer can stand in for each."""
    import torch

    x, y = points(params.dataset, lab.seed)
    found = Found(x, y, {})
    metrics: Metrics = {}
    for kind, part in lab.share(("linear", "relu")):
        torch.manual_seed(lab.seed)
        sizes = [2, *[16] * (params.depth - 1), 2]
        model = mlp(sizes, "Identity" if kind == "linear" else "ReLU")
        found.runs[kind] = learn(model, x, y, params.epochs, part)
        metrics[f"accuracy_{kind}"] = found.runs[kind].shares[-1]
        metrics[f"classes_{kind}"] = float(len(set(found.runs[kind].sides[-1].flat)))
        metrics[f"gap_{kind}"] = gap_to_one_layer(model, x)
    return metrics, found


def points(dataset: str, seed: int) -> "tuple[Tensor, Tensor]":
    """Return 400 points round the origin in two classes."""
    import torch
    from sklearn.datasets import make_circles, make_moons

    if dataset == "xor":
        x = torch.rand(400, 2, generator=torch.Generator().manual_seed(seed)) * 4 - 2
        return x, (x[:, 0] * x[:, 1] > 0).long()
    make = {"circles": make_circles, "moons": make_moons}[dataset]
    shape = {"factor": 0.45} if dataset == "circles" else {}
    raw, labels = make(400, noise=0.1, random_state=seed, **shape)
    x = torch.tensor(raw, dtype=torch.float32)
    return (x - x.mean(0)) / x.std(0), torch.tensor(labels)


def learn(model: "nn.Module", x: "Tensor", y: "Tensor", epochs: int, lab: Lab) -> Run:
    """Train with Adam, and watch."""
    import torch

    ticks = torch.linspace(-EDGE, EDGE, GRID)
    plane = torch.cartesian_prod(ticks, ticks).flip(1)
    run = Run([], [])

    def watch(_: int) -> None:
        with torch.no_grad():
            run.sides.append(model(plane).argmax(dim=1).view(GRID, GRID).numpy())
        run.shares.append(accuracy(model, x, y))

    watch(0)
    train(model, x, y, lab, epochs=epochs, lr=0.02, after=watch)
    return run


def gap_to_one_layer(model: "nn.Module", x: "Tensor") -> float:
    """Return how far at most the outputs are from those of the nearest single linear layer.

    Of rounding errors only the first digits are the same in every run.
    """
    import torch

    inputs = torch.cat([x, torch.ones(len(x), 1)], dim=1).double()
    with torch.no_grad():
        outputs = model(x).double()
    single = torch.linalg.lstsq(inputs, outputs).solution
    gap = float((inputs @ single - outputs).abs().max())
    return float(f"{gap:.1e}")


def draw(params: Boundary, metrics: Metrics, found: Found, say: Say) -> Pictures:
    from compute import plots

    names = {"linear": say("활성화 함수 없음", "no activation"), "relu": "ReLU"}
    figure, panels = plots.panels(say.headline, 2)
    images, titles = [], []
    for kind, panel in zip(found.runs, panels, strict=True):
        span = (-EDGE, EDGE, -EDGE, EDGE)
        image = panel.imshow(
            found.runs[kind].sides[0], plots.SIGNED, alpha=0.5, extent=span, origin="lower"
        )
        image.set(clim=(0, 1), interpolation="bilinear")
        images.append(image)
        for label, color in ((0, plots.RED), (1, plots.BLUE)):
            across, up = found.x[found.y == label].T.tolist()
            plots.dots(panel, across, up, color, size=6)
        panel.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE))
        plots.bare(panel)
        titles.append(panel.set_title(names[kind], fontsize=17, fontweight="bold"))

    def frame(epoch: int) -> None:
        for kind, image, title in zip(found.runs, images, titles, strict=True):
            run = found.runs[kind]
            image.set_data(run.sides[epoch])
            name, right = names[kind], plots.percent(run.shares[epoch])
            title.set_text(say(f"{name} · 정확도 {right}", f"{name} · {right} right"))

    return {"boundaries": plots.Motion(figure, frame, params.epochs + 1, ms=150, hold_ms=3000)}


DEMO = packaged(Boundary, measure, draw)
