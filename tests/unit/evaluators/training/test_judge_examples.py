"""What a judge is taught: targets, the words behind them, and what no text may be taken for."""

import json
from collections import Counter
from random import Random

import pytest
from pydantic import ValidationError

from content.loader import packaged
from content.schema import Bilingual
from evaluators.graded import FOLDER
from evaluators.graded import load as load_graded
from evaluators.graded.labels import load as load_labels
from evaluators.training.judge import answers, exercises, families, turned
from evaluators.training.judge.examples import CONTRADICTED, STATED, UNADDRESSED
from evaluators.training.judge.exercises import Exercise, PractisedAnswer
from evaluators.training.judge.families import Clause, Family
from evaluators.training.judge.turned import Theme, Variants


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


@pytest.fixture(scope="module")
def of_decks():
    bank = packaged()
    rubrics = filter(None, map(bank.rubric, bank.questions))
    return [exercises.of_rubric(one) for one in rubrics]


@pytest.fixture(scope="module")
def measured(graded):
    """Return all graded answers; what a judge learns in other words is none of them."""
    short = load_graded(FOLDER / "short")
    return {one.answer for one in (*graded.answers, *graded.blind, *short.answers)}


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
    taught = exercises.examples(learned[:20], {}, Random(1))
    assert {claim.weight < 1 for example in taught for claim in example.claims} == {True, False}


def test_answers_in_own_words_are_judged_by_the_statements_of_their_question(
    graded, tmp_path
) -> None:
    rubric = next(one for one in graded.rubrics.values() if one.key_points and one.misconceptions)
    statements = len(rubric.key_points) + len(rubric.misconceptions)
    told = [["partial", "en", "S" * statements, "S" * statements, "as I see it"]]
    file = tmp_path / "own_words.jsonl"
    lines = [{"id": name, "answers": told} for name in ("e-1", rubric.id)]
    lines[0]["answers"] = [["full", "ko", "SN", "SN", "그래서요"]]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    asked = [exercise(), exercises.of_rubric(rubric)]
    of_exercise, of_rubric = exercises.in_own_words(asked, file)
    assert of_exercise.statements == exercise().statements
    assert of_exercise.answers[0].text == "그래서요"
    assert of_rubric.question == rubric.text
    texts = {one.text for one in (*rubric.key_points, *rubric.misconceptions)}
    assert set(of_rubric.statements) == texts
    assert exercises.in_own_words([exercise()], file) == [of_exercise]


def test_the_packaged_answers_in_own_words_are_to_no_question_that_measures(graded) -> None:
    asked = [*exercises.load(), *map(exercises.of_rubric, graded.rubrics.values())]
    told = exercises.in_own_words(asked)
    assert len(told) == len(exercises.OWN_WORDS.read_text(encoding="utf-8").splitlines())
    assert len({one.id for one in told}) == len(told) >= 250
    measured = {one.question_id for split in ("test", "blind") for one in graded.of_split(split)}
    assert not measured & {one.id for one in told}
    held = Counter(
        (letter, answer.lang) for one in told for answer in one.answers for letter in answer.first
    )
    assert len(held) == 12
    assert min(held.values()) > 50


def test_some_answers_to_each_question_are_kept_back_whatever_else_is_asked() -> None:
    told = tuple(PractisedAnswer("full", "en", "SN", "SN", f"answer {n}") for n in range(24))
    asked = [exercise(*told).model_copy(update={"id": f"e-{n}"}) for n in range(5)]
    learned, watched = exercises.split_answers(asked)
    for one, left, back in zip(asked, learned, watched, strict=True):
        assert len(back.answers) == 2
        assert Counter(left.answers + back.answers) == Counter(one.answers)
    assert exercises.split_answers(asked[3:]) == (learned[3:], watched[3:])


def test_the_answers_to_packaged_decks_are_none_that_measure(of_decks, measured) -> None:
    told = exercises.in_own_words(of_decks, exercises.DECKS)
    assert len(told) == len(exercises.DECKS.read_text(encoding="utf-8").splitlines()) >= 80
    texts = {answer.text for one in told for answer in one.answers}
    assert not texts & measured
    held = Counter(letter for one in told for answer in one.answers for letter in answer.first)
    assert min(held[letter] for letter in exercises.LETTERS) > 400
    variants = turned.load(turned.DECKS)
    points = {one.id: len(one.points) for one in told}
    assert len(variants) >= 80
    assert {name: len(one) for name, one in variants.items()}.items() <= points.items()


def test_notes_state_a_point_of_a_question_that_there_is_and_none_measures(
    of_decks, measured
) -> None:
    notes = exercises.in_own_words(of_decks, exercises.NOTES)
    assert len(notes) == len(exercises.NOTES.read_text(encoding="utf-8").splitlines())
    said = [answer for one in notes for answer in one.answers]
    assert all("S" in answer.first for answer in said)
    assert not measured & {answer.text for answer in said}


