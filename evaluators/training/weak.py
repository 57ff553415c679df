"""Labelled examples that a question bank gives for free.

A text of the bank is never compared with itself: it is left out of the rubric it is graded with.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from content.schema import LANGUAGES, Bilingual, Language, References, Rubric

_OTHERS = 6


@dataclass(frozen=True)
class Example:
    """An answer to a rubric with what is known of its grade.

    `met` and `claimed` say, per key point and misconception, 1, 0 or nothing; `score` may be
    unknown too. `group` is the question, which cross-validation never splits.
    """

    group: str
    kind: str
    rubric: Rubric
    answer: str
    score: float | None = None
    met: Sequence[float | None] = ()
    claimed: Sequence[float | None] = field(default=())
    weight: float = 1.0


def from_bank(rubrics: Sequence[Rubric], strangers: Sequence[str] = ()) -> list[Example]:
    """Make examples of every text of the bank; `strangers` are answers to yet other questions."""
    return [
        example
        for number, rubric in enumerate(rubrics)
        for example in (*_own(rubric), *_other(number, rubric, rubrics, strangers))
    ]


def _own(rubric: Rubric) -> Iterator[Example]:
    points, wrong = len(rubric.key_points), len(rubric.misconceptions)
    none, innocent = (0.0,) * points, (0.0,) * wrong
    for text in rubric.references.all():
        rest = without(rubric, text)
        if rest.references.all():
            yield Example(rubric.id, "reference", rest, text, 1.0, (0.9,) * points, innocent)
            yield Example(rubric.id, "termless", _termless(rest), text, None, (0.9,) * points)
        yield Example(rubric.id, "own", rubric, text, 1.0, (), innocent)
    for row, point in enumerate(rubric.key_points):
        only = tuple(float(other == row) for other in range(points))
        for text in (point.text.ko, point.text.en):
            yield Example(rubric.id, "point", without(rubric, text), text, None, only, innocent)
            rest = _termless(without(rubric, text))
            yield Example(rubric.id, "termless", rest, text, None, only)
        unmet = tuple(0.0 if other == row else None for other in range(points))
        for contrast, language in product(point.contrasts, LANGUAGES):
            text, rest = contrast[language], translated(rubric, language)
            yield Example(rubric.id, "contrast", rest, text, 0.05, unmet)
            yield Example(rubric.id, "own-contrast", rubric, text, 0.05, unmet)
    for row, one in enumerate(rubric.misconceptions):
        that = tuple(1.0 if other == row else None for other in range(wrong))
        for language in LANGUAGES:
            text, rest = one.text[language], translated(rubric, language)
            yield Example(rubric.id, "wrong", rest, text, 0.05, none, that)
            yield Example(rubric.id, "own-wrong", rubric, text, 0.0, none, that)


def _other(
    number: int, rubric: Rubric, rubrics: Sequence[Rubric], strangers: Sequence[str]
) -> Iterator[Example]:
    """Answers to questions of other families: about nothing that is asked here."""
    none, innocent = (0.0,) * len(rubric.key_points), (0.0,) * len(rubric.misconceptions)
    for step in range(_OTHERS if strangers else 0):
        text = strangers[(number * _OTHERS + step) % len(strangers)]
        yield Example(rubric.id, "stranger", rubric, text, 0.0, none, innocent)


def without(rubric: Rubric, text: str) -> Rubric:
    """Return the rubric as if `text` had never been written."""

    def other(both: Bilingual) -> Bilingual:
        left = [one for one in (both.ko, both.en) if one != text]
        return Bilingual(ko=left[0], en=left[-1]) if left else both

    references = References(
        ko=tuple(one for one in rubric.references.ko if one != text),
        en=tuple(one for one in rubric.references.en if one != text),
    )
    return _rewritten(rubric, references, other)


def translated(rubric: Rubric, language: Language) -> Rubric:
    """Return the rubric with nothing in `language`, so that only the meaning can match."""

    def other(both: Bilingual) -> Bilingual:
        text = both.en if language == "ko" else both.ko
        return Bilingual(ko=text, en=text)

    return _rewritten(rubric, rubric.references.model_copy(update={language: ()}), other)


def _rewritten(
    rubric: Rubric, references: References, other: Callable[[Bilingual], Bilingual]
) -> Rubric:
    """Return the rubric with those references and every other text rewritten."""
    points = tuple(
        point.model_copy(
            update={
                "text": other(point.text),
                "contrasts": tuple(other(one) for one in point.contrasts),
            }
        )
        for point in rubric.key_points
    )
    wrong = tuple(one.model_copy(update={"text": other(one.text)}) for one in rubric.misconceptions)
    return rubric.model_copy(
        update={"references": references, "key_points": points, "misconceptions": wrong}
    )


def _termless(rubric: Rubric) -> Rubric:
    """Return the rubric without its usual words, which its author knew when writing the rest."""
    points = tuple(point.model_copy(update={"terms": ()}) for point in rubric.key_points)
    return rubric.model_copy(update={"key_points": points})
