"""Points of questions turned round and said otherwise: sentences that differ in a word.

Put together, or into labelled answers, they make answers with a claim or two turned round among
right ones. What is right and what is turned round is said and asked equally often: were only right
sentences ever stated, a judge would learn which sentences are false and not what answers say.
"""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from content.schema import LANGUAGES, Bilingual, Strict
from evaluators.training.judge.examples import (
    CONTRADICTED,
    STATED,
    UNADDRESSED,
    Claim,
    Example,
)

FILE = Path(__file__).parent / "turned.jsonl"
DECKS = Path(__file__).parent / "decks_turned.jsonl"
_LEFT_OUT, _ASKED = 0.25, 0.5


class Variants(NamedTuple):
    """A point turned round in Korean and, another way, in English; the same in other words; and one
    of its reversals, `reworded`, in other words `again`."""

    ko: str
    en: str
    same: str
    reworded: Literal["ko", "en"]
    again: str

    @property
    def reversal(self) -> str:
        return self.ko if self.reworded == "ko" else self.en


class TurnedPoints(Strict):
    """The variants of the points of an exercise or question, in order."""

    id: str
    points: tuple[Variants, ...]


class Theme(NamedTuple):
    """A question whose points have variants."""

    question: Bilingual
    points: tuple[Bilingual, ...]
    variants: tuple[Variants, ...]


def load(path: Path = FILE) -> dict[str, tuple[Variants, ...]]:
    """Return the variants by the id of an exercise or a question."""
    lines = map(TurnedPoints.model_validate_json, path.read_bytes().splitlines())
    return {one.id: one.points for one in lines}


def said(point: Bilingual, variants: Variants, random: Random) -> tuple[str, list[Claim]]:
    """Return a sentence that says a point or turns it round, and what it does with two others."""
    right = (point[random.choice(LANGUAGES)], variants.same)
    if random.random() < 0.5:
        own, other = random.sample(right, 2)
        wrong = random.choice((variants.ko, variants.en, variants.again))
        return own, [Claim(other, STATED), Claim(wrong, CONTRADICTED)]
    own, other = random.sample((variants.reversal, variants.again), 2)
    return own, [Claim(other, STATED), Claim(random.choice(right), CONTRADICTED)]


def put_together(themes: Sequence[Theme], random: Random) -> list[Example]:
    """Return an answer to each question made of single sentences, some of them turned round."""
    found = [_put_together(one, random) for one in themes]
    return [one for one in found if one.answer]


def _put_together(theme: Theme, random: Random) -> Example:
    sentences: list[str] = []
    claims: list[Claim] = []
    for point, variants in zip(theme.points, theme.variants, strict=True):
        if random.random() < _LEFT_OUT:
            wordings = (*(point[one] for one in LANGUAGES), variants.ko, variants.en)
            claims.append(Claim(random.choice(wordings), UNADDRESSED))
        else:
            sentence, told = said(point, variants, random)
            sentences.append(sentence.rstrip("."))
            claims += told
    random.shuffle(sentences)
    random.shuffle(claims)
    asked = theme.question[random.choice(LANGUAGES)] if random.random() < _ASKED else ""
    return Example(". ".join(sentences), tuple(claims), asked, "turned")
