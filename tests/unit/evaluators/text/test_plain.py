"""Smoothing a text without losing where it came from."""

import unicodedata

import pytest

from evaluators.text.plain import plain, without_preface


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


@pytest.mark.parametrize(
    "preface",
    [
        "Answer 15: ",
        "답) ",
        "잘 모르겠지만 ",
        "확실하진 않은데, ",
        "저도 정확히는 모르겠는데 ",
        "제 생각에는 ",
        "I'm not really sure, but ",
        "I don't know exactly but ",
        "I think that ",
        "A: not sure, but I think ",
    ],
)
def test_what_comes_before_an_answer_is_no_part_of_it(preface):
    assert without_preface(f"{preface}it drops neurons") == "it drops neurons"


@pytest.mark.parametrize(
    "answer",
    ["잘 모르겠어요", "I'm not sure", "Thinking about it, no", "모르겠지만요", "I thinned it"],
)
def test_words_of_the_answer_stay(answer):
    assert without_preface(answer) == answer
