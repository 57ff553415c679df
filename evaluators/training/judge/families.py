"""Statements about deep learning and clauses that state them, contradict them, or do neither.

Written for the judge, and checked by a second reader who saw neither label nor kind: see README.md.
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

FILE = Path(__file__).parent / "statements.jsonl"
TARGETS = {"stated": STATED, "contradicted": CONTRADICTED, "unaddressed": UNADDRESSED}
HELD_OUT = 13  # one family in so many
_FOREIGN, _NEAR = 0.4, 0.25  # how much an assumed label weighs


class Clause(NamedTuple):
    """A piece of an answer; `kind` says how it was written."""

    label: Literal["stated", "contradicted", "unaddressed"]
    lang: Literal["ko", "en", "mixed"]
    kind: str
    text: str


class Family(Strict):
    """A statement, true or a misconception, and the clauses about it."""

    id: str
    area: str
    is_true: bool
    statement: Bilingual
    clauses: tuple[Clause, ...]


def load(path: Path = FILE) -> list[Family]:
    return list(map(Family.model_validate_json, path.read_bytes().splitlines()))


def split(families: Sequence[Family]) -> tuple[list[Family], list[Family]]:
    """Return those to learn from, and those to watch the training by."""
    watched = families[::HELD_OUT]
    return [one for one in families if one not in watched], list(watched)


def examples(families: Sequence[Family], random: Random) -> list[Example]:
    """Return an example for each clause: its own statement in both languages, and strangers."""
    found = []
    for family in families:
        for clause in family.clauses:
            target = TARGETS[clause.label]
            claims = [Claim(family.statement[one], target) for one in LANGUAGES]
            claims += _strangers(family, clause, families, random)
            random.shuffle(claims)
            found.append(Example(clause.text, tuple(claims), source="families"))
    return found


def _strangers(
    family: Family, clause: Clause, families: Sequence[Family], random: Random
) -> list[Claim]:
    """Return statements that a clause says nothing of, as far as one can tell unread."""
    foreign = random.choice([one for one in families if one.area != family.area])
    claims = [_claim(foreign, _FOREIGN, random)]
    if clause.kind != "inside":  # which says other things of its area, too
        near = random.choice([one for one in families if one.area == family.area])
        claims += [_claim(near, _NEAR, random)] if near is not family else []
    return claims


def _claim(family: Family, weight: float, random: Random) -> Claim:
    text = family.statement[random.choice(LANGUAGES)]
    return Claim(text, UNADDRESSED, weight=weight)
