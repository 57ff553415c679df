"""Words of Korean and English that turn a claim round when one takes the other's place.

Knows words by themselves only; which of their meanings is meant shows in their company.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from evaluators.text.tokens import Token, stem

FILE = Path(__file__).parent / "opposites.txt"


class Side(NamedTuple):
    """One side of an axis: all words on it say the same of something, those on others do not."""

    axis: int
    number: int


@cache
def opposites() -> Mapping[str, tuple[Side, ...]]:
    """Return the sides that each dictionary form stands on."""
    return _read(FILE.read_text(encoding="utf-8"))


def tells(token: Token) -> bool:
    """Tell whether a word carries meaning, or is one that another would turn round."""
    return token.is_content or token.form in opposites()


def _read(text: str) -> Mapping[str, tuple[Side, ...]]:
    found: defaultdict[str, dict[Side, None]] = defaultdict(dict)
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    for axis, line in enumerate(lines):
        for number, words in enumerate(line.split("|")[1:]):
            for word in words.split(","):
                for form in _forms(word.strip()):
                    found[form][Side(axis, number)] = None
    return {form: tuple(sides) for form, sides in found.items()}


def _forms(word: str) -> Sequence[str]:
    return (word, stem(word)) if word.isascii() else (word,)
