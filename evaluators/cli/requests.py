"""Turn lines into grade requests: questions of the bank, or questions a line brings along."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from content.schema import Bilingual, KeyPoint, Kind, Misconception, References, Rubric, Slug, Text
from evaluators.cli.lines import BadLine, Record, text_field
from evaluators.grade import MAX_ANSWER_CHARS, GradeRequest

if TYPE_CHECKING:
    from content.loader import Bank

WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "model_type": "must be text or an object",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "string_too_long": "has more than {max_length} characters",
    "string_pattern_mismatch": "may have small letters, digits and single hyphens only",
    "tuple_type": "must be a list",
    "too_long": "has {actual_length} entries, {max_length} are allowed",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "extra_forbidden": "is not known here",
}


def _both(text: Any) -> Any:
    """Let a text in one language stand for both."""
    if not isinstance(text, str):
        return text
    if not text.strip():
        raise PydanticCustomError("string_too_short", "is empty")
    return {"ko": text, "en": text}


def _object(text: Any) -> Any:
    return {"text": text} if isinstance(text, str) else text


Both = Annotated[Bilingual, BeforeValidator(_both)]


class _Point(KeyPoint):
    """A key point of a question outside the bank: text in one language is enough."""

    model_config = ConfigDict(extra="ignore")

    id: Slug = ""
    text: Both
    nudge: Both | None = None
    contrasts: tuple[Both, ...] = ()


class _Misconception(Misconception):
    model_config = ConfigDict(extra="ignore")

    text: Both
    why: Both = Bilingual(ko="–", en="–")


class _Loose(BaseModel):
    """A question outside the bank, as a line carries it."""

    question: Both
    references: tuple[Text, ...]
    key_points: tuple[Annotated[_Point, BeforeValidator(_object)], ...] = ()
    misconceptions: tuple[Annotated[_Misconception, BeforeValidator(_object)], ...] = ()


def read_request(fields: Record) -> GradeRequest:
    """Return what the grader needs to grade a line.

    Raises:
        BadLine: a field is missing, ill-typed, unknown or too long.
    """
    answer = text_field(fields, "answer")
    if len(answer) > MAX_ANSWER_CHARS:
        raise BadLine(f"answer has {len(answer)} characters, {MAX_ANSWER_CHARS} are allowed")
    if "question_id" in fields:
        rubric = _known(text_field(fields, "question_id"))
    elif "question" in fields:
        rubric = _loose(fields)
    else:
        raise BadLine("question_id or question is missing")
    return GradeRequest(question=rubric, answer=answer)


def _known(question_id: str) -> Rubric:
    rubric = _bank().rubric(question_id)
    if rubric is None:
        raise BadLine(f"question_id {question_id!r} is not in the bank")
    has_texts = rubric.references.all() or rubric.key_points
    if not has_texts and rubric.kind is not Kind.PERSONAL:
        raise BadLine(f"question {question_id!r} has no references yet")
    return rubric


@cache
def _bank() -> "Bank":
    from content.loader import packaged

    return packaged()


def _loose(fields: Record) -> Rubric:
    """Build the rubric of a question outside the bank."""
    try:
        found = _Loose.model_validate(fields)
        points = [
            point.model_copy(update={"id": point.id or f"point-{number}"})
            for number, point in enumerate(found.key_points, start=1)
        ]
        rubric = Rubric(
            id="outside-the-bank",
            text=found.question,
            references=References(en=found.references),
            key_points=tuple(points),
            misconceptions=found.misconceptions,
        )
    except ValidationError as exc:
        raise BadLine(_first_fault(exc)) from exc
    if not found.references and not points:
        raise BadLine("references is empty and there are no key_points")
    return rubric


def _first_fault(exc: ValidationError) -> str:
    """Return the first thing that is wrong, in words of our own."""
    fault = exc.errors()[0]
    said = WORDS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    place = ".".join(map(str, fault["loc"]))
    return f"{place} {said.format_map(fault.get('ctx', {}))}".strip()
