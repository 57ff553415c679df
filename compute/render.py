"""From a picture to a file: finds words their places and curves their looks, then draws.

What depends on how large everything came out is done here, once, when nothing more is added.
"""

from collections.abc import Callable, Sequence
from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from compute.plots import KEY, LOOKS, PAPER, SMALLEST, TAG, TEN, Motion, Picture

MOVING_DPI, MOVING_COLORS = 100, 64
_GREYS = [level for grey in range(0, 256, 17) for level in (grey, grey, grey)]
_MEANT = [*(round(255 * part) for color in (PAPER, *TEN) for part in to_rgb(color)), *_GREYS]
"""Red, green and blue of what has a meaning of its own, however little of it there is."""
GAP = 0.02
"""Between words and the edges of the figure, as a part of its width."""
BALL_PT = 14
"""A marker of this size or larger is a thing of its own, not one of a curve."""


def encoded(name: str, picture: Picture, see: Callable[[], None]) -> tuple[str, bytes]:
    """Return a picture's file name and content: PNG, or GIF where it moves.

    `see` is called each time that something is drawn.
    """
    if isinstance(picture, Motion):
        return f"{name}.gif", gif(picture, see)
    content = png(picture)
    see()
    return f"{name}.png", content


def png(figure: Figure) -> bytes:
    """Render `figure` as a PNG that is 1200 pixels wide."""
    buffer = BytesIO()
    settle(figure)
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def gif(motion: Motion, see: Callable[[], None]) -> bytes:
    """Render a GIF that is 640 pixels wide and repeats for ever; `see` is called for each frame."""
    from PIL import Image

    figure = motion.figure
    figure.set_dpi(MOVING_DPI)
    motion.draw(motion.frames - 1)
    settle(figure)  # as the last frame, which stays longest, is laid out, so are the others
    canvas = FigureCanvasAgg(figure)
    shots = []
    for frame in range(motion.frames):
        motion.draw(frame)
        canvas.draw()  # type: ignore[no-untyped-call]
        see()
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        shots.append(Image.fromarray(np.asarray(pixels)[:, :, :3].copy()))
    sample = Image.new("RGB", (shots[0].width, shots[0].height * 3))
    for place, shot in enumerate((shots[0], shots[len(shots) // 2], shots[-1])):
        sample.paste(shot, (0, place * shot.height))
    palette = Image.new("P", (1, 1))
    own = sample.quantize(MOVING_COLORS).getpalette() or []
    palette.putpalette([*_MEANT, *own[: 3 * MOVING_COLORS]])
    flat = [shot.quantize(palette=palette, dither=Image.Dither.NONE) for shot in shots]
    times = [*[motion.ms] * (motion.frames - 1), motion.hold_ms]
    buffer = BytesIO()
    flat[0].save(
        buffer, "GIF", save_all=True, append_images=flat[1:], duration=times, loop=0, optimize=False
    )
    return buffer.getvalue()


def settle(figure: Figure) -> None:
    """Tell curves apart, lay the figure out for good, and keep its words from overlapping."""
    FigureCanvasAgg(figure)
    marked = {color for axes in figure.axes for color in tell_apart(axes)}
    for axes in figure.axes:
        axes.title.set_wrap(True)
        axes.xaxis.label.set_wrap(True)
    _lay_out_key(figure, marked)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        _separate_tags(axes)


def tell_apart(axes: Axes) -> set[str]:
    """Give curves and clouds of several colours the marker and dash of each.

    Return the colours whose markers are seen; balls and crosses stay what they are.
    """
    drawn = [(line, _color(line)) for line in axes.lines if line.get_transform() == axes.transData]
    found = {color for _, color in drawn} & LOOKS.keys()
    if len(found) < 2:
        return set()
    for line, color in drawn:
        if color in found:
            _dress(line, color)
    marks = {(color, line.get_marker()) for line, color in drawn}
    return {color for color in found if (color, LOOKS[color].marker) in marks}


def _dress(line: Line2D, color: str) -> None:
    look = LOOKS[color]
    joined = line.get_linestyle() not in ("None", "none", "", " ")
    if line.get_marker() in ("None", "none", "", " ", None):
        places = _places(line, list(LOOKS).index(color))
        line.set(marker=look.marker, markersize=10, markevery=places, mec=PAPER, mew=0.8)
    elif line.get_marker() == "o" and line.get_markersize() < BALL_PT:
        line.set_marker(look.marker)
    if joined and line.get_linestyle() == "-":
        line.set_linestyle(look.dash)


def _places(line: Line2D, rank: int) -> tuple[int, int] | tuple[float, float]:
    """Return where markers are, first and step; those of lines on top of each other differ.

    Where there are many points they are counted: a line that jitters is long, and would be full.
    """
    count = np.size(line.get_xdata())
    if count == 1:
        return 0, 1
    if count <= 20:
        return 0.02 * rank, 0.15
    step = -(-count // 8)
    return rank * step // len(LOOKS), step


def _color(line: Line2D) -> str:
    return to_hex(line.get_color()).upper()


def _lay_out_key(figure: Figure, marked: set[str]) -> None:
    """Write the key in rows that fit, below what the layout keeps free for them."""
    words = [text for text in figure.texts if text.get_gid() == KEY]
    if not words:
        return
    for text in words:
        color = to_hex(text.get_color()).upper()
        name = text.get_text().removeprefix("● ")
        has_own_sign = not name[0].isalnum() and name[1] == " "
        if color in marked and not has_own_sign:
            text.set_text(f"{LOOKS[color].glyph} {name}")
    rows = rows_of([_size(text)[0] for text in words], 1 - 2 * GAP, 2 * GAP)
    figure.supxlabel("\n".join([" "] * len(rows)), fontsize=15)
    line = 15 * 1.4 / 72 / figure.get_figheight()
    for place, row in enumerate(reversed(rows)):
        free = 1 - sum(_size(words[index])[0] for index in row)
        left = free / (len(row) + 1)
        for index in row:
            words[index].set(x=left, y=0.012 + place * line, ha="left", va="bottom")
            left += _size(words[index])[0] + free / (len(row) + 1)


def rows_of(widths: Sequence[float], room: float, gap: float) -> list[list[int]]:
    """Return which words stand in which row, filled in order, of `room` with a `gap` between."""
    rows: list[list[int]] = []
    used = 0.0
    for index, width in enumerate(widths):
        if not rows or used + gap + width > room:
            rows.append([])
            used = -gap
        rows[-1].append(index)
        used += gap + width
    return rows


def _size(text: Text) -> tuple[float, float]:
    """Return the width and height of words as parts of the figure."""
    box = _box(text)
    return float(box.width), float(box.height)


def _box(text: Text) -> Bbox:
    figure = text.get_figure(root=True)
    assert figure is not None
    return text.get_window_extent().transformed(figure.transFigure.inverted())


def _separate_tags(axes: Axes) -> None:
    tags = sorted((t for t in axes.texts if t.get_gid() == TAG), key=lambda t: t.get_position()[1])
    if not tags:
        return
    place = axes.get_position()
    line = _size(tags[0])[1] / (tags[0].get_text().count("\n") + 1) / place.height
    if sum(_size(tag)[1] for tag in tags) > place.height + line * place.height:
        for tag in tags:
            tag.set(text=tag.get_text().replace("\n", " "), fontsize=SMALLEST)
    heights = [_size(tag)[1] / place.height for tag in tags]
    low = max(-line / 2, -place.y0 / place.height)
    high = min(1 + line / 2, (1 - place.y0) / place.height)
    centres = spread([tag.get_position()[1] for tag in tags], heights, low, high)
    for tag, centre in zip(tags, centres, strict=True):
        tag.set_y(centre)


def spread(
    centres: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return ascending centres moved apart so that no two overlap and all are in between.

    Where there is not enough room they still keep apart, and reach below `low`.
    """
    found: list[float] = []
    floor = low
    for centre, height in zip(centres, heights, strict=True):
        found.append(max(centre, floor + height / 2))
        floor = found[-1] + height / 2
    ceiling = high
    for index in reversed(range(len(found))):
        found[index] = min(found[index], ceiling - heights[index] / 2)
        ceiling = found[index] - heights[index] / 2
    return found
