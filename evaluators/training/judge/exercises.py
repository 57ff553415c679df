"""Questions beyond the bank's, with chat answers labelled statement by statement.

Written for the judge; a second reader labelled them without seeing label or kind: see README.md.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple, Self

from pydantic import TypeAdapter, model_validator

from content.schema import LANGUAGES, Bilingual, Strict
from evaluators.training.judge.answers import ASKED
from evaluators.training.judge.examples import (
    CONTRADICTED,
    STATED,
    UNADDRESSED,
    Claim,
    Example,
    Target,
)

FILE = Path(__file__).parent / "exercises.jsonl"
TARGETS: dict[str, Target] = {
    "S": STATED,
    "C": CONTRADICTED,
    "U": (0.5, 0.0, 0.5),
    "N": UNADDRESSED,
}
HELD_OUT = 16  # one question in so many
_FOREIGN, _STRANGERS = 0.4, 0.5


class PractisedAnswer(NamedTuple):
    """An answer with two readers' labels, a letter for each statement, and how it was written."""

    kind: str
    lang: Literal["ko", "en", "mixed"]
    first: str
    second: str
    text: str


class Exercise(Strict):
    """A question, what there is to say, right and wrong, and answers to it."""

    id: str
    question: Bilingual
    points: tuple[Bilingual, ...]
    misconceptions: tuple[Bilingual, ...]
    answers: tuple[PractisedAnswer, ...]

    @property
    def statements(self) -> tuple[Bilingual, ...]:
        return self.points + self.misconceptions

    @model_validator(mode="after")
    def _labels_every_statement(self) -> Self:
        for answer in self.answers:
            for labels in (answer.first, answer.second):
                if len(labels) != len(self.statements) or set(labels) - TARGETS.keys():
                    raise ValueError(f"labels {labels!r} of {self.id} are not one per statement")
        return self


def load(path: Path = FILE) -> list[Exercise]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return TypeAdapter(list[Exercise]).validate_python([json.loads(line) for line in lines])


def split(exercises: Sequence[Exercise]) -> tuple[list[Exercise], list[Exercise]]:
    """Return those to learn from, and those to watch the training by."""
    watched = exercises[::HELD_OUT]
    return [one for one in exercises if one not in watched], list(watched)


def examples(exercises: Sequence[Exercise], random: Random) -> list[Example]:
    """Return an example for each answer, each statement in one language, and some strangers."""
    found = []
    for one in exercises:
        for answer in one.answers:
            claims = [*_claims(one, answer, random), *_strangers(one, exercises, random)]
            random.shuffle(claims)
            question = one.question[random.choice(LANGUAGES)] if random.random() < ASKED else ""
            found.append(Example(answer.text, tuple(claims), question, "exercises"))
    return found


def watched(exercises: Sequence[Exercise]) -> list[Example]:
    """Return an example for each answer with the statements of its question, and no more."""
    random = Random(4)
    return [
        Example(answer.text, tuple(_claims(one, answer, random)), one.question.ko, "exercises")
        for one in exercises
        for answer in one.answers
    ]


def _claims(exercise: Exercise, answer: PractisedAnswer, random: Random) -> Iterator[Claim]:
    letters = zip(exercise.statements, answer.first, answer.second, strict=True)
    for statement, first, second in letters:
        yield Claim(statement[random.choice(LANGUAGES)], _between(TARGETS[first], TARGETS[second]))


def _between(first: Target, second: Target) -> Target:
    stated, contradicted, unaddressed = ((a + b) / 2 for a, b in zip(first, second, strict=True))
    return stated, contradicted, unaddressed


def _strangers(
    exercise: Exercise, exercises: Sequence[Exercise], random: Random
) -> Iterator[Claim]:
    """A point of another question is not addressed, as far as one can tell unread."""
    other = random.choice(exercises)
    if other is not exercise and random.random() < _STRANGERS:
        text = random.choice(other.points)[random.choice(LANGUAGES)]
        yield Claim(text, UNADDRESSED, weight=_FOREIGN)
