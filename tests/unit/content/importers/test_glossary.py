"""Terms with what they mean are cards; whatever else has dashes in its lines stays what it was."""

import pytest

from content.importers.item import BadInput
from content.importers.report import Event
from tests.unit.content.importers.lists import SHAPES, Lists, imported


def test_what_asks_nothing_is_told_to_be_read_as_terms() -> None:
    (told,) = imported(SHAPES / "glossary.txt").report.of(Event.DOUBT)
    assert told.place.line == 3
    assert "read as 4 terms" in told.because("en")
    assert "용어 4개" in told.because("ko")


@pytest.mark.parametrize(
    "text",
    [
        "Fix login - it fails with no password|Buy milk - two bottles of it|Log - write it down",
        "Mina - fix the login page first|Jun - write the report|Ara - review what Jun wrote",
        "보고서 쓰기 - 그림을 더 넣을 것|자료 보내기 - 모두가 볼 수 있게|표 만들기 - 다시 셀 것",
        "- [ ] report - needs an end soon|- [ ] slides - a picture more|- [x] code - is in it now",
        "1주차 - 선형 회귀를 손으로 풀기|2주차 - 신경망을 처음부터 짜기|3주차 - 합성곱을 그려 보기",
        "Mina - how are you today then|Jun - as well as ever thanks|Mina - that is good to hear",
        "It was slow - at least at first - and we waited.|Then, one day, it moved.|We went home.",
        "gradient - 기울기|weight - 가중치|bias - 편향",
    ],
)
def test_tasks_plans_talk_prose_and_word_lists_are_no_terms(text: str, lists: Lists) -> None:
    with pytest.raises(BadInput, match="holds no question"):
        imported(*lists(a_txt=text.replace("|", "\n")))


def test_a_list_that_asks_keeps_its_notes_with_dashes(lists: Lists) -> None:
    notes = (
        "- L1 - absolute values of weights\n- L2 - squares of weights\n- Noise - added to inputs"
    )
    (main,) = imported(*lists(a_md=f"## Explain regularization\n\n{notes}\n")).questions
    assert main.text.en == "Explain regularization"
    assert main.references.all() == (notes,)
