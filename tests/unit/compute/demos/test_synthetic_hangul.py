import pytest

from compute.demos import synthetic_hangul
from tests.unit.compute.demos.lesson import metrics

SMALL = {"fonts": 1}
BOUNDS = [{"noise": 0.05, "fonts": 2}, {"noise": 1, "fonts": 1}]
FACTS: set[str] = set()


@pytest.mark.parametrize("fonts", [1, 2])
def test_distorted_renders_teach_to_read_scans_that_clean_ones_do_not(fonts: int) -> None:
    found = metrics("synthetic-hangul", fonts=fonts)
    assert found["clean_accuracy_0"] > 0.95
    assert found["clean_accuracy_4"] < 0.6
    assert found["distorted_accuracy_4"] > found["clean_accuracy_4"] + 0.2


def test_scans_that_are_too_bad_are_read_by_neither() -> None:
    found = metrics("synthetic-hangul", preset="too-noisy")
    assert max(found["clean_accuracy_4"], found["distorted_accuracy_4"]) < 0.5


def test_every_syllable_looks_different() -> None:
    face = synthetic_hangul.typeface(synthetic_hangul.FONTS[0])
    looks = {synthetic_hangul.rendered(text, face).tobytes() for text in synthetic_hangul.SYLLABLES}
    assert len(looks) == len(set(synthetic_hangul.SYLLABLES)) == len(synthetic_hangul.SYLLABLES)


def test_a_missing_font_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="No-Such-Font"):
        synthetic_hangul.typeface("No-Such-Font.otf")
