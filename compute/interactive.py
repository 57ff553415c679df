"""A Matplotlib figure as data that a browser draws: the figure of the PNG, with values to read.

A figure becomes panels of marks, whose places are in the panel's data, or in fractions of the panel
where `axes` says so. Sizes are points. What cannot be told faithfully is left to the picture.
"""

import base64
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, LogFormatter, PercentFormatter, ScalarFormatter
from PIL import Image

from compute.plots import FAINT, INK, PAPER, Motion, Picture

Json = dict[str, Any]

MAX_PLOT_BYTES = 2**20
MAX_HOVERED_CELLS = 2500
DIGITS = 5
ROUNDING = 1e-12
"""What is this small a part of all there is beside it is what rounding left of 0."""
SCALES = ("linear", "log", "symlog")
SYMBOLS = {
    "o": "circle",
    ".": "circle",
    "s": "square",
    "^": "triangle",
    "v": "triangle-down",
    "D": "diamond",
    "d": "diamond",
    "x": "times",
    "X": "times",
    "+": "plus",
    "P": "plus",
    "*": "star",
    "h": "hexagon",
    "H": "hexagon",
}
THICK, THICK_PT = ("P", "X"), 3.0
"""Crosses that have a rim in the picture; a browser draws them as lines of this width."""


class NotTold(Exception):
    """The figure holds something that only its picture shows."""


