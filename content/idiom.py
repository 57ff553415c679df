"""Idioms: pieces of code as a programmer writes them, with `_` and `...` for what may differ.

An idiom is its tokens in order; spaces, line breaks, semicolons, quotes, backslashes and case do
not count. `_.` stands for any receiver or none, `_` for any other name, call or group, and `...`
inside brackets for anything; `..., ` and `, ...` for further arguments, or none. `only` in front
says that the idiom is wrong by itself, but no harm beside what is right. `unless` behind names
code that makes it harmless wherever it stands in the answer.

Knows the language of idioms and nothing of answers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = frozenset(OPENING.values())
_TOKEN = re.compile(
    r"[a-z_][a-z0-9_]*"  # a name ends where a Korean particle begins
    r"|[^\W\d_a-z]+"
    r"|\d+(?:\.\d+)?"
    r"|\.\.\.|\*\*|[=!<>]=|->"
    r"|[^\s;'\"`\\]"
)
_ONLY = "only "
_UNLESS = " unless "


class Blank(Enum):
    """What stands for something that may differ."""

    NAME = auto()
    RECEIVER = auto()
    ANYTHING = auto()
    EARLIER_ARGUMENTS = auto()
    LATER_ARGUMENTS = auto()


Part = str | Blank

_BLANKS: dict[tuple[str, ...], Blank] = {
    ("_", "."): Blank.RECEIVER,
    ("...", ","): Blank.EARLIER_ARGUMENTS,
    (",", "..."): Blank.LATER_ARGUMENTS,
    ("_",): Blank.NAME,
    ("...",): Blank.ANYTHING,
}


class IdiomError(ValueError):
    """An idiom cannot be read; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """An idiom taken apart; `only` says that it is wrong only by itself.

    It is no mistake where one of the patterns of `unless` stands in the answer.
    """

    parts: tuple[Part, ...]
    only: bool
    unless: "tuple[Pattern, ...]" = ()


@dataclass(frozen=True, slots=True)
class CodeToken:
    """A word or sign of code and where it stands."""

    form: str
    start: int
    end: int


def tokens(text: str) -> list[CodeToken]:
    """Split lower-case code, or prose with code in it, into words and signs, in linear time."""
    return [CodeToken(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def is_word(form: str) -> bool:
    """Tell whether a token is a name or a number."""
    return form[0] == "_" or form[0].isalnum()


def compiled(idiom: str) -> Pattern:
    """Take an idiom apart.

    Raises:
        IdiomError: brackets do not match, `...` is outside of them, or nothing fixed is left.
    """
    only = idiom.startswith(_ONLY)
    code, *harmless = idiom.removeprefix(_ONLY).split(_UNLESS)
    unless = tuple(Pattern(_pattern(one), only=False) for one in harmless)
    return Pattern(_pattern(code), only, unless)


def _pattern(code: str) -> tuple[Part, ...]:
    forms = [token.form for token in tokens(code.lower())]
    _check_brackets(forms)
    parts = tuple(_parts(forms))
    if not any(isinstance(part, str) and is_word(part) for part in parts):
        raise IdiomError("holds no word of its own, so it would be found everywhere")
    if parts[:2] == (Blank.NAME, Blank.NAME):
        raise IdiomError("begins with two names, so it would be found everywhere")
    return parts[1:] if parts[0] is Blank.RECEIVER else parts


def _check_brackets(forms: Sequence[str]) -> None:
    expected: list[str] = []
    for form in forms:
        if form in OPENING:
            expected.append(OPENING[form])
        elif form in CLOSING and (not expected or expected.pop() != form):
            raise IdiomError(f"closes a bracket {form!r} that is not open")
        elif form == "..." and not expected:
            raise IdiomError("has ... outside of brackets")
    if expected:
        raise IdiomError(f"never closes a bracket: {expected[-1]!r} is missing")


def _parts(forms: Sequence[str]) -> Iterator[Part]:
    """Yield fixed words and blanks, the longest blank first."""
    at = 0
    while at < len(forms):
        for written, blank in _BLANKS.items():
            if tuple(forms[at : at + len(written)]) == written and not (
                blank is Blank.LATER_ARGUMENTS and forms[at + 2 : at + 3] == [","]
            ):
                yield blank
                at += len(written)
                break
        else:
            yield forms[at]
            at += 1
