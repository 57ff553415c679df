"""Words and their dictionary forms."""

import pytest

from evaluators.text.tokens import content_words, stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("saturates", "saturat"),
        ("saturating", "saturat"),
        ("saturated", "saturat"),
        ("derivatives", "derivativ"),
        ("vanishing", "vanish"),
        ("boundaries", "boundary"),
        ("stepped", "step"),
        ("loss", "loss"),
        ("bias", "bia"),
        ("minima", "minimum"),
        ("this", "this"),
        ("dying", "die"),
        ("relu", "relu"),
    ],
)
def test_stem(word, expected):
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("relu는 input. it can't be learned.", {"input", "learn", "not"}),
        ("입력이 음수면 기울기가 사라져요", {"음수", "기울기", "사라지"}),
    ],
    ids=["lower-case English stays whole", "Korean"],
)
def test_words_come_in_dictionary_form(analyzer, text, forms):
    assert forms <= {token.form for token in analyzer.tokens(text)}


def test_content_words_leave_grammar_out(analyzer):
    text = "the gradient is not 0 이에요"
    assert content_words(analyzer.tokens(text), text) == {"gradient": "gradient", "0": "0"}


def test_tokens_say_where_they_stand(analyzer):
    text = "relu는 기울기가 1이다. plus it's cheap"
    assert all(
        text[token.start : token.end] == token.form
        for token in analyzer.tokens(text)
        if token.tag in {"NNG", "SN", "SW", "SF"}
    )
