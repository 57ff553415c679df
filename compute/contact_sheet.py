"""All demos on one picture: what each shows with its own values, small and named."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont, ImageOps

from compute.plots import FAINT, FONTS, INK, PAPER
from compute.toolkit.demo import Catalog, Finished
from content.schema import Language

COLUMNS, WIDTH, HEIGHT, GAP, LINE = 9, 320, 400, 14, 34


def contact_sheet(demos: Catalog, language: Language) -> bytes:
    """Run every demo with its defaults and return a PNG; minutes."""
    names = [spec.name for spec in demos.specs]
    rows = -(-len(names) // COLUMNS)
    cell_width, cell_height = WIDTH + GAP, HEIGHT + LINE + GAP
    sheet = Image.new("RGB", (COLUMNS * cell_width + GAP, rows * cell_height + GAP), FAINT)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(FONTS / "Pretendard-Bold.otf"), 22)
    for number, (name, image) in enumerate(zip(names, _thumbnails(demos, language), strict=True)):
        left = GAP + number % COLUMNS * cell_width
        top = GAP + number // COLUMNS * cell_height
        draw.rectangle((left, top, left + WIDTH - 1, top + HEIGHT + LINE - 1), fill=PAPER)
        sheet.paste(image, (left, top))
        draw.text((left + WIDTH // 2, top + HEIGHT + LINE // 2), name, INK, font, anchor="mm")
    buffer = BytesIO()
    sheet.quantize(256).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _thumbnails(demos: Catalog, language: Language) -> Iterator[Image.Image]:
    for spec in demos.specs:
        demo = demos.find(spec.name)
        finished = demo.execute(demo.check({}), 0, lambda fraction, note: None, language)
        yield ImageOps.pad(
            _first(finished), (WIDTH, HEIGHT), Image.Resampling.LANCZOS, PAPER, (0, 0)
        )


def _first(finished: Finished) -> Image.Image:
    """Return the first picture; of one that moves, the last frame."""
    image = Image.open(BytesIO(finished.files[finished.result.artifacts[0]]))
    image.seek(getattr(image, "n_frames", 1) - 1)
    return image.convert("RGB")
