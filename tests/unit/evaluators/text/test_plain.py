"""Smoothing a text without losing where it came from."""

import unicodedata

import pytest

from evaluators.text.plain import plain


@pytest.mark.parametrize(
    ("original", "smoothed"),
    [
        ("ＲｅＬＵ　좋아요", "relu 좋아요"),
        ("Re\u200bLU", "relu"),
        ("a   b\t\tc", "a b c"),
        ("  edges ", "edges "),
        ("one \n\n two", "one\ntwo"),
        ("don’t – stop", "don't - stop"),
        (unicodedata.normalize("NFD", "기울기 소실"), "기울기 소실"),
        ("½ ㎏", "1⁄2 kg"),
        ("a\x00b\ud800c", "a b c"),
        ("", ""),
    ],
    ids=["full", "zero", "spaces", "edges", "lines", "marks", "jamo", "wide", "bad", "empty"],
)
def test_spelling_is_smoothed(original, smoothed):
    assert plain(original).text == smoothed


@pytest.mark.parametrize(
    "original",
    [
        "ＲｅＬＵ는   기울기가 １이다",
        unicodedata.normalize("NFD", "기울기가 사라진다"),
        "㎏ is a unit\n½ too",
    ],
)
def test_quote_of_everything_is_the_original(original):
    smooth = plain(original)
    assert smooth.quote(0, len(smooth.text)) == original


def test_quote_is_the_members_own_spelling():
    smooth = plain("먼저요. ＲｅＬＵ  는 싸다!")
    start = smooth.text.index("relu")
    assert smooth.quote(start, start + 4) == "ＲｅＬＵ"
    assert smooth.quote(start, start) == ""
