"""Answers that people graded, as examples for fitting with a rubric or with references only."""

from collections.abc import Sequence
from dataclasses import replace

from content.schema import LANGUAGES, Bilingual, Language, References, Rubric
from evaluators.graded import AnswerKind, GradedAnswer, GradedSet, Split
from evaluators.training.weak import Example, from_bank

GRADED, ONE_LANGUAGE = "graded/", "one-language"
_WEIGHT = 6.0
_SAYS_NOTHING = {AnswerKind.OFF_TOPIC, AnswerKind.NON_ANSWER}
_INNOCENT = _SAYS_NOTHING | {AnswerKind.FULL, AnswerKind.PARTIAL}


def with_rubrics(graded: GradedSet, split: Split) -> list[Example]:
    """Return the graded answers of a split, and what the texts of its questions imply.

    Only families of the bank have texts with enough of a rubric to imply anything.
    """
    answers = graded.of_split(split)
    asked = {one.question_id: graded.rubric(one.question_id) for one in answers}
    bank = [asked[id_] for id_ in asked if id_ in graded.of_bank]
    strangers = [
        one.answer
        for one in answers
        if one.kind is AnswerKind.FULL and one.question_id not in graded.of_bank
    ]
    return [_example(one, graded) for one in answers] + from_bank(bank, strangers)


def with_references(examples: Sequence[Example]) -> list[Example]:
    """Return those with a score as if nothing but references were known.

    Graded ones come again, every other with references in Korean only and in English only.
    """
    bare = [
        replace(one, rubric=_references_only(one.rubric), met=(), claimed=())
        for one in examples
        if one.score is not None
    ]
    graded = [one for one in bare if one.kind.startswith(GRADED)]
    return bare + [
        replace(one, kind=ONE_LANGUAGE, rubric=_in_one_language(one.rubric, LANGUAGES[row % 2]))
        for row, one in enumerate(graded)
    ]


def _example(one: GradedAnswer, graded: GradedSet) -> Example:
    rubric = graded.rubric(one.question_id)
    return Example(
        group=graded.families[one.question_id],
        kind=f"{GRADED}{one.kind}",
        rubric=rubric,
        answer=one.answer,
        score=one.grade,
        met=(0.0,) * len(rubric.key_points) if one.kind in _SAYS_NOTHING else (),
        claimed=(0.0,) * len(rubric.misconceptions) if one.kind in _INNOCENT else (),
        weight=_WEIGHT,
    )


def _references_only(rubric: Rubric) -> Rubric:
    """Return the rubric of someone who wrote model answers and nothing else."""
    return rubric.model_copy(update={"key_points": (), "misconceptions": ()})


def _in_one_language(rubric: Rubric, language: Language) -> Rubric:
    """Return the rubric of someone who wrote in one language; the answers come in any."""
    text = Bilingual(ko=rubric.text[language], en=rubric.text[language])
    references = References(**{language: rubric.references[language]})
    return rubric.model_copy(update={"text": text, "references": references})
