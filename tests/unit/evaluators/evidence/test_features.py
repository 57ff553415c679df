"""What an answer shows of each point."""

import numpy as np
import pytest

from content.schema import Bilingual, References
from evaluators.evidence.anchors import AnchorBuilder
from evaluators.evidence.features import CLAIM, DENIAL, SUPPORT, compare, encode_answers, scale
from evaluators.text.sentences import parse
from tests.unit.evaluators.words import RUBRIC, WordEncoder

DROPS, PREVENTS = 0, 1


@pytest.fixture
def evidence(analyzer):
    def of(answer, rubric=RUBRIC):
        anchors = AnchorBuilder(WordEncoder(), analyzer).build(rubric)
        return compare(encode_answers([parse(answer, analyzer)], WordEncoder())[0], anchors)

    return of


def best(array, point, names, name):
    return array[:, point, names.index(name)].max(initial=0.0)


@pytest.mark.parametrize("answer", ["Neurons are dropped at random", "뉴런을 무작위로 꺼요"])
def test_stated_point_has_full_meaning_and_wording(evidence, answer):
    found = evidence(answer)
    assert best(found.support, DROPS, SUPPORT, "meaning") == 1
    assert best(found.support, DROPS, SUPPORT, "words") > 0.9
    assert best(found.support, PREVENTS, SUPPORT, "meaning") < 0.3


def test_terms_count_up_to_two(evidence):
    assert best(evidence("random 무작위").support, DROPS, SUPPORT, "terms") == 1
    assert best(evidence("only random").support, DROPS, SUPPORT, "terms") >= 0.5
    assert best(evidence("nothing of it").support, DROPS, SUPPORT, "terms") == 0


@pytest.mark.parametrize(
    ("answer", "is_empty"),
    [
        ("Neurons are dropped", False),
        ("How does dropout work?", True),
        ("Dropout does work", True),
        ("I don't know how dropout prevents it", True),
        ("dropout, overfitting, neurons, random", True),
        ("a", True),
    ],
)
def test_what_claims_nothing_of_its_own_is_empty(evidence, answer, is_empty):
    assert evidence(answer).is_empty is is_empty


def test_an_answer_may_be_in_the_question_s_words_where_a_point_is(evidence):
    point = RUBRIC.key_points[0].model_copy(update={"text": RUBRIC.text})
    echoed = RUBRIC.model_copy(update={"key_points": (point,)})
    assert not evidence("Dropout does work", echoed).is_empty


def test_contrast_denies_its_point_only(evidence):
    found = evidence("Neurons are kept at random")
    assert best(found.denial, DROPS, DENIAL, "contrast") > 0.5
    assert best(found.denial, DROPS, DENIAL, "misled") > 0.2
    assert best(found.denial, PREVENTS, DENIAL, "contrast") == 0
    negated = evidence("Neurons are not dropped at random while training")
    assert best(negated.denial, DROPS, DENIAL, "opposed") > 0.5


def test_verbatim_reference_denies_nothing(evidence):
    odd = RUBRIC.key_points[0].contrasts[0].en
    rubric = RUBRIC.model_copy(update={"references": References(en=(odd,))})
    assert evidence(odd).denial.any()
    assert not evidence(odd, rubric).denial.any()


def test_misconception_about_a_point_denies_it(evidence):
    text = Bilingual(
        ko="평가할 때만 뉴런을 무작위로 꺼요", en="Neurons are dropped at random in tests only"
    )
    wrong = RUBRIC.misconceptions[0].model_copy(update={"text": text})
    found = evidence(text.en, RUBRIC.model_copy(update={"misconceptions": (wrong,)}))
    assert best(found.denial, DROPS, DENIAL, "misconception") > 0.3


def test_words_of_the_question_are_no_evidence(evidence):
    text = Bilingual(ko="드롭아웃 작동이 좋아요", en="Dropout does work well")
    point = RUBRIC.key_points[0].model_copy(update={"text": text, "terms": (), "contrasts": ()})
    rubric = RUBRIC.model_copy(update={"key_points": (point,), "references": References()})
    assert best(evidence("It is dropout", rubric).support, 0, SUPPORT, "meaning") == 0
    plain = best(evidence("It is well", rubric).support, 0, SUPPORT, "meaning")
    diluted = evidence("How does dropout work: how does dropout work well", rubric)
    assert plain > 0.3
    assert best(diluted.support, 0, SUPPORT, "meaning") >= plain


@pytest.mark.parametrize(
    "wrong", [RUBRIC.misconceptions[0].text.ko, RUBRIC.misconceptions[0].text.en]
)
def test_misconception_is_claimed_in_either_language(evidence, wrong):
    assert evidence(wrong).claims[:, 0].max(axis=0) == pytest.approx([1] * len(CLAIM))


def test_bare_words_and_a_denied_misconception_claim_nothing(evidence):
    assert not evidence("training speed").claims.any()
    assert evidence("It is not used to speed up training").claims.max() == 0


@pytest.mark.parametrize(
    "answer",
    [
        f"{RUBRIC.misconceptions[0].text.ko}고 하기 쉬운데 그게 아니라 과적합을 막아요",
        f"{RUBRIC.misconceptions[0].text.en}, one might say, but that's not it",
    ],
)
def test_what_its_sentence_sets_aside_is_not_claimed(evidence, answer):
    found = evidence(answer)
    [first] = [row for row, one in enumerate(found.segments) if one == found.answer.clauses[0]]
    assert found.claims[first].max() == 0


def test_unsure_clauses_are_no_evidence(evidence):
    found = evidence("I don't know why neurons are dropped at random")
    assert (found.segments, found.is_empty) == ((), True)


def test_echo_is_the_share_of_the_questions_words(evidence):
    assert (evidence("How does dropout work").echo, evidence("neurons drop").echo) == (1, 0)


def test_answers_of_a_batch_get_their_own_vectors(analyzer):
    texts = ["Neurons are dropped", "It prevents overfitting"]
    together = encode_answers([parse(text, analyzer) for text in texts], WordEncoder())
    for text, one in zip(texts, together, strict=True):
        (alone,) = encode_answers([parse(text, analyzer)], WordEncoder())
        assert (one.vectors == alone.vectors).all()
        assert (one.word_vectors == alone.word_vectors).all()


def test_scale_cuts_off():
    values = np.array([0.0, 0.3, 0.55, 2.0])
    assert scale(values, 0.3, 0.8) == pytest.approx([0, 0, 0.5, 1])


def test_a_long_answer_without_words_of_a_reference_has_gone_astray(evidence):
    about_else = "Bananas ripen slowly in a cool dark cellar. " * 10
    reference = RUBRIC.references.en[0]
    assert evidence(about_else).astray > 0.2
    assert evidence("Bananas are yellow").astray < 0.05
    assert evidence(f"{reference} {about_else}").astray == 0
