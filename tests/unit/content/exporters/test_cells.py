import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.exporters.cells import guard, join, split, unguard

ITEM = st.text("a|;\\' =\n", min_size=1).map(str.strip).filter(bool)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "＝1", "\t=1", "\r=1", "\n=1"])
def test_what_a_sheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["", "1 = 1", "a-b", "질문"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == unguard(text) == text


@pytest.mark.parametrize("text", ["'=1", "''", "'", "'tis"])
def test_an_apostrophe_that_somebody_typed_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


def test_items_are_parted_by_a_bar() -> None:
    assert join(["one", "two | three"]) == r"one | two \| three"


@given(st.lists(ITEM))
def test_items_come_back(items: list[str]) -> None:
    assert split(join(items)) == items


@given(st.lists(st.lists(ITEM), min_size=1).filter(any))
def test_lists_within_lists_come_back(lists: list[list[str]]) -> None:
    cell = join(join(items, ";") for items in lists)
    assert [split(items, ";") for items in split(cell)] == lists
