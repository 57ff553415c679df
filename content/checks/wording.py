"""How the texts of one question read: long enough, unlike each other, in their own language."""

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from content.checks.finding import Rule, Said
from content.document import FieldPath
from content.schema import LANGUAGES, Bilingual, Language, Question

MIN_LENGTH: dict[Language, int] = {"ko": 30, "en": 60}
MAX_OVERLAP = 0.6
"""Share of character trigrams; two references of the packaged bank have 0.32 at most."""
MIN_WORDS = 3
"""Fewer words than that may be a name or a formula, which needs no translation."""

_HANGUL = re.compile(r"[가-힣]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def _long_references(question: Question) -> Said:
    for language in LANGUAGES:
        least = MIN_LENGTH[language]
        for index, text in enumerate(question.references[language]):
            if len(text) < least:
                message = f"is too short: {len(text)} characters, {least} or more expected"
                yield ("references", language, index), message


def _distinct_references(question: Question) -> Said:
    for language in LANGUAGES:
        seen = [(f"key point {point.id!r}", _trigrams(point.text[language]))
                for point in question.key_points]  # fmt: skip
        for index, text in enumerate(question.references[language]):
            trigrams = _trigrams(text)
            for name, others in seen:
                if len(trigrams & others) >= MAX_OVERLAP * len(trigrams | others):
                    yield ("references", language, index), f"says nearly the same as {name}"
            seen.append((f"reference {index}", trigrams))


def _distinct_ids(question: Question) -> Said:
    seen: dict[str, str] = {}
    for index, point in enumerate(question.key_points):
        plain = "".join(part.removesuffix("s") for part in point.id.split("-"))
        other = seen.setdefault(plain, point.id)
        if other != point.id:
            yield ("key_points", index, "id"), f"is easily taken for {other!r}"


def _translated(question: Question) -> Said:
    for path, language, text in _texts(question):
        is_korean = bool(_HANGUL.search(text))
        if len(_WORD.findall(text)) >= MIN_WORDS and is_korean != (language == "ko"):
            where = "is in English" if language == "ko" else "holds Korean"
            yield path, f"{where}: translate it"


def _texts(question: Question) -> Iterator[tuple[FieldPath, Language, str]]:
    for language in LANGUAGES:
        for index, text in enumerate(question.references[language]):
            yield ("references", language, index), language, text
    for path, both in bilinguals(question):
        for language in LANGUAGES:
            yield (*path, language), language, both[language]


def bilinguals(
    value: object, path: tuple[int | str, ...] = ()
) -> Iterator[tuple[FieldPath, Bilingual]]:
    """Yield every text in both languages that the value holds, but none of the follow-ups."""
    if isinstance(value, Bilingual):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name != "follow_ups":
                yield from bilinguals(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from bilinguals(one, (*path, index))


def _trigrams(text: str) -> frozenset[str]:
    plain = " ".join(re.findall(r"\w+", text.casefold()))
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2)) or frozenset({plain})


RULES: Mapping[str, Rule] = {
    "alike-ids": _distinct_ids,
}
OF_FINISHED: Mapping[str, Rule] = {
    "short-reference": _long_references,
    "alike-references": _distinct_references,
    "untranslated": _translated,
}
