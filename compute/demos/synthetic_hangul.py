"""Training data for Korean OCR out of fonts: clean renders, and renders distorted like scans."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image, ImageFont
    from torch import Tensor

    from compute.plots import Picture

SYLLABLES = "가각간갈감갑강거건걸고곡곤골공구국군굴궁나낙난날남다닥단달담마막만말맘바박반발밥"
SAMPLE = "각감곤밥"
"""The syllables that the picture shows at each level of noise."""

FONTS = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")
SIDE = 24
LEVELS = 5
COPIES, TEST_COPIES = 50, 3
"""How many images there are of each syllable in each font."""

EPOCHS = 12
"""With one font; with more of them the steps of training stay as many."""


class Printing(Params):
    noise: Annotated[
        float, Title("가장 심한 왜곡 (0~1)", "worst distortion (0 to 1)"), Field(ge=0.05, le=1)
    ] = 0.4
    fonts: Annotated[int, Title("학습할 글꼴 수", "fonts to learn from"), Field(ge=1, le=2)] = 2


def measure(params: Printing, lab: Lab) -> "tuple[Metrics, list[NDArray[np.float64]]]":
    """Learn to read from clean and from distorted renders; test both on ever worse scans."""
    import numpy as np
    import torch

    generator = np.random.default_rng(lab.seed)
    levels = [params.noise * step / (LEVELS - 1) for step in range(LEVELS)]
    prints = [[rendered(text, face) for text in SYLLABLES] for face in map(typeface, FONTS)]
    tests = [scans(prints, TEST_COPIES, [level], generator) for level in levels]
    answers = torch.arange(len(SYLLABLES))
    metrics: Metrics = {
        "syllables": float(len(SYLLABLES)),
        "images": float(len(SYLLABLES) * params.fonts * COPIES),
    }
    for kind, part in lab.share(("clean", "distorted")):
        learned = levels if kind == "distorted" else [0.0]
        images = scans(prints[: params.fonts], COPIES, learned, generator)
        torch.manual_seed(lab.seed)
        model = mlp([SIDE**2, 64, len(SYLLABLES)])
        labels = answers.repeat(params.fonts * COPIES)
        train(model, images, labels, part, epochs=EPOCHS // params.fonts, lr=0.003)
        for step, test in enumerate(tests):
            labels = answers.repeat(len(FONTS) * TEST_COPIES)
            metrics[f"{kind}_accuracy_{step}"] = accuracy(model, test, labels)
    shown = [prints[0][SYLLABLES.index(text)] for text in SAMPLE]
    return metrics, [
        np.block(
            [[scanned(image, level, generator) for image in row] for row in (shown[:2], shown[2:])]
        )
        for level in levels
    ]


def typeface(name: str) -> "ImageFont.FreeTypeFont":
    """Load a font of quizmaster's, or of that name beside this script or among those installed."""
    import sys

    from PIL import ImageFont

    folders = [Path(root) / folder for root in sys.path for folder in ("compute/fonts", "")]
    place = next((folder / name for folder in folders if (folder / name).exists()), name)
    try:
        return ImageFont.truetype(str(place), round(0.8 * SIDE))
    except OSError:
        raise FileNotFoundError(f"{name} is neither beside this script nor installed") from None


