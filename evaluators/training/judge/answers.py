"""Labelled answers, and what the texts of their questions imply, as examples for the judge."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from content.schema import LANGUAGES, KeyPoint, Rubric
from evaluators.graded import GradedAnswer, GradedSet
from evaluators.graded.labels import Label, Labels, statement_text
from evaluators.training.judge.examples import (
    CONTRADICTED,
    STATED,
    UNADDRESSED,
    Claim,
    Example,
    Span,
    Target,
    between,
)

_FOREIGN, _TURNED, _UNTURNED, _TOLD = 0.4, 0.7, 0.5, 0.5
_MOSTLY_STATED: Target = (0.9, 0.0, 0.1)
_MOSTLY_CONTRADICTED: Target = (0.0, 0.9, 0.1)
ASKED = 0.6  # of the answers come with their question


def examples(
    answers: Sequence[GradedAnswer], graded: GradedSet, labels: Labels, random: Random
) -> list[Example]:
    """Return an example for each answer: every statement of its question, each in one language.

    Contrasts of what it states are contradicted, and a stranger's key point is not addressed.
    """
    questions = sorted({one.question_id for one in answers})
    found = []
    for answer in answers:
        rubric = graded.rubric(answer.question_id)
        claims = [
            Claim(statement_text(rubric, name)[random.choice(LANGUAGES)], *_told(answer, label))
            for name, label in labels[answer.id].items()
        ]
        claims += _contrasts(answer, rubric, labels[answer.id], random)
        claims += _stranger(graded.rubric(random.choice(questions)), rubric, random)
        random.shuffle(claims)
        question = rubric.text[random.choice(LANGUAGES)] if random.random() < ASKED else ""
        found.append(Example(answer.answer, tuple(claims), question, f"answers, {answer.lang}"))
    return [one for one in found if one.claims]


def watched(answers: Sequence[GradedAnswer], graded: GradedSet, labels: Labels) -> list[Example]:
    """Return an example for each answer with each statement in both languages, and no more."""
    found = []
    for answer in answers:
        rubric = graded.rubric(answer.question_id)
        claims = tuple(
            Claim(statement_text(rubric, name)[language], *_told(answer, label))
            for name, label in labels[answer.id].items()
            for language in LANGUAGES
        )
        found.append(Example(answer.answer, claims, rubric.text.ko, f"answers, {answer.lang}"))
    return [one for one in found if one.claims]


def _told(answer: GradedAnswer, label: Label) -> tuple[Target, tuple[Span, ...]]:
    """Return the mean of what two readers say, and where the answer says it."""
    at = answer.answer.find(label.evidence) if label.evidence else -1
    spans = ((at, at + len(label.evidence)),) if at >= 0 else ()
    return between(label.first, label.second), spans


def _contrasts(
    answer: GradedAnswer, rubric: Rubric, labels: Mapping[str, Label], random: Random
) -> Iterator[Claim]:
    for point in rubric.key_points:
        target, spans = _told(answer, labels[f"point:{point.id}"])
        if target == STATED and random.random() < 0.35:
            yield from _contrast(point, CONTRADICTED, _TURNED, random, spans)
        elif target == UNADDRESSED and random.random() < 0.15:
            yield from _contrast(point, UNADDRESSED, _UNTURNED, random)


def _contrast(
    point: KeyPoint, target: Target, weight: float, random: Random, spans: tuple[Span, ...] = ()
) -> Iterator[Claim]:
    if point.contrasts:
        text = random.choice(point.contrasts)[random.choice(LANGUAGES)]
        yield Claim(text, target, spans, weight)


def _stranger(other: Rubric, rubric: Rubric, random: Random) -> Iterator[Claim]:
    if other is not rubric and other.key_points and random.random() < 0.5:
        text = random.choice(other.key_points).text[random.choice(LANGUAGES)]
        yield Claim(text, UNADDRESSED, weight=_FOREIGN)


def implied(rubrics: Sequence[Rubric], random: Random) -> list[Example]:
    """Return a fresh choice of what the texts of questions say of one another."""
    found: list[Example] = []
    for rubric in rubrics:
        found += _of_references(rubric, random)
        for point in rubric.key_points:
            found += _of_point(point, rubric, random)
        for wrong in rubric.misconceptions:
            if random.random() < 0.4:
                claim = Claim(wrong.text[random.choice(LANGUAGES)], _MOSTLY_CONTRADICTED)
                found.append(Example(wrong.why[random.choice(LANGUAGES)], (claim,), source="texts"))
    return found


def _of_references(rubric: Rubric, random: Random) -> Iterator[Example]:
    """A reference states its question's key points, and contradicts their contrasts."""
    for language in LANGUAGES:
        for reference in rubric.references[language][:2]:
            claims = [
                Claim(point.text[random.choice(LANGUAGES)], _MOSTLY_STATED, weight=_TOLD)
                for point in rubric.key_points
            ]
            for point in rubric.key_points:
                if random.random() < 0.4:
                    claims += _contrast(point, CONTRADICTED, _TOLD, random)
            if claims and random.random() < 0.5:
                question = rubric.text[language] if random.random() < 0.5 else ""
                yield Example(reference, tuple(claims), question, "texts")


def _of_point(point: KeyPoint, rubric: Rubric, random: Random) -> Iterator[Example]:
    """A contrast contradicts its key point, which states itself in the other language."""
    here, there = random.sample(LANGUAGES, 2)
    for contrast in point.contrasts:
        if random.random() < 0.4:
            both = (Claim(point.text[here], CONTRADICTED), Claim(contrast[there], STATED))
            yield Example(contrast[here], both, source="texts")
    if random.random() < 0.3:
        claims = [Claim(point.text[there], STATED)]
        claims += _contrast(point, CONTRADICTED, 1.0, random)
        others = [one for one in rubric.key_points if one is not point]
        if others:
            text = random.choice(others).text[there]
            claims.append(Claim(text, UNADDRESSED, weight=_TOLD))
        yield Example(point.text[here], tuple(claims), source="texts")
