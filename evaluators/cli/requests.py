"""Turn lines into grade requests: questions of the bank, or questions a line brings along."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.schema import Bilingual, KeyPoint, Kind, Misconception, References, Rubric, Slug, Text
from evaluators.cli.lines import BadLine, Record, text_field
from evaluators.grade import MAX_ANSWER_CHARS, GradeRequest

EITHER = ("model_type", "string_type")
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
TYPES = ("Bilingual", "_LoosePoint", "_LooseMisconception")


class _LoosePoint(BaseModel):
    """A key point of a question outside the bank: text in one language is enough."""

    model_config = ConfigDict(extra="ignore")

    id: Slug | None = None
    text: Bilingual | Text
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    needed: bool = True
    terms: tuple[Text, ...] = ()
    contrasts: tuple[Bilingual | Text, ...] = ()


class _LooseMisconception(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: Bilingual | Text
    why: Bilingual | Text = "–"


class _LooseQuestion(BaseModel):
    """A question outside the bank, as a line carries it."""

    model_config = ConfigDict(extra="ignore")

    question: Bilingual | Text
    references: tuple[Text, ...]
    key_points: Annotated[tuple[_LoosePoint | Text, ...], Field(max_length=12)] = ()
    misconceptions: Annotated[tuple[_LooseMisconception | Text, ...], Field(max_length=12)] = ()


class Requests:
    """Finds or makes the rubric of a line; the bank is read when first needed."""

    def __init__(self) -> None:
        self._bank: Any = None

    def read(self, fields: Record) -> GradeRequest:
        """Return what the grader needs.

        Raises:
            BadLine: a field is missing, ill-typed, unknown or too long.
        """
        answer = text_field(fields, "answer")
        if len(answer) > MAX_ANSWER_CHARS:
            raise BadLine(f"answer has {len(answer)} characters, {MAX_ANSWER_CHARS} are allowed")
        if "question_id" in fields:
            rubric = self._known(text_field(fields, "question_id"))
        elif "question" in fields:
            rubric = _loose(fields)
        else:
            raise BadLine("question_id or question is missing")
        return GradeRequest(question=rubric, answer=answer)

    def _known(self, question_id: str) -> Rubric:
        if self._bank is None:
            from content.loader import packaged

            self._bank = packaged()
        rubric: Rubric | None = self._bank.rubric(question_id)
        if rubric is None:
            raise BadLine(f"question_id {question_id!r} is not in the bank")
        has_texts = rubric.references.all() or rubric.key_points
        if not has_texts and rubric.kind is not Kind.PERSONAL:
            raise BadLine(f"question {question_id!r} has no references yet")
        return rubric


def _loose(fields: Record) -> Rubric:
    """Build the rubric of a question outside the bank."""
    try:
        found = _LooseQuestion.model_validate(fields)
    except ValidationError as exc:
        raise BadLine(_first_fault(exc)) from exc
    points = [p if isinstance(p, _LoosePoint) else _LoosePoint(text=p) for p in found.key_points]
    wrong = [
        m if isinstance(m, _LooseMisconception) else _LooseMisconception(text=m)
        for m in found.misconceptions
    ]
    if not found.references and not points:
        raise BadLine("references is empty and there are no key_points")
    try:
        return Rubric(
            id="outside-the-bank",
            text=_bilingual(found.question),
            references=References(en=found.references),
            key_points=tuple(_point(p, number) for number, p in enumerate(points, start=1)),
            misconceptions=tuple(
                Misconception(text=_bilingual(m.text), why=_bilingual(m.why)) for m in wrong
            ),
        )
    except ValidationError as exc:
        raise BadLine(_first_fault(exc)) from exc


def _point(point: _LoosePoint, number: int) -> KeyPoint:
    return KeyPoint(
        id=point.id or f"point-{number}",
        text=_bilingual(point.text),
        weight=point.weight,
        needed=point.needed,
        terms=point.terms,
        contrasts=tuple(_bilingual(one) for one in point.contrasts),
    )


def _bilingual(text: Bilingual | str) -> Bilingual:
    return text if isinstance(text, Bilingual) else Bilingual(ko=text, en=text)


def _first_fault(exc: ValidationError) -> str:
    """Return the first thing that is wrong, in words of our own."""
    faults = exc.errors()
    # What may be one of two has a fault for each; being the other one is none.
    fault = next((one for one in faults if one["type"] not in EITHER), faults[0])
    said = WORDS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    place = ".".join(str(one) for one in fault["loc"] if not _is_type(one))
    return f"{place} {said.format_map(fault.get('ctx', {}))}".strip()


def _is_type(part: int | str) -> bool:
    return part in TYPES or str(part).startswith("constrained-")
