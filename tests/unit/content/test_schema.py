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


def test_misspelt_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        question(hint=[])


def test_text_of_blanks_is_refused() -> None:
    with pytest.raises(ValidationError, match="string_too_short"):
        question(text={"ko": "  ", "en": "Question"})


def test_text_needs_both_languages() -> None:
    with pytest.raises(ValidationError, match=r"text\.en"):
        question(text={"ko": "질문"})


def test_text_is_stripped() -> None:
    assert question(text={"ko": " 질문 ", "en": "Question\n"}).text["ko"] == "질문"


@pytest.mark.parametrize("id_", ["Capital", "two--hyphens", "-first", "under_score", "a" * 49, ""])
def test_id_that_is_no_slug_is_refused(id_: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        question(id=id_)


@pytest.mark.parametrize("weight", [0, -1, 11])
def test_weight_outside_its_bounds_is_refused(weight: float) -> None:
    with pytest.raises(ValidationError, match="weight"):
        question(key_points=[point("one", weight=weight)])


def test_key_points_with_one_id_are_refused() -> None:
    with pytest.raises(ValidationError, match="key point ids must differ"):
        question(key_points=[point("one"), point("one")])


def test_follow_up_of_a_follow_up_is_refused() -> None:
    nested = child("b") | {"follow_ups": [child("c")]}
    with pytest.raises(ValidationError, match="cannot have follow-ups"):
        question(follow_ups=[nested])


def test_source_url_must_be_https() -> None:
    with pytest.raises(ValidationError, match="url"):
        question(sources=[{"title": "A book", "url": "http://example.org"}])


def test_question_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        question().difficulty = 1  # type: ignore[misc]


def test_walk_yields_the_question_then_its_follow_ups_in_order() -> None:
    tree = question(follow_ups=[child("c"), child("b")])
    assert [one.id for one in tree.walk()] == ["a-question", "c", "b"]


def test_question_without_references_has_none() -> None:
    assert not question().has_reference


def test_question_with_a_reference_in_one_language_has_one() -> None:
    assert question(references={"en": ["An answer."]}).has_reference


def test_all_references_come_korean_first() -> None:
    references = {"en": ["An answer."], "ko": ["답이에요."]}
    assert question(references=references).references.all() == ("답이에요.", "An answer.")


def test_rubric_leaves_out_what_grading_does_not_need() -> None:
    rubric = question(hints=[{"ko": "힌트", "en": "hint"}], key_points=[point("one")]).rubric()
    assert set(rubric.model_dump()) == {
        "id", "kind", "text", "hints", "references", "key_points", "misconceptions",
        "amount", "formula", "neighbours",
    }  # fmt: skip
    assert rubric.key_points[0].id == "one"


def test_rubric_keeps_to_so_many_neighbours_in_a_long_chain() -> None:
    chain = [question(id=f"q-{n}", references={"en": [f"Answer {n}."]}) for n in range(20)]
    rubric = chain[3].rubric(chain)
    assert [one.references.en for one in rubric.neighbours][:4] == [
        ("Answer 0.",), ("Answer 1.",), ("Answer 2.",), ("Answer 4.",),
    ]  # fmt: skip
    assert len(rubric.neighbours) == 12
