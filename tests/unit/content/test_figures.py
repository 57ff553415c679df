"""When a text says a figure, and when a number is the figure as written."""

import pytest

from content.checks import check
from content.figures import agrees, is_said
from content.loader import load
from tests.unit.content.conftest import Deck, Text


@pytest.mark.parametrize(
    ("figure", "text", "said"),
    [
        ("0.05", "It ends at 0.05.", True),
        ("0.05", "약 0.05예요", True),
        ("0.05", "It ends at 0.051", False),
        ("0.05", "It ends at 10.05", False),
        ("96%", "1차원 50%, 8차원 96%, 32차원도", True),
        ("96", "96% of them", False),
        ("1,168", "(9·8 + 1)·16 = 1,168 and", True),
        ("168", "makes 1,168", False),
        ("16", "16.5 or 16,000", False),
        ("16", "from 16, then 10.24", True),
    ],
)
def test_a_figure_is_said_as_a_whole(figure: str, text: str, said: bool) -> None:
    assert is_said(figure, text) is said


@pytest.mark.parametrize(
    ("figure", "value", "right"),
    [
        ("0.016", 0.015708, True),
        ("0.016", 0.01699, True),
        ("0.016", 0.01701, False),
        ("96%", 0.96444, True),
        ("96 %", 0.9701, False),
        ("9,098", 9098.0, True),
        ("9,098", 9099.0, False),
        ("−1.30", -1.2997, True),
        ("-1.30", 1.30, False),
        ("1", float("nan"), False),
        ("1", float("inf"), False),
    ],
)
def test_a_figure_is_its_number_to_the_places_written(
    figure: str, value: float, right: bool
) -> None:
    assert agrees(figure, value) is right


def test_a_figure_has_to_stand_in_the_texts_of_both_languages(deck: Deck, question: Text) -> None:
    text = question("one").replace(
        "{ko: 설명, en: expl", "{ko: 끝에는 0.05, en: 0.05 in the end; expl"
    )
    assert text != question("one")
    figured = text + '  figures: {final_loss: "0.05", final_w: "0.2"}\n'
    korean, english = check(load(deck(a=figured)))
    assert str(korean).endswith(
        "demo.figures.final_w: 0.2 stands in no Korean reference or explanation"
    )
    assert str(english).endswith("0.2 stands in no English reference or explanation")
    assert {korean.rule, english.rule} == {"unsaid-figure"}


@pytest.mark.parametrize("figure", ["0.05", '"about 3"', '"1e5"', '"%"'])
def test_a_figure_is_a_quoted_number(deck: Deck, question: Text, figure: str) -> None:
    (fault,) = check(load(deck(a=f"{question('one')}  figures: {{final_loss: {figure}}}\n")))
    assert (fault.field, fault.rule) == ("demo.figures.final_loss", "schema")
