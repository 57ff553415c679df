"""Training data for Korean OCR out of fonts: clean renders, and renders distorted like scans."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from PIL.ImageFont import FreeTypeFont
    from torch import Tensor

    Image = NDArray[float32]

SYLLABLES = "가각간갈감갑강거건걸고곡곤골공구국군굴궁나낙난날남다닥단달담마막만말맘바박반발밥"
SAMPLE = "각감곤밥"
"""The syllables that the picture shows at each level of distortion."""
FONTS = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")
SIDE, LEVELS = 24, 5
COPIES, TEST_COPIES = 50, 3
"""How many images there are of each syllable in each font."""
EPOCHS = 12
"""With one font; with more of them the steps of training stay as many."""


class Printing(Params):
    noise: Annotated[float, Field(ge=0.05, le=1)] = 0.4
    fonts: Annotated[int, Field(ge=1, le=2)] = 2


def measure(params: Printing, lab: Lab) -> "tuple[Metrics, list[Image]]":
    """Learn to read from clean and from distorted renders; test both on ever worse scans."""
    import torch

    torch.manual_seed(lab.seed)
    prints = [rendered(text, face) for face in map(typeface, FONTS) for text in SYLLABLES]
    levels = torch.linspace(0, params.noise, LEVELS)
    tests = [scans(prints, level.repeat(TEST_COPIES)) for level in levels]
    learned = prints[: params.fonts * len(SYLLABLES)]
    ways = {"clean": torch.zeros(COPIES), "distorted": levels.repeat(COPIES // LEVELS)}
    metrics: Metrics = {
        "syllables": float(len(SYLLABLES)),
        "images": float(len(learned) * COPIES),
    }
    for way, part in lab.share(list(ways)):
        images = scans(learned, ways[way])
        model = mlp([SIDE**2, 64, len(SYLLABLES)])
        epochs = EPOCHS // params.fonts
        train(model, images.flatten(1), labels(images), part, epochs=epochs, lr=0.003)
        for step, test in enumerate(tests):
            metrics[f"{way}_accuracy_{step}"] = accuracy(model, test.flatten(1), labels(test))
    shown = [prints[SYLLABLES.index(text)] for text in SAMPLE]
    squares = [scans(shown, level[None]).unflatten(0, (2, 2)) for level in levels]
    return metrics, [one.transpose(1, 2).reshape(2 * SIDE, -1).numpy() for one in squares]


def labels(images: "Tensor") -> "Tensor":
    """Return which syllable each image shows; they come in turn."""
    import torch

    return torch.arange(len(images)) % len(SYLLABLES)


def typeface(name: str) -> "FreeTypeFont":
    """Load a font of quizmaster's, or of that name beside this script or among those installed."""
    from PIL import ImageFont

    places = [Path(root, folder, name) for root in sys.path for folder in ("compute/fonts", "")]
    try:
        return ImageFont.truetype(next(filter(Path.exists, places), name), round(0.8 * SIDE))
    except OSError:
        raise FileNotFoundError(f"{name} is neither beside this script nor installed") from None


def rendered(text: str, face: "FreeTypeFont") -> "Tensor":
    """Return a syllable as it is printed, from 0 (paper) to 1 (ink)."""
    import numpy as np
    import torch
    from PIL import Image, ImageDraw

    image = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(image).text((SIDE / 2, SIDE / 2), text, font=face, fill=255, anchor="mm")
    return torch.tensor(np.asarray(image) / 255, dtype=torch.float32)


def scans(prints: "list[Tensor]", strengths: "Tensor") -> "Tensor":
    """Return the prints once for each strength, turned, slanted, shifted and speckled by it."""
    import torch

    images = torch.stack(prints).repeat(len(strengths), 1, 1)
    strength = strengths.repeat_interleave(len(prints))
    turn, slant = 0.25 * strength * torch.randn(2, len(images))
    across, down = 4 / SIDE * strength * torch.randn(2, len(images))
    moved = warped(images, turn, slant, across, down)
    return (moved + 0.5 * strength[:, None, None] * torch.randn_like(moved)).clamp(0, 1)


def warped(
    images: "Tensor", turn: "Tensor", slant: "Tensor", across: "Tensor", down: "Tensor"
) -> "Tensor":
    """Turn each of n square images by an angle, slant it and move it by parts of half its side."""
    import torch
    from torch.nn.functional import affine_grid, grid_sample

    sine, cosine = turn.sin(), turn.cos()
    moves = torch.stack([cosine, sine + slant, across, -sine, cosine, down], dim=1).view(-1, 2, 3)
    grid = affine_grid(moves, list(images[:, None].shape), align_corners=False)
    return grid_sample(images[:, None], grid, align_corners=False)[:, 0]


def draw(params: Printing, metrics: Metrics, samples: "list[Image]", say: Say) -> Pictures:
    from compute import plots

    ways = {
        "clean": (say("원본 학습", "clean"), plots.RED),
        "distorted": (say("왜곡 학습", "distorted"), plots.BLUE),
    }
    curves = [
        (name, [metrics[f"{way}_accuracy_{step}"] for step in range(LEVELS)], color)
        for way, (name, color) in ways.items()
    ]
    figure, panel = plots.over_samples(say.headline, curves, samples)
    strengths = [params.noise * step / (LEVELS - 1) for step in range(LEVELS)]
    panel.set_xticklabels([f"{strength:.3g}" for strength in strengths])
    panel.set_xlabel(say("스캔이 왜곡된 정도", "how badly the scan is distorted"))
    panel.set_ylabel(say("테스트 정확도", "test accuracy"), loc="top")
    return {"hangul": figure}


DEMO = packaged(Printing, measure, draw)
