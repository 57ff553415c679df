"""A whole DCGAN for images of digits (Radford et al., 2016), whose lines another demo counts.

Strided convolutions instead of pooling, batch norm except where G ends and D begins, ReLU in G,
LeakyReLU in D, Adam with β1 = 0.5. Images are half their side within, so that two layers do.
"""

from typing import TYPE_CHECKING

from compute.toolkit.data import digits
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn

NOISE = 16


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
        torch.autograd.backward(loss_d)
        opt_d.step()
        loss_g = cross_entropy(d(fake), ones)
        opt_g.zero_grad()
        torch.autograd.backward(loss_g)
        opt_g.step()
        lab.report(step / steps, f"dcgan {step} · loss D {loss_d:.2g} G {loss_g:.2g}")
    with torch.no_grad():
        made: Tensor = g.eval()(torch.randn(20, NOISE, 1, 1))
    return made[:, 0]
