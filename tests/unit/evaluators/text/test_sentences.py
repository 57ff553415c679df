"""Cutting answers into claims."""

import pytest

from evaluators.text.sentences import parse


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "기울기가 사라지는데, ReLU는 기울기가 항상 1이라 깊은 망도 학습돼요.",
            ["기울기가 사라지는데,", "ReLU는 기울기가 항상 1이라", "깊은 망도 학습돼요."],
        ),
        (
            "K,V는 재사용되는데 Q는 한 번만 써요",
            ["K,V는 재사용되는데", "Q는 한 번만 써요"],
        ),
        (
            "The slope is small, but ReLU keeps it. It costs max(0, x) only.",
            ["The slope is small,", "but ReLU keeps it.", "It costs max(0, x) only."],
        ),
        (
            "It is a sum (a straight line, or a flat plane) of inputs",
            ["It is a sum (a straight line, or a flat plane) of inputs"],
        ),
        ("첫째 줄은 손실\n둘째 줄은 가중치", ["첫째 줄은 손실", "둘째 줄은 가중치"]),
        ("With it, layers collapse into one map", ["With it, layers collapse into one map"]),
        ("Tokens seen so far stay in memory", ["Tokens seen so far stay in memory"]),
        ("손실이 줄고 있어요", ["손실이 줄고 있어요"]),
        (
            "output이 bounded라서 gradient가 안정적임",
            ["output이 bounded라서", "gradient가 안정적임"],
        ),
    ],
    ids=[
        "korean",
        "noun",
        "english",
        "brackets",
        "lines",
        "opening stub",
        "so far",
        "auxiliary",
        "mixed",
    ],
)
def test_clauses(analyzer, text, clauses):
    parsed = parse(text, analyzer)
    assert [parsed.quote(clause) for clause in parsed.clauses] == clauses


def test_sentences_of_a_mixed_answer(analyzer):
    parsed = parse("ReLU는 싸다. The gradient stays 1. 끝!", analyzer)
    quotes = [parsed.quote(sentence) for sentence in parsed.sentences]
    assert quotes == ["ReLU는 싸다.", "The gradient stays 1.", "끝!"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It gets worse, e.g. when data shift. So it fails.", 2),
        ("학습률이 크면 (e.g. 0.1) 발산해요. i.e. 손실이 커져요.", 2),
        ("An RNN vs. a Transformer: one is slow", 1),
    ],
)
def test_an_abbreviation_ends_no_sentence(analyzer, text, sentences):
    assert len(parse(text, analyzer).sentences) == sentences


def test_a_greek_letter_is_quoted_with_its_formula(analyzer):
    parsed = parse("ΔW = (α/r)·BA. θ ← θ - η·g", analyzer)
    assert [parsed.quote(one) for one in parsed.sentences] == ["ΔW = (α/r)·BA.", "θ ← θ - η·g"]


def test_segments_hold_neighbours_but_nothing_twice(analyzer):
    parsed = parse("하나는 손실이다. 둘은 가중치다. 셋은 학습률이다.", analyzer)
    spans = [(segment.start, segment.end) for segment in parsed.segments()]
    assert len(spans) == len(set(spans)) == 5
    assert any(parsed.quote(s) == "하나는 손실이다. 둘은 가중치다." for s in parsed.segments())


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "🙂"])
def test_text_without_words_has_no_claims(analyzer, text):
    assert not [s for s in parse(text, analyzer).segments() if any(t.is_content for t in s.tokens)]
