from typing import Any

import pytest
from pydantic import ValidationError

from content.schema import Question


def question(**fields: Any) -> Question:
    base = {"id": "a-question", "topic": "optimization", "text": {"ko": "질문", "en": "Question"}}
    return Question.model_validate(base | fields)


def point(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "text": {"ko": "하나", "en": "one"}} | fields


def child(id_: str) -> dict[str, Any]:
    return {"id": id_, "topic": "optimization", "text": {"ko": "질문", "en": "Question"}}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hint": []}, "extra_forbidden"),
        ({"text": {"ko": "  ", "en": "Question"}}, "string_too_short"),
        ({"text": {"ko": "질문"}}, r"text\.en"),
        ({"key_points": [point("one"), point("one")]}, "key point ids must differ"),
        ({"key_points": [point("one"), point("two")], "enough": 2}, "less than the 2 points"),
        (
            {"key_points": [point("one"), point("two", needed=False)], "enough": 1},
            "less than the 1 points",
        ),
        ({"key_points": [point("one"), point("two")], "enough": 0}, "enough"),
        ({"kind": "formula", "key_points": [point("one"), point("two")], "enough": 1}, "formula"),
        ({"follow_ups": [child("b") | {"follow_ups": [child("c")]}]}, "cannot have follow-ups"),
        ({"sources": [{"title": "A book", "url": "http://example.org"}]}, "url"),
        *(({"key_points": [point("one", weight=one)]}, "weight") for one in (0, -1, 11)),
        *(
            ({"id": one}, "id")
            for one in ("Capital", "two--hyphens", "-first", "under_score", "a" * 49, "")
        ),
    ],
)
def test_field_that_breaks_a_rule_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        question(**fields)


def test_text_is_stripped() -> None:
    assert question(text={"ko": " 질문 ", "en": "Question\n"}).text["ko"] == "질문"


def test_walk_yields_the_question_then_its_follow_ups_in_order() -> None:
    tree = question(follow_ups=[child("c"), child("b")])
    assert [one.id for one in tree.walk()] == ["a-question", "c", "b"]


def test_references_of_either_language_are_enough_and_come_korean_first() -> None:
    assert not question().has_reference
    assert question(references={"en": ["An answer."]}).has_reference
    both = {"en": ["An answer."], "ko": ["답이에요."]}
    assert question(references=both).references.all() == ("답이에요.", "An answer.")


def test_rubric_leaves_out_what_grading_does_not_need() -> None:
    rubric = question(hints=[{"ko": "힌트", "en": "hint"}], key_points=[point("one")]).rubric()
    assert set(rubric.model_dump()) == {
        "id", "kind", "text", "hints", "references", "key_points", "enough",
        "misconceptions", "amount", "formula", "neighbours",
    }  # fmt: skip
    assert rubric.key_points[0].id == "one"


def test_rubric_keeps_to_so_many_neighbours_in_a_long_chain() -> None:
    chain = [question(id=f"q-{n}", references={"en": [f"Answer {n}."]}) for n in range(20)]
    rubric = chain[3].rubric(chain)
    assert [one.references.en for one in rubric.neighbours][:4] == [
        ("Answer 0.",), ("Answer 1.",), ("Answer 2.",), ("Answer 4.",),
    ]  # fmt: skip
    assert len(rubric.neighbours) == 12
