"""The palette under normal sight and as colour-blind readers see it (Machado et al., 2009)."""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from compute.plots import COLORS, LOOKS, PAPER, TEN, over_samples

SIGHTS = ("normal", "deuteranomaly", "protanomaly", "tritanomaly")
APART = 12
"""In CAM02-UCS. Half of all readers tell marks of a third of a degree apart, a dot on a phone, if
they differ by 7 in lightness or 10 to 14 in hue (CIELAB; Stone, Szafir & Setlur, 2014)."""
CONTRAST = 3
"""What WCAG 2.2 (1.4.11) asks of graphics."""


def seen(color: str, sight: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    if sight == "normal":
        return np.array(to_rgb(color))
    space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
    return np.clip(cspace_convert(to_rgb(color), space, "sRGB1"), 0, 1)


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG."""
    rgb = np.array(to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_colours_are_told_apart(sight: str) -> None:
    near = {
        (one, other): float(deltaE(seen(one, sight), seen(other, sight), input_space="sRGB1"))
        for one, other in combinations(TEN, 2)
    }
    assert {pair: delta for pair, delta in near.items() if delta < APART} == {}


@pytest.mark.parametrize("color", TEN)
def test_a_colour_stands_out_from_the_paper(color: str) -> None:
    assert (luminance(PAPER) + 0.05) / (luminance(color) + 0.05) >= CONTRAST


def test_no_two_colours_share_a_marker_a_glyph_or_a_dash() -> None:
    assert set(LOOKS) == set(COLORS)
    for kind in zip(*LOOKS.values(), strict=True):
        assert len(set(kind)) == len(COLORS)
    assert len(set(TEN)) == 10


@pytest.mark.parametrize(
    ("share", "written"), [(0.874, "87%"), (0.998, "99.8%"), (0.0004, "0.04%"), (1, "100%")]
)
def test_a_share_that_is_not_quite_all_is_not_written_as_all(share: float, written: str) -> None:
    _, axes = over_samples("accuracy", [("CNN", [0.5, share], COLORS[0])], [np.zeros((2, 2))] * 2)
    assert f"CNN\n{written}" in {text.get_text() for text in axes.texts}
