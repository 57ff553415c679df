"""Whether Korean texts that members read call each thing by one name; terms.yaml lists them.

References and terms are left alone: there members' own variety is wanted.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from content.checks.finding import Rule, Said
from content.checks.wording import bilinguals
from content.schema import Question

FILE = Path(__file__).parent / "terms.yaml"
UNREAD = "contrasts"
"""Claims that only the grader reads."""


def _other_spellings(question: Question) -> Said:
    for path, text in bilinguals(question):
        if UNREAD not in path:
            for said, preferred in dict(found(text.ko)).items():
                yield (*path, "ko"), f"says {said}, which is {preferred} elsewhere"


def found(text: str) -> Iterator[tuple[str, str]]:
    """Yield each refused spelling of a text with the one to use."""
    preferred = _preferred()
    for match in _pattern().finditer(text):
        if match[0] in preferred:
            yield match[0], preferred[match[0]]


@cache
def _terms() -> Mapping[str, list[str]]:
    terms: dict[str, list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return terms


@cache
def _preferred() -> Mapping[str, str]:
    """Return what stands for each refused spelling."""
    return {refused: term for term, others in _terms().items() for refused in others}


@cache
def _pattern() -> re.Pattern[str]:
    """Match preferred spellings as well, so that none is found inside one; the longest first."""
    names = sorted((*_terms(), *_preferred()), key=len, reverse=True)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, names))})")


RULES: Mapping[str, Rule] = {"another-spelling": _other_spellings}