def rendered(text: str, face: "ImageFont.FreeTypeFont") -> "Image.Image":
    """Return a syllable as it is printed, white on black."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(image).text((SIDE / 2, SIDE / 2), text, font=face, fill=255, anchor="mm")
    return image


def scans(
    prints: "Sequence[Sequence[Image.Image]]",
    copies: int,
    levels: "Sequence[float]",
    generator: "np.random.Generator",
) -> "Tensor":
    """Return so many scans of each print as rows, copy by copy distorted by one of the levels."""
    import numpy as np
    import torch

    images = [
        scanned(image, levels[copy % len(levels)], generator)
        for copy in range(copies)
        for font in prints
        for image in font
    ]
    return torch.tensor(np.stack(images), dtype=torch.float32).flatten(1)


def scanned(
    image: "Image.Image", strength: float, generator: "np.random.Generator"
) -> "NDArray[np.float64]":
    """Return the image turned, slanted, shifted and speckled, as a bad scan has it."""
    import numpy as np
    from PIL import Image

    turn, slant = generator.normal(0, 0.25 * strength, 2)
    moved = SIDE / 2 + generator.normal(0, 2 * strength, 2)
    matrix = np.array([[np.cos(turn), np.sin(turn) + slant], [-np.sin(turn), np.cos(turn)]])
    (a, b), (d, e) = matrix
    c, f = SIDE / 2 - matrix @ moved
    warped = image.transform(
        (SIDE, SIDE), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR
    )
    speckles = generator.normal(0, 0.5 * strength, (SIDE, SIDE))
    return np.clip(np.asarray(warped) / 255 + speckles, 0, 1)


def draw(
    params: Printing, metrics: Metrics, samples: "list[NDArray[np.float64]]", say: Say
) -> "dict[str, Picture]":
    from compute import plots

    curves = [
        (name, [metrics[f"{kind}_accuracy_{step}"] for step in range(LEVELS)], color)
        for kind, name, color in (
            ("clean", say("원본 학습", "clean"), plots.RED),
            ("distorted", say("왜곡 학습", "distorted"), plots.BLUE),
        )
    ]
    figure, panel = plots.over_samples(headline(metrics, say), curves, samples)
    strengths = [f"{params.noise * step / (LEVELS - 1):.2g}" for step in range(LEVELS)]
    panel.set_xticklabels(strengths)
    panel.set_xlabel(say("스캔이 왜곡된 정도", "how badly the scan is distorted"))
    panel.set_ylabel(say("테스트 정확도", "test accuracy"), loc="top")
    return {"hangul": figure}


def headline(metrics: Metrics, say: Say) -> str:
    clean, distorted = (metrics[f"{kind}_accuracy_{LEVELS - 1}"] for kind in ("clean", "distorted"))
    if distorted < 0.5:
        return say("이만큼 망가지면 둘 다 못 읽어요", "Scans this bad are read by neither")
    if distorted - clean > 0.1:
        return say(
            "왜곡해서 학습해야 나쁜 스캔도 읽어요", "Distorted renders teach it to read bad scans"
        )
    return say("이 정도면 깨끗한 글자로 배워도 읽어요", "Scans this good need clean renders only")


def caption(params: Printing, metrics: Metrics) -> Bilingual:
    """Say what was rendered, how far each way of training reads, and what it means for data."""
    noise, last = f"{params.noise:g}", LEVELS - 1
    syllables, images = f"{metrics['syllables']:.0f}", f"{metrics['images']:,.0f}"
    first, clean, distorted = (
        f"{metrics[f'{kind}_accuracy_{step}']:.1%}"
        for kind, step in (("clean", 0), ("clean", last), ("distorted", last))
    )
    return Bilingual(
        ko=f"한글 음절 {syllables}자를 글꼴 {params.fonts}종으로 {images}장 찍어 작은 MLP를"
        " 학습했어요. 한 번은 깨끗한 그대로, 한 번은 스캔처럼 돌리고 기울이고 옮기고 얼룩을"
        f" 넣어서요. 깨끗한 글자로만 배우면 깨끗한 글자는 {first}, 왜곡 {noise}의 스캔은 {clean}"
        f" 읽고, 왜곡해서 배우면 그 스캔을 {distorted} 읽어요. 글꼴로 찍으면 정답은 저절로"
        " 따라오니, 남는 일은 실제 스캔을 닮게 만드는 거예요.",
        en=f"{images} images of {syllables} Hangul syllables were rendered in"
        f" {some(params.fonts, 'font')} to train a small MLP, once clean and once turned, slanted,"
        f" shifted and speckled like scans. Trained clean it reads {first} of clean prints and"
        f" {clean} of scans distorted by {noise}; trained on distorted ones, {distorted} of them."
        " Rendering brings the labels for free, so the work is to make it look like real scans.",
    )


DEMO = Demo(
    name="synthetic-hangul",
    topic=Topic.PRACTICE,
    title=Bilingual(ko="글꼴로 만드는 한글 OCR 데이터", en="Hangul OCR data out of fonts"),
    params=Printing,
    presets=(
        Preset(
            name="one-font",
            works=True,
            params={"fonts": 1, "noise": 0.3},
            look=Bilingual(
                ko="보통 굵기로만 배우고 굵은 글자까지 시험해요. 그래도 왜곡해서 배운 쪽은 버텨요.",
                en="Learned from the regular weight only and tested on bold too: distorting the"
                " renders still carries it through.",
            ),
        ),
        Preset(
            name="too-noisy",
            works=False,
            params={"noise": 1},
            look=Bilingual(
                ko="오른쪽 끝 글자는 사람도 읽기 어려워요. 학습 데이터를 왜곡해도 사라진 획은 못"
                " 살려요.",
                en="At the right end people can hardly read either; no training data brings back"
                " what is gone.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
