"""Questions with chat answers that are labelled statement by statement: see README.md.

The questions of `exercises.jsonl` are beyond the bank's, and who wrote the answers knew the
statements. The answers of `own_words.jsonl` and `decks.jsonl` were written by people who saw only
the questions; those of `decks_twins.jsonl` differ from answers of the latter in a few words, and
those of `decks_notes.jsonl` say a single point as members say it in passing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from content.schema import LANGUAGES, Bilingual, Rubric, Strict
from evaluators.training.judge.answers import ASKED
from evaluators.training.judge.examples import LETTERS, UNADDRESSED, Claim, Example, between
from evaluators.training.judge.turned import DECKS as TURNED_OF_DECKS
from evaluators.training.judge.turned import Variants, said
from evaluators.training.judge.turned import load as load_variants

FILE = Path(__file__).parent / "exercises.jsonl"
OWN_WORDS = Path(__file__).parent / "own_words.jsonl"
DECKS = Path(__file__).parent / "decks.jsonl"
TWINS = Path(__file__).parent / "decks_twins.jsonl"
NOTES = Path(__file__).parent / "decks_notes.jsonl"
HELD_OUT = 16  # one question in so many
_KEPT_BACK = 12  # one answer in so many
_FOREIGN, _STRANGERS = 0.4, 0.5
_ADDED = 0.5  # of the answers that leave out a point get a sentence about it


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
                if len(labels) != len(self.statements) or set(labels) - LETTERS.keys():
                    raise ValueError(f"labels {labels!r} of {self.id} are not one per statement")
        return self


def load(path: Path = FILE) -> list[Exercise]:
    return list(map(Exercise.model_validate_json, path.read_bytes().splitlines()))


class OwnWords(Strict):
    """Answers to an exercise, to a question of the train split or to one of a packaged deck."""

    id: str
    answers: tuple[PractisedAnswer, ...]


def in_own_words(asked: Iterable[Exercise], path: Path = OWN_WORDS) -> list[Exercise]:
    """Return those of some questions that people answered who knew nothing else of them."""
    known = {one.id: dict(one) for one in asked}
    lines = map(OwnWords.model_validate_json, path.read_bytes().splitlines())
    told = [one for one in lines if one.id in known]
    return [Exercise(**known[one.id] | {"answers": one.answers}) for one in told]


def of_rubric(rubric: Rubric) -> Exercise:
    """Return a question of the graded answers as an exercise that nobody has answered yet."""
    return Exercise(
        id=rubric.id,
        question=rubric.text,
        points=tuple(one.text for one in rubric.key_points),
        misconceptions=tuple(one.text for one in rubric.misconceptions),
        answers=(),
    )


def variants_of_decks(
    asked: Iterable[Exercise], graded: Mapping[str, Rubric]
) -> dict[str, tuple[Variants, ...]]:
    """Return the variants of points, without those of packaged questions whose points are others
    than in the graded answers, which they were written to."""
    changed = {
        one.id
        for one in asked
        if one.id in graded and of_rubric(graded[one.id]).points != one.points
    }
    found = load_variants() | load_variants(TURNED_OF_DECKS)
    return {name: one for name, one in found.items() if name not in changed}


def split(exercises: Sequence[Exercise]) -> tuple[list[Exercise], list[Exercise]]:
    """Return those to learn from, and those to watch the training by."""
    watched = exercises[::HELD_OUT]
    return [one for one in exercises if one not in watched], list(watched)


def split_answers(exercises: Sequence[Exercise]) -> tuple[list[Exercise], list[Exercise]]:
    """Return questions with the answers to learn from, and with those, one in twelve, that tell how
    well a judge reads new answers to questions that it knows."""
    learned, watched = [], []
    for one in exercises:
        first = sha256(one.id.encode()).digest()[0] % _KEPT_BACK
        back = one.answers[first::_KEPT_BACK]
        left = tuple(answer for answer in one.answers if answer not in back)
        learned.append(one.model_copy(update={"answers": left}))
        watched.append(one.model_copy(update={"answers": back}))
    return learned, watched


def examples(
    exercises: Sequence[Exercise], turned: Mapping[str, Sequence[Variants]], random: Random
) -> list[Example]:
    """Return an example for each answer, each statement in one language, and some strangers.

    To some that leave out a point which somebody has `turned`, a sentence about it is added.
    """
    found = []
    for one in exercises:
        for answer in one.answers:
            claims = [*_claims(one, answer, random), *_strangers(one, exercises, random)]
            text = answer.text
            if one.id in turned and random.random() < _ADDED:
                text = _added(one, answer, claims, turned[one.id], random)
            random.shuffle(claims)
            question = one.question[random.choice(LANGUAGES)] if random.random() < ASKED else ""
            found.append(Example(text, tuple(claims), question, "exercises"))
    return found


def watched(exercises: Sequence[Exercise], source: str = "exercises") -> list[Example]:
    """Return an example for each answer with the statements of its question, and no more."""
    random = Random(4)
    return [
        Example(answer.text, tuple(_claims(one, answer, random)), one.question.ko, source)
        for one in exercises
        for answer in one.answers
    ]


def _claims(exercise: Exercise, answer: PractisedAnswer, random: Random) -> Iterator[Claim]:
    letters = zip(exercise.statements, answer.first, answer.second, strict=True)
    for statement, first, second in letters:
        target = between(LETTERS[first], LETTERS[second])
        yield Claim(statement[random.choice(LANGUAGES)], target)


def _added(
    exercise: Exercise,
    answer: PractisedAnswer,
    claims: list[Claim],
    variants: Sequence[Variants],
    random: Random,
) -> str:
    """Return the answer with a sentence about a point that it leaves out, whose claim changes.

    What is turned round may be what a misconception claims: of those nothing is known then.
    """
    points = zip(exercise.points, variants, answer.first, answer.second, strict=False)
    left_out = [(point, one) for point, one, *labels in points if set(labels) == {"N"}]
    if not left_out:
        return answer.text
    point, one = random.choice(left_out)
    unknown = {one[language] for one in (point, *exercise.misconceptions) for language in LANGUAGES}
    claims[:] = [claim for claim in claims if claim.text not in unknown]
    sentence, told = said(point, one, random)
    claims += told
    parts = (f"{sentence.rstrip('.')}.", answer.text)
    return " ".join(random.sample(parts, 2))


def _strangers(
    exercise: Exercise, exercises: Sequence[Exercise], random: Random
) -> Iterator[Claim]:
    """A point of another question is not addressed, as far as one can tell unread."""
    other = random.choice(exercises)
    if other is not exercise and random.random() < _STRANGERS:
        text = random.choice(other.points)[random.choice(LANGUAGES)]
        yield Claim(text, UNADDRESSED, weight=_FOREIGN)
