"""The images that demos learn from: scikit-learn's digits, or MNIST where its files are.

`QUIZMASTER_MNIST_DIR` names a folder with the four IDX files, compressed or not.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

MNIST_DIR = "QUIZMASTER_MNIST_DIR"
MNIST_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
MNIST_TRAIN, MNIST_TEST = 4000, 1000


@dataclass(frozen=True)
class Digits:
    """Images (n, side · side) in [0, 1] as float32 and labels (n,) from 0 to 9 as int64."""

    x: "Tensor"
    y: "Tensor"
    test_x: "Tensor"
    test_y: "Tensor"
    side: int


def digits(seed: int = 0) -> Digits:
    """Return 1,347 images to learn from and 450 to test on, 8 × 8 each, shuffled by `seed`.

    MNIST comes as 4,000 and 1,000 images of 14 × 14, the means of 2 × 2 pixels.
    """
    import torch
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    if folder := os.environ.get(MNIST_DIR):
        return mnist(folder, seed)
    bundle = load_digits()
    x, test_x, y, test_y = train_test_split(
        bundle.data / 16, bundle.target, random_state=seed % 2**32, stratify=bundle.target
    )
    images = [torch.tensor(part, dtype=torch.float32) for part in (x, test_x)]
    return Digits(images[0], torch.tensor(y), images[1], torch.tensor(test_y), 8)


def mnist(folder: str, seed: int) -> Digits:
    """Return as many images of MNIST as a demo can learn from in seconds."""
    import torch

    parts: list[Tensor] = []
    for name, count in (("train", MNIST_TRAIN), ("t10k", MNIST_TEST)):
        images = idx(folder, f"{name}-images-idx3-ubyte", 16)
        labels = idx(folder, f"{name}-labels-idx1-ubyte", 8)
        rows = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))[:count]
        square = images.view(-1, 1, 28, 28)[rows].float() / 255
        parts += [torch.nn.functional.avg_pool2d(square, 2).flatten(1), labels[rows].long()]
    return Digits(parts[0], parts[1], parts[2], parts[3], side=14)


def idx(folder: str, name: str, header: int) -> "Tensor":
    """Return the bytes of an IDX file after its header of so many bytes."""
    import gzip

    import torch

    path = Path(folder) / name
    packed = Path(f"{path}.gz")
    if not path.exists() and not packed.exists():
        raise FileNotFoundError(f"{folder} has no {name}, compressed or not")
    raw = path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())
    return torch.frombuffer(bytearray(raw[header:]), dtype=torch.uint8)