class Plot:
    """A picture as JSON, taken while it is drawn: call `see` after each of its frames."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._frames: list[Json] = []
        self._is_told = True

    def see(self) -> None:
        """Take the figure as it stands now."""
        if not self._is_told:
            return
        picture = self._picture
        try:
            self._frames.append(_figure(picture.figure if isinstance(picture, Motion) else picture))
        except NotTold:
            self._is_told = False

    @property
    def json(self) -> str | None:
        """Return all frames, or None where a browser could not draw the same.

        The panels are those of the first frame; `frames` has what each one changes.
        """
        if not self._is_told:
            return None
        told = first = self._frames[0]
        if isinstance(self._picture, Motion):
            frames = [_changes(first, frame) for frame in self._frames]
            motion = {"ms": self._picture.ms, "hold_ms": self._picture.hold_ms, "frames": frames}
            told = {**first, **motion}
        found = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return found if len(found.encode()) <= MAX_PLOT_BYTES else None


def _changes(first: Json, frame: Json) -> Json:
    """Return what is new in a frame: its title, and by panel what of it is another."""
    panels: dict[int, Json] = {}
    for place, (old, new) in enumerate(zip(first["panels"], frame["panels"], strict=True)):
        changed = {key: value for key, value in new.items() if old[key] != value}
        if "marks" in changed and len(old["marks"]) == len(new["marks"]):
            pairs = enumerate(zip(old["marks"], new["marks"], strict=True))
            changed["marks"] = {i: mark for i, (before, mark) in pairs if before != mark}
        if changed:
            panels[place] = changed
    title = {"title": frame["title"]} if frame["title"] != first["title"] else {}
    return {**title, "panels": panels}


def _figure(figure: Figure) -> Json:
    if figure.legends or figure.images or figure.artists or figure.subfigs or figure.patches:
        raise NotTold
    width, height = figure.get_size_inches()
    boxes = [tuple(axes.get_position().bounds) for axes in figure.axes]
    if len({_tuple(box) for box in boxes}) < len(boxes) or (0, 0, 1, 1) in boxes:
        raise NotTold  # a second scale on the same panel, or a diagram that is all of the figure
    title = figure.get_suptitle()
    return {
        "title": _plain(title),
        "inks": {"ink": _hex(INK), "paper": _hex(PAPER), "faint": _hex(FAINT)},
        "aspect": _round(width / height),
        "key": [_worded(text) for text in figure.texts if text.get_text() not in (" ", title)],
        "panels": [_panel(axes) for axes in figure.axes],
    }


def _worded(text: Text) -> Json:
    return {"text": _plain(text.get_text()), "color": _hex(text.get_color())}


def _panel(axes: Axes) -> Json:
    if axes.tables or axes.artists or axes.get_legend():
        raise NotTold
    marks = [mark for artist in _artists(axes) for mark in _marks(axes, artist)]
    return {
        "box": _tuple(axes.get_position().bounds),
        "title": _plain("".join(axes.get_title(loc) for loc in ("left", "center", "right"))),
        "x": _scale(axes, axes.xaxis, axes.get_xlim()),
        "y": _scale(axes, axes.yaxis, axes.get_ylim()),
        "fixed": axes.get_aspect() != "auto",
        "paper": any(mark["kind"] == "image" or mark.get("field") for mark in marks),
        "marks": marks,
    }


def _artists(axes: Axes) -> list[Artist]:
    """Return what is drawn in a panel, the lowest first."""
    insets = [image for inset in axes.child_axes for image in _inset(inset)]
    found = [*axes.images, *insets, *axes.patches, *axes.collections, *axes.lines, *axes.texts]
    return sorted((one for one in found if one.get_visible()), key=lambda one: one.get_zorder())


def _inset(inset: Any) -> Sequence[AxesImage]:
    if inset.axison or inset.lines or inset.patches or inset.collections or inset.texts:
        raise NotTold
    images: Sequence[AxesImage] = inset.images
    return images


def _marks(axes: Axes, artist: Artist) -> Iterator[Json]:
    match artist:
        case AxesImage():
            yield _image(axes, artist)
        case Line2D():
            yield from _line(axes, artist)
        case PathCollection():
            yield _scatter(axes, artist)
        case Collection():
            yield from _collection(axes, artist)
        case Rectangle() if artist.get_angle() == 0:
            yield _bar(axes, artist)
        case Patch():
            yield from _patch(axes, artist)
        case Text():
            if artist.get_text().strip():
                yield _text(axes, artist)
        case _:
            raise NotTold


def _scale(axes: Axes, axis: Axis, limits: tuple[float, float]) -> Json:
    if axis.get_scale() not in SCALES:
        raise NotTold
    lines = axis.get_gridlines()
    low, high = limits
    digits = _digits(limits)
    return {
        "label": _plain(axis.get_label_text()) if axes.axison else "",
        "color": _hex(axis.label.get_color()),
        "scale": axis.get_scale(),
        "domain": (_round(low, digits), _round(high, digits)),
        "ticks": _ticks(axis, limits) if axes.axison else [],
        "percent": isinstance(axis.get_major_formatter(), PercentFormatter),
        "grid": bool(axes.axison and lines and lines[0].get_visible()),
    }


def _ticks(axis: Axis, limits: tuple[float, float]) -> list[tuple[float, str]] | None:
    """Return the ticks with their words, or None where any round numbers do."""
    formatter = axis.get_major_formatter()
    is_plain = isinstance(formatter, ScalarFormatter | LogFormatter | PercentFormatter)
    if is_plain and not isinstance(axis.get_major_locator(), FixedLocator):
        return None
    low, high = sorted(limits)
    places = [place for place in axis.get_majorticklocs() if low <= place <= high]
    words = formatter.format_ticks(places)
    if is_plain and any("$" in word for word in words):
        words = [f"{place:g}" for place in places]
    digits = _digits(limits)
    return [(_round(p, digits), _plain(word)) for p, word in zip(places, words, strict=True)]


def _line(axes: Axes, line: Line2D) -> Iterator[Json]:
    if line.get_drawstyle() != "default":
        raise NotTold
    x, y = _places(axes, line, line.get_xydata())
    common = {"x": x, "y": y, "alpha": line.get_alpha() or 1, "label": _label(line)}
    if line.get_linestyle() not in ("None", "") and len(x) > 1:
        yield {
            "kind": "line",
            **common,
            "color": _hex(line.get_color()),
            "width": line.get_linewidth(),
            "dash": _dash(line),
        }
    if line.get_marker() not in ("None", "", " ", None):
        shown, is_thick = _marked(axes, line), line.get_marker() in THICK
        yield {
            "kind": "dots",
            **common,
            "x": [x[index] for index in shown],
            "y": [y[index] for index in shown],
            "size": line.get_markersize(),
            "symbol": _symbol(line.get_marker()),
            "fill": _hex(line.get_markerfacecolor()),
            "stroke": _hex(line.get_markerfacecolor() if is_thick else line.get_markeredgecolor()),
            "width": THICK_PT if is_thick else line.get_markeredgewidth(),
        }


def _marked(axes: Axes, line: Line2D) -> Sequence[int]:
    """Return at which points a line has markers: at all, or some way apart along the line.

    As Matplotlib has it, such a way is told in points, or in parts of the panel's diagonal.
    """
    points = np.asarray(line.get_xydata())
    match line.get_markevery():
        case None:
            return range(len(points))
        case list(chosen):
            count = len(points)
            return [place % count for place in chosen if -count <= place < count]
        case int(first), int(each):
            return range(first, len(points), each)
        case float(start), float(step):
            pass
        case _:
            raise NotTold
    drawn = line.get_transform().transform(np.nan_to_num(points))
    way = np.concatenate([[0.0], np.hypot(*np.diff(drawn, axis=0).T).cumsum()])
    places = np.arange(start, way[-1] / _diagonal(axes), step) * _diagonal(axes)
    return sorted({int(np.abs(way - place).argmin()) for place in places})


def _diagonal(axes: Axes) -> float:
    return math.hypot(axes.bbox.width, axes.bbox.height)


def _symbol(marker: Any) -> str:
    if marker not in SYMBOLS:
        raise NotTold
    return SYMBOLS[marker]


def _dash(line: Any) -> list[float]:
    # Matplotlib has no public way to ask for the pattern behind a name such as "--".
    _, pattern = line._dash_pattern
    return [_round(length) for length in pattern or ()]


def _scatter(axes: Axes, points: PathCollection) -> Json:
    x, y = _placed(axes, points.get_offset_transform(), points.get_offsets())
    sizes = [_round(math.sqrt(size)) for size in points.get_sizes()]
    colors = [_hex(color, points) for color in points.get_facecolor()]
    edges = [_hex(color, points) for color in points.get_edgecolor()]
    return {
        "kind": "dots",
        "x": x,
        "y": y,
        "alpha": points.get_alpha() or 1,
        "label": _label(points),
        "size": sizes[0] if len(set(sizes)) == 1 else sizes,
        "symbol": "circle",
        "fill": _one_or_all(colors),
        "stroke": _one_or_all(edges),
        "width": _round(np.ravel(points.get_linewidth())[0]),
    }


def _one_or_all(colors: Sequence[str | None]) -> Any:
    return (colors[0] if colors else None) if len(set(colors)) <= 1 else list(colors)


def _collection(axes: Axes, found: Collection) -> Iterator[Json]:
    is_field = isinstance(found, QuadContourSet)
    if (found.get_array() is not None and not is_field) or np.any(found.get_offsets()):
        raise NotTold
    fills, edges = found.get_facecolor(), found.get_edgecolor()
    widths = np.ravel(found.get_linewidth())
    for place, path in enumerate(found.get_paths()):
        yield {
            "kind": "path",
            "rings": _rings(axes, found.get_transform(), path),
            "fill": _hex(fills[place % len(fills)], found) if len(fills) else None,
            "stroke": _hex(edges[place % len(edges)], found) if len(edges) else None,
            "width": _round(widths[place % len(widths)]),
            "alpha": found.get_alpha() or 1,
            "field": bool(is_field and len(fills)),
        }


def _bar(axes: Axes, bar: Rectangle) -> Json:
    corners = bar.get_transform().transform([[0.0, 0.0], [1.0, 1.0]])
    (x1, x2), (y1, y2) = _columns(axes, axes.transData.inverted().transform(corners))
    return {
        "kind": "bar",
        **{"x1": x1, "x2": x2, "y1": y1, "y2": y2},
        "fill": _hex(bar.get_facecolor(), bar) if bar.get_fill() else None,
        "stroke": _hex(bar.get_edgecolor(), bar),
        "width": bar.get_linewidth(),
        "alpha": bar.get_alpha() or 1,
    }


def _patch(axes: Axes, patch: Patch) -> Iterator[Json]:
    rings = _rings(axes, patch.get_transform(), patch.get_path())
    is_arrow = isinstance(patch, FancyArrowPatch)
    for ring in rings:
        is_closed = (ring[0][0], ring[1][0]) == (ring[0][-1], ring[1][-1])
        has_fill = patch.get_fill() and (is_closed or not is_arrow)
        yield {
            "kind": "path",
            "rings": [ring],
            "fill": _hex(patch.get_facecolor(), patch) if has_fill else None,
            "stroke": _hex(patch.get_edgecolor(), patch),
            "width": patch.get_linewidth(),
            "alpha": patch.get_alpha() or 1,
        }


def _rings(axes: Axes, transform: Any, path: Path) -> list[list[list[float | None]]]:
    polygons = transform.transform_path(path).to_polygons(closed_only=False)
    into = axes.transData.inverted()
    return [
        list(_columns(axes, into.transform(polygon)))
        for polygon in map(np.asarray, polygons)
        if len(polygon)
    ]


def _text(axes: Axes, text: Text) -> Json:
    """Tell words: `at` is (x, y), each of the data or, where `axes` says so, of the panel."""
    shift = (0.0, 0.0)
    in_data: Sequence[bool] = (True, True)
    if isinstance(text, Annotation):
        if text.arrow_patch is not None or text.xycoords != "data":
            raise NotTold
        at = text.xy
        if text.anncoords == "offset points":
            shift = text.xyann
        elif text.anncoords == "data":
            at = text.xyann
        else:
            raise NotTold
    else:
        in_data = text.get_transform().contains_branch_seperately(axes.transData)
        at = text.get_position()
    box = text.get_bbox_patch()
    (x,), (y,) = _columns(axes, at)
    return {
        "kind": "text",
        "text": _plain(text.get_text()),
        "at": (x, y),
        "axes": [not one for one in in_data],
        "shift": _tuple(shift),
        "size": text.get_fontsize(),
        "color": _hex(text.get_color()),
        "bold": text.get_fontweight() in ("bold", "semibold", 600, 700),
        "alpha": text.get_alpha() or 1,
        "across": text.get_horizontalalignment(),
        "up": text.get_verticalalignment(),
        "turned": text.get_rotation(),
        "box": _hex(box.get_facecolor()) if box else None,
    }


def _image(axes: Axes, image: AxesImage) -> Json:
    """Tell an image as a PNG whose first row is the top one; small ones with their values."""
    assert image.axes is not None
    values = image.get_array()
    if values is None or image.get_transform() != image.axes.transData:
        raise NotTold
    left, right, bottom, top = image.get_extent()
    corners = image.axes.transData.transform([[left, bottom], [right, top]])
    (x1, x2), (y1, y2) = _columns(axes, axes.transData.inverted().transform(corners))
    pixels = image.to_rgba(values, bytes=True)
    rows = slice(None, None, 1 if image.origin == "upper" else -1)
    has_values = values.ndim == 2 and values.size <= MAX_HOVERED_CELLS
    cells = np.ma.filled(values, np.nan)[rows] if has_values else ()
    return {
        "kind": "image",
        **{"x1": x1, "x2": x2, "y1": y1, "y2": y2},
        "alpha": image.get_alpha() or 1,
        "href": _png(pixels[rows]),
        "values": [_list(_cleared(row, np.ptp(image.get_clim()))) for row in cells],
    }


def _png(pixels: Any) -> str:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _places(axes: Axes, artist: Artist, points: Any) -> Any:
    return _placed(axes, artist.get_transform(), points)


def _placed(axes: Axes, transform: Any, points: Any) -> Any:
    """Return x and y in data; those that are in data already keep all their digits."""
    if transform != axes.transData:
        points = axes.transData.inverted().transform(transform.transform(points))
    return _columns(axes, points)


def _columns(axes: Axes, points: Any) -> tuple[list[float | None], list[float | None]]:
    x, y = np.ma.filled(np.ma.asarray(points, dtype=np.float64), np.nan).reshape(-1, 2).T
    return _along(axes.xaxis, x), _along(axes.yaxis, y)


def _along(axis: Axis, values: Any) -> list[float | None]:
    low, high = limits = axis.get_view_interval()
    span = abs(high - low) if axis.get_scale() == "linear" else 0.0
    return _list(_cleared(values, span), _digits(limits))


def _cleared(values: Any, span: float) -> Any:
    return np.where(np.abs(values) < ROUNDING * span, 0.0, values)


def _digits(limits: tuple[float, float]) -> int:
    """Return how many digits tell places on an axis apart: more, the narrower its range."""
    low, high = limits
    return DIGITS + max(0, math.floor(math.log10(max(abs(low), abs(high)) / abs(high - low))))


def _list(values: Iterable[float], digits: int = DIGITS) -> list[float | None]:
    return [_round(value, digits) if math.isfinite(value) else None for value in values]


def _tuple(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(_round(float(value)) for value in values)


def _round(value: float, digits: int = DIGITS) -> float:
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _label(artist: Artist) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else _plain(label).replace("\n", " ")


def _plain(text: str) -> str:
    """Return words as they are; a formula is only in the picture."""
    if text.count("$") > 1:
        raise NotTold
    return text


def _hex(color: Any, artist: Artist | None = None) -> str | None:
    """Return a colour as CSS writes it, without the alpha that it has of its artist.

    None for one that is not seen.
    """
    is_told_apart = artist is not None and artist.get_alpha() is not None
    return _css(color if isinstance(color, str) else tuple(color), is_told_apart)


@lru_cache
def _css(color: Any, is_opaque: bool) -> str | None:
    alpha = to_rgba(color)[3]
    return to_hex(color, keep_alpha=alpha < 1 and not is_opaque) if alpha else None
