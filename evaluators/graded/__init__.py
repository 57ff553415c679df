"""Answers with grades, and the questions outside the bank that some of them answer.

Reads and checks the files of this folder; knows nothing of graders or measures.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, StringConstraints, ValidationError, model_validator

from content.loader import Bank, Fault, packaged
from content.schema import Rubric, Slug, Strict
from evaluators.grade import MAX_ANSWER_CHARS

FOLDER = Path(__file__).parent
ANSWERS, BLIND, QUESTIONS = "answers.jsonl", "blind.jsonl", "questions.jsonl"
TEST_SHARE = 0.25

Split = Literal["train", "test", "blind"]
Quarter = Annotated[float, Field(ge=0, le=1, multiple_of=0.25, allow_inf_nan=False)]


class AnswerKind(StrEnum):
    """Why an answer is in the set."""

    FULL = "full"
    PARTIAL = "partial"
    MIXED_TRUTH = "mixed_truth"
    MINIMAL_PAIR_FALSE = "minimal_pair_false"
    TURNED_ROUND = "turned_round"
    MISCONCEPTION = "misconception"
    OFF_TOPIC = "off_topic"
    NON_ANSWER = "non_answer"


class GradedAnswer(Strict):
    """One answer and its grade; `second` is what a second grader gave it blind.

    `pair_of` is the full answer that a false one was made from.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/\d+$")]
    question_id: Slug
    lang: Literal["ko", "en", "mixed"]
    kind: AnswerKind
    grade: Quarter
    second: Quarter
    answer: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ANSWER_CHARS)]
    pair_of: str | None = None

    @model_validator(mode="after")
    def _paired_if_a_pair(self) -> Self:
        if (self.kind is AnswerKind.MINIMAL_PAIR_FALSE) != (self.pair_of is not None):
            raise ValueError("minimal_pair_false goes with pair_of, and no other kind does")
        return self


class GradedQuestion(Rubric):
    """A question outside the bank, in the bank's form."""

    id: Slug
    topic: Slug


Row = TypeVar("Row", GradedAnswer, GradedQuestion)


class BadGradedAnswers(ValueError):
    """Files that cannot be used; `faults` say where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class GradedSet:
    """Graded answers in the order of their file, with what grading their questions needs.

    `of_bank` are the questions that stand in the bank. `blind` are answers by writers who saw
    nothing but the question, to questions that nothing is fitted on.
    """

    answers: tuple[GradedAnswer, ...]
    blind: tuple[GradedAnswer, ...]
    rubrics: Mapping[str, Rubric]
    families: Mapping[str, str]
    of_bank: frozenset[str]

    def rubric(self, question_id: str) -> Rubric:
        """Return what grading a question needs, or raise KeyError for one that is unknown."""
        return self.rubrics[question_id]

    def of_split(self, split: Split) -> list[GradedAnswer]:
        """Return the answers of a split, in order."""
        if split == "blind":
            return list(self.blind)
        return [one for one in self.answers if self.split(one.question_id) == split]

    def split(self, question_id: str) -> Literal["train", "test"]:
        """Return the split of a question: that of its family, by a hash of the family's name."""
        return "test" if is_drawn(self.families[question_id], TEST_SHARE) else "train"


def is_drawn(name: str, share: float) -> bool:
    """Tell whether a name belongs to a share of all names, by its hash."""
    return int.from_bytes(sha256(name.encode()).digest()[:8]) < share * 2**64


def load(folder: Path = FOLDER, bank: Bank | None = None) -> GradedSet:
    """Read the graded answers, by default those packaged, to questions of the folder or, if it has
    none of that name, of `bank`: by default all packaged decks. A folder needs no questions.

    Raises:
        BadGradedAnswers: something in the files is wrong; all of it is named, by file and line.
        OSError: a file cannot be read.
    """
    bank = packaged() if bank is None else bank
    faults: list[Fault] = []
    own = folder / QUESTIONS
    questions = _read(own, GradedQuestion, faults) if own.exists() else {}
    answers = _read(folder / ANSWERS, GradedAnswer, faults)
    blind = _read(folder / BLIND, GradedAnswer, faults) if (folder / BLIND).exists() else {}
    outside = {one.id: one for one in questions.values()}
    asked = {one.question_id for one in (*answers.values(), *blind.values())} - outside.keys()
    known = {id_: found for id_ in sorted(asked) if (found := bank.rubric(id_)) is not None}
    rubrics = outside | known
    faults += _wrong_answers(ANSWERS, answers, rubrics)
    faults += _wrong_answers(BLIND, blind, rubrics)
    if faults:
        raise BadGradedAnswers(faults)
    families = {id_: bank.parents.get(id_, id_) if id_ in known else id_ for id_ in rubrics}
    told = tuple(answers.values()), tuple(blind.values())
    return GradedSet(*told, rubrics, families, frozenset(known))


def _read(path: Path, model: type[Row], faults: list[Fault]) -> dict[int, Row]:
    """Return what stands in each line, by its number; add what is wrong with others to `faults`."""
    found: dict[int, Row] = {}
    seen: set[str] = set()
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            one = found[number] = model.model_validate_json(line)
        except ValidationError as exc:
            for detail in exc.errors(include_url=False):
                field = ".".join(map(str, detail["loc"]))
                faults.append(Fault(path.name, number, field, detail["msg"]))
            continue
        if one.id in seen:
            faults.append(Fault(path.name, number, "id", f"{one.id!r} is used twice"))
        seen.add(one.id)
    return found


def _wrong_answers(
    file: str, answers: Mapping[int, GradedAnswer], rubrics: Mapping[str, Rubric]
) -> Iterator[Fault]:
    by_id = {one.id: one for one in answers.values()}
    for number, one in answers.items():
        rubric = rubrics.get(one.question_id)
        if rubric is None or not rubric.references.all():
            why = "has no references" if rubric else f"is neither in the bank nor in {QUESTIONS}"
            yield Fault(file, number, "question_id", f"{one.question_id!r} {why}")
        if one.pair_of is not None and (wrong := _wrong_pair(one, by_id.get(one.pair_of))):
            yield Fault(file, number, "pair_of", f"{one.pair_of!r} {wrong}")


def _wrong_pair(false: GradedAnswer, true: GradedAnswer | None) -> str | None:
    """Say what is wrong with the answer that a false one says it was made from."""
    if true is None:
        return "is no answer"
    if true.question_id != false.question_id:
        return "answers another question"
    return None if true.kind is AnswerKind.FULL else "is not a full answer"
