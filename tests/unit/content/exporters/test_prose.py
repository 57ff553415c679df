import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.exporters.prose import shown, typed
from tests.unit.content.exporters.rendered import plain, seen
from tests.unit.content.exporters.samples import HOSTILE

MARKS = "#*_`~|<>[]()!&;:=+-.1\\ \t\nab"


def test_code_and_math_stay_as_they_were() -> None:
    text = (
        "Is `a*b*c` or ``x`y`` in $O(n_1 * n_2)$?\n\n```python\nif a < b:\n    # go\n```\n\n$$x_1$$"
    )
    assert shown(text) == text


def test_an_escaped_dollar_ends_no_math() -> None:
    assert seen(shown(r"$a\$")).text.strip() == r"$a\$"


@pytest.mark.parametrize("text", ["3 - 1 = 2", "a_b", "2 * 3", "[0, 1]", "x > 0", "C# & C++", "5%"])
def test_harmless_marks_are_left_alone(text: str) -> None:
    assert shown(f"It is {text} here") == f"It is {text} here"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_text(text: str) -> None:
    page = seen(shown(text))
    assert set(page.tags) <= {"p", "br", "code", "pre"}
    assert plain(page.text).replace("{}", "") == plain(text)


def test_indented_lines_keep_their_place() -> None:
    assert seen(shown("if a:\n    b\n\tc")).text == "if a:\n\u00a0\u00a0\u00a0\u00a0b\n\u2003c\n"


def test_a_heading_keeps_the_signs_it_ends_with() -> None:
    assert seen(f"## {shown('What is ##')}").text.strip() == "What is ##"


def test_the_lines_of_a_formula_stay_unless_one_would_be_markup() -> None:
    assert shown("$$\nL = a \\\\\n$$") == "$$\nL = a \\\\\n$$"
    assert shown("$$a\n---\nb$$") == "$$a --- b$$"
    assert shown("$$a\n\nb$$") == "$$a  b$$"


@given(st.text(MARKS, min_size=1, max_size=40))
def test_any_text_shows_as_it_was_typed(text: str) -> None:
    page = seen(shown(text))
    assert set(page.tags) <= {"p", "br", "code", "pre"}
    assert plain(page.text) == plain(text)


@given(st.text(MARKS + "$$$", min_size=1, max_size=40))
def test_math_hides_no_markup_beyond_emphasis(text: str) -> None:
    assert set(seen(shown(text)).tags) <= {"p", "br", "code", "pre", "em", "strong", "s"}


@given(st.text(MARKS.replace("\n", "") + "$$${}가", max_size=40))
def test_any_line_comes_back_as_it_was_typed(text: str) -> None:
    assert typed(shown(text)) == text


def test_what_somebody_marks_by_hand_stays_as_it_is() -> None:
    text = "**so** *so* [a](https://a.example) <b> &lt; 2 * 3 _x_ $5"
    assert typed(text) == text
