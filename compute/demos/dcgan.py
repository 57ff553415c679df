"""A whole DCGAN for images of digits (Radford et al., 2016), and how many lines it takes.

Strided convolutions instead of pooling, batch norm except where G ends and D begins, ReLU in G,
LeakyReLU in D, Adam with β1 = 0.5. Images are half their side within, so that two layers do.
"""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.lines import lines_of
from content.numerals import some

if TYPE_CHECKING:
    from torch import Tensor, nn

NOISE = 16


class Training(Params):
    steps: Annotated[int, Field(ge=1, le=1000)] = 150


def measure(params: Training, lab: Lab) -> "tuple[Metrics, Tensor]":
    """Train a DCGAN, count its lines, and see how near its images come to digits."""
    data = digits(lab.seed)
    made = train_dcgan(params.steps, lab)
    counts = [lines_of(part) for part in (image_generator, image_discriminator, train_dcgan)]
    metrics = dict(zip(("lines_g", "lines_d", "lines_loop"), map(float, counts), strict=True))
    return metrics | {
        "lines": float(sum(counts)),
        "distance": distance((made.flatten(1) + 1) / 2, data.x),
        "distance_of_digits": distance(data.test_x, data.x),
    }, made


def image_generator(side: int) -> "nn.Sequential":
    """Return G, which maps noise (n, NOISE, 1, 1) to images (n, 1, side, side) in [-1, 1]."""
    from torch import nn

    return nn.Sequential(
        nn.ConvTranspose2d(NOISE, 32, kernel_size=side // 2),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 16, kernel_size=3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.ConvTranspose2d(16, 1, kernel_size=4, stride=2, padding=1),
        nn.Tanh(),
    )


def image_discriminator(side: int) -> "nn.Sequential":
    """Return D, which maps images to the logits (n,) of being real."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=4, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),
        nn.BatchNorm2d(32),
        nn.LeakyReLU(0.2),
        nn.Conv2d(32, 1, kernel_size=side // 2),
        nn.Flatten(0),
    )


def train_dcgan(steps: int, lab: Lab) -> "Tensor":
    """Train D and G in turn and return 20 images of G's (20, side, side)."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    data = digits(lab.seed)
    images = 2 * data.x.view(-1, 1, data.side, data.side) - 1
    torch.manual_seed(lab.seed)
    g, d = image_generator(data.side), image_discriminator(data.side)
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), 2e-3, betas=(0.5, 0.999)) for net in (g, d))
    ones, zeros = torch.ones(64), torch.zeros(64)
    for step in range(1, steps + 1):
        real = images[torch.randint(len(images), (64,))]
        fake = g(torch.randn(64, NOISE, 1, 1))
        loss_d = cross_entropy(d(real), ones) + cross_entropy(d(fake.detach()), zeros)
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()
        loss_g = cross_entropy(d(fake), ones)
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        lab.report(step / steps, f"step {step} · loss D {loss_d:.2g} G {loss_g:.2g}")
    with torch.no_grad():
        made: Tensor = g.eval()(torch.randn(20, NOISE, 1, 1))
    return made[:, 0]


def distance(images: "Tensor", x: "Tensor") -> float:
    """Return how far the images are from the nearest of x, on average."""
    import torch

    return float(torch.cdist(images, x).min(dim=1).values.mean())


def draw(params: Training, metrics: Metrics, made: "Tensor", say: Say) -> Pictures:
    from compute import plots

    figure, (top, bottom) = plots.panels(say.headline, 2, share=False, widths=(2, 3))
    counts = [metrics[f"lines_{part}"] for part in ("g", "d", "loop")]
    names = [say("생성자", "generator"), say("판별자", "discriminator"), say("학습", "training")]
    labels = [say(f"{count:g}줄", some(count, "line")) for count in counts]
    plots.bars(top, names, counts, [plots.BLUE, plots.RED, plots.PURPLE], labels)
    top.set(xticks=[], xlim=(0, 1.25 * max(counts)))
    plots.tiles(bottom, made, 5)
    bottom.set_title(say("그 코드가 방금 만든 숫자", "what it made just now"), fontweight="bold")
    return {"dcgan": figure}


DEMO = packaged(Training, measure, draw)
