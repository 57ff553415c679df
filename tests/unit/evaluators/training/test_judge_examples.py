"""What a judge is taught: targets, the words behind them, and what no text may be taken for."""

from collections import Counter
from random import Random

import pytest
from pydantic import ValidationError

from content.schema import Bilingual
from evaluators.graded import load as load_graded
from evaluators.graded.labels import load as load_labels
from evaluators.training.judge import answers, exercises, families
from evaluators.training.judge.examples import CONTRADICTED, STATED, UNADDRESSED
from evaluators.training.judge.exercises import Exercise, PractisedAnswer
from evaluators.training.judge.families import Clause, Family


def family(name: str, area: str, *clauses: Clause) -> Family:
    said = Bilingual(ko=f"{name} 말", en=f"{name} said")
    return Family(id=name, area=area, is_true=True, statement=said, clauses=clauses)


OTHERS = family("near", "vision"), family("far", "sound")


def test_a_clause_is_judged_by_its_statement_in_both_languages() -> None:
    own = family("own", "vision", Clause("contradicted", "en", "negation", "It is not so."))
    [example] = families.examples([own, *OTHERS], Random(1))
    targets = {claim.text: claim.target for claim in example.claims}
    assert targets.pop("own 말") == targets.pop("own said") == CONTRADICTED
    assert set(targets.values()) == {UNADDRESSED}
    assert all(claim.weight < 1 for claim in example.claims if claim.text in targets)


def test_what_says_more_than_its_statement_has_no_near_strangers() -> None:
    own = family("own", "vision", Clause("stated", "en", "inside", "Much else, and that, too."))
    for seed in range(20):
        [example] = families.examples([own, *OTHERS], Random(seed))
        assert not any(claim.text.startswith("near") for claim in example.claims)


def test_the_packaged_families_teach_each_label_in_each_language() -> None:
    loaded = families.load()
    assert len({one.id for one in loaded}) == len(loaded) >= 400
    clauses = [clause for one in loaded for clause in one.clauses]
    assert len(clauses) >= 6000
    held = Counter((clause.label, clause.lang) for clause in clauses)
    assert len(held) == 9
    assert min(held.values()) > 500
    assert 0.2 < sum(not one.is_true for one in loaded) / len(loaded) < 0.35
    learned, watched = families.split(loaded)
    assert not {one.id for one in learned} & {one.id for one in watched}


@pytest.fixture(scope="module")
def graded():
    return load_graded()


@pytest.fixture(scope="module")
def labels(graded):
    return load_labels(graded)


def test_readers_who_differ_share_the_target(graded, labels) -> None:
    watched = answers.watched(graded.of_split("train")[:300], graded, labels)
    targets = {claim.target for example in watched for claim in example.claims}
    assert all(sum(target) == 1 for target in targets)
    assert {STATED, CONTRADICTED, UNADDRESSED} <= targets
    assert any(0 < target[0] < 1 for target in targets)


def test_what_is_taught_is_no_answer_of_the_test_split_and_its_words_are_its_own(
    graded, labels
) -> None:
    examples = answers.examples(graded.of_split("train")[:300], graded, labels, Random(2))
    measured = {one.answer for split in ("test", "blind") for one in graded.of_split(split)}
    assert not measured & {example.answer for example in examples}
    spans = [
        (span, len(example.answer))
        for example in examples
        for claim in example.claims
        for span in claim.decisive
    ]
    assert spans
    assert all(0 <= start < end <= length for (start, end), length in spans)


def test_a_contrast_contradicts_its_own_point_alone(graded) -> None:
    rubrics = [one for one in graded.rubrics.values() if one.key_points][:20]
    contrasts = {
        text
        for rubric in rubrics
        for point in rubric.key_points
        for contrast in point.contrasts
        for text in (contrast.ko, contrast.en)
    }
    for example in answers.implied(rubrics, Random(3)):
        for claim in example.claims:
            if claim.text in contrasts and example.answer not in contrasts:
                assert claim.target == CONTRADICTED


def exercise(*answers: PractisedAnswer) -> Exercise:
    question = Bilingual(ko="왜 그런가요?", en="Why is that?")
    point, wrong = Bilingual(ko="맞는 말", en="right"), Bilingual(ko="틀린 말", en="wrong")
    return Exercise(
        id="e-1", question=question, points=(point,), misconceptions=(wrong,), answers=answers
    )


def test_an_exercise_teaches_what_two_readers_say_of_each_statement() -> None:
    [example] = exercises.watched([exercise(PractisedAnswer("full", "en", "SC", "UC", "it is"))])
    assert example.answer == "it is"
    assert {claim.text: claim.target for claim in example.claims} in (
        {right: (0.75, 0.0, 0.25), wrong: CONTRADICTED}
        for right in ("맞는 말", "right")
        for wrong in ("틀린 말", "wrong")
    )


@pytest.mark.parametrize(("first", "second"), [("S", "SC"), ("SCN", "SCN"), ("SX", "SC")])
def test_an_exercise_with_other_labels_than_statements_is_refused(first: str, second: str) -> None:
    with pytest.raises(ValidationError, match="labels"):
        exercise(PractisedAnswer("full", "en", first, second, "it is"))


def test_the_packaged_exercises_have_every_label_in_every_language() -> None:
    loaded = exercises.load()
    assert len({one.id for one in loaded}) == len(loaded) >= 250
    held = Counter(
        (letter, answer.lang) for one in loaded for answer in one.answers for letter in answer.first
    )
    assert len(held) == 12
    assert min(held.values()) > 50
    learned, watched = exercises.split(loaded)
    assert watched
    assert not {one.id for one in learned} & {one.id for one in watched}
    taught = exercises.examples(learned[:20], Random(1))
    assert {claim.weight < 1 for example in taught for claim in example.claims} == {True, False}