def test_twins_are_of_answers_that_are_learned_from_and_turned_ones_contradict_a_point(
    of_decks, measured
) -> None:
    told = exercises.in_own_words(of_decks, exercises.DECKS)
    learned, kept_back = exercises.split_answers(told)
    whole = exercises.in_own_words(of_decks, exercises.TWINS)
    assert len(whole) == len(exercises.TWINS.read_text(encoding="utf-8").splitlines()) >= 150
    sources = {one.id: {answer.text for answer in one.answers} for one in learned}
    unseen = {answer.text for one in kept_back for answer in one.answers}
    for one in whole:
        texts = [answer.text for answer in one.answers]
        assert len(texts) == len(set(texts))
        assert not set(texts) & (sources[one.id] | unseen | measured)
        assert {answer.kind for answer in one.answers} <= {"twin_turned", "twin_same"}
    letters = Counter(
        ("C" in answer.first[: len(one.points)], answer.kind)
        for one in whole
        for answer in one.answers
    )
    assert letters[True, "twin_turned"] > 15 * letters[False, "twin_turned"]
    assert letters[True, "twin_same"] < letters[False, "twin_same"] / 15


def test_points_that_have_changed_in_their_deck_are_not_turned_round(graded, of_decks) -> None:
    variants = exercises.variants_of_decks(of_decks, graded.rubrics)
    found = [(one, variants[one.id]) for one in of_decks if one.id in variants]
    assert len(found) > 150
    assert all(len(one.points) == len(several) for one, several in found)
    first = of_decks[0]
    changed = first.model_copy(update={"points": first.points[:1]})
    rubric = packaged().rubric(first.id)
    assert first.id not in exercises.variants_of_decks([changed], {first.id: rubric})


VARIANTS = Variants(ko="거꾸로", en="turned", same="the same", reworded="en", again="turned again")
RIGHT, WRONG = {"맞는 말", "right", "the same"}, {"거꾸로", "turned", "turned again"}


def test_what_is_said_of_a_point_is_right_or_turned_as_often_and_tells_what_follows() -> None:
    point = exercise().points[0]
    told = Counter()
    for seed in range(200):
        sentence, claims = turned.said(point, VARIANTS, Random(seed))
        assert sentence not in {claim.text for claim in claims}
        own, other = (RIGHT, WRONG) if sentence in RIGHT else (WRONG - {"거꾸로"}, RIGHT)
        targets = {claim.target: claim.text for claim in claims}
        assert sentence in own
        assert targets[STATED] in own
        assert targets[CONTRADICTED] in other
        told[sentence in RIGHT] += 1
    assert 80 < told[True] < 120


def test_nothing_is_said_of_what_an_answer_put_together_leaves_out() -> None:
    theme = Theme(Bilingual(ko="왜요?", en="Why?"), exercise().points * 2, (VARIANTS,) * 2)
    for example in turned.put_together([theme] * 60, Random(2)):
        sentences = example.answer.split(". ")
        targets = Counter(claim.target for claim in example.claims)
        assert targets[STATED] == targets[CONTRADICTED] == len(sentences)
        assert targets[UNADDRESSED] == 2 - len(sentences)


def test_only_what_an_answer_leaves_out_is_added_to_it() -> None:
    partial = PractisedAnswer("partial", "en", "NN", "NN", "it is")
    full = PractisedAnswer("full", "en", "SN", "SN", "it is so")
    told = exercise(partial, full)
    taught = exercises.examples([told] * 40, {"e-1": (VARIANTS,)}, Random(1))
    assert {one.answer for one in taught if "it is so" in one.answer} == {"it is so"}
    added = [one for one in taught if one.answer not in ("it is", "it is so")]
    assert 8 < len(added) < 32
    for example in added:
        is_right = any(text in example.answer.replace("it is", "") for text in RIGHT)
        for claim in example.claims:
            if claim.text in RIGHT | WRONG:
                assert claim.target == (
                    STATED if is_right == (claim.text in RIGHT) else CONTRADICTED
                )


def test_the_packaged_variants_are_of_exercises_and_of_no_question_that_measures(graded) -> None:
    points = {one.id: len(one.points) for one in exercises.load()}
    loaded = turned.load()
    assert loaded.keys() >= points.keys()
    measured = {one.question_id for split in ("test", "blind") for one in graded.of_split(split)}
    points |= {
        name: len(one.key_points) for name, one in graded.rubrics.items() if name not in measured
    }
    assert {name: len(one) for name, one in loaded.items()}.items() <= points.items()
    texts = [text for one in loaded.values() for variants in one for text in variants]
    assert all(text.strip() for text in texts)
    again = [variants for one in loaded.values() for variants in one]
    assert not [one for one in again if one.again in (one.ko, one.en, one.same)]
