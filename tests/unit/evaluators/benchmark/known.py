"""Graded answers to two questions, one in each split, and a grader that knows their grades."""

from content.schema import Kind
from evaluators.grade import Grade, Verdict
from evaluators.graded import GradedAnswer, GradedSet
from tests.unit.evaluators.words import RUBRIC

TEST, TRAIN = "dropout", "dropout-in-cnn"
TEXTS = {
    "Neurons are dropped at random while training. That prevents overfitting.": ("full", 1.0),
    "Neurons are kept at random, which prevents overfitting.": ("minimal_pair_false", 0.25),
    "It is used to speed up training": ("misconception", 0.0),
    "Bananas are yellow": ("off_topic", 0.0),
    "Overfitting": ("partial", 0.5),
}


def answers(question_id):
    for number, (text, (kind, grade)) in enumerate(TEXTS.items(), start=1):
        yield GradedAnswer(
            id=f"{question_id}/{number}",
            question_id=question_id,
            lang="en",
            kind=kind,
            grade=grade,
            second=grade,
            answer=text,
            pair_of=f"{question_id}/1" if kind == "minimal_pair_false" else None,
        )


GRADED = GradedSet(
    answers=(*answers(TEST), *answers(TRAIN)),
    blind=(),
    rubrics={
        id_: RUBRIC.model_copy(update={"id": id_, "kind": Kind.OPEN}) for id_ in (TEST, TRAIN)
    },
    families={id_: id_ for id_ in (TEST, TRAIN)},
    of_bank=frozenset(),
)


class KnowingGrader:
    """Gives each answer its grade, and nothing without key points or to texts it doesn't know;
    remembers what it was asked."""

    def __init__(self):
        self.requests = []

    def grade(self, requests):
        self.requests += requests
        return [
            Grade(
                score=TEXTS.get(one.answer, ("", 0.0))[1] if one.question.key_points else 0.0,
                verdict=Verdict.PARTIAL,
            )
            for one in requests
        ]
