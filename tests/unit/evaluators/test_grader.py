"""Grades and their reasons, by the rules."""

import pytest

from content.amount import Amount
from content.schema import Bilingual, Kind, Neighbour, References
from evaluators.grade import GradeRequest, PointState, Verdict
from evaluators.grader import NothingToCompare
from tests.unit.evaluators.words import RUBRIC, WordEncoder, word_grader

FULL_KO, FULL_EN = RUBRIC.references.ko[0], RUBRIC.references.en[0]
WRONG = RUBRIC.misconceptions[0].text.en
PERSONAL = RUBRIC.model_copy(
    update={"kind": Kind.PERSONAL, "references": References(), "key_points": ()}
)
NEIGHBOUR = Neighbour(
    text=Bilingual(ko="왜 편향이 필요한가요?", en="Why is a bias needed?"),
    references=References(
        en=("A bias shifts the line away from the origin, so it fits more data.",)
    ),
)
BESIDE = RUBRIC.model_copy(update={"neighbours": (NEIGHBOUR,)})


@pytest.fixture
def grade(analyzer):
    grader = word_grader(analyzer)
    return lambda answer, question=RUBRIC: grader.grade(
        [GradeRequest(question=question, answer=answer)]
    )[0]


def by_id(grade):
    return {point.id: point for point in grade.key_points}


@pytest.mark.parametrize("answer", [FULL_KO, FULL_EN])
def test_reference_is_correct(grade, answer):
    result = grade(answer)
    assert (result.verdict, result.misconceptions) == (Verdict.CORRECT, ())
    assert all(point.met for point in result.key_points)
    assert result.similarity == pytest.approx(1, abs=1e-3)
    assert result.grader == "words@0000word+test"


def test_half_an_answer_is_partial_and_says_which_half(grade):
    result = grade("음, 뉴런을 무작위로 꺼요!")
    assert [(point.met, point.evidence) for point in result.key_points] == [
        (True, "음, 뉴런을 무작위로 꺼요!"),
        (False, None),
    ]
    assert result.score < grade(FULL_KO).score


def test_where_one_point_is_enough_half_an_answer_is_whole_and_nothing_is_nothing(grade):
    question = RUBRIC.model_copy(update={"enough": 1})
    half = grade("That prevents overfitting.", question)
    assert (half.score, half.verdict) == (1.0, Verdict.CORRECT)
    assert [point.needed for point in half.key_points] == [False, True]
    assert grade("It is about something else.", question).score < 0.2
    assert [point.needed for point in grade("…", question).key_points] == [True, False]


def test_evidence_keeps_the_members_spelling(grade):
    result = grade("ＮＥＵＲＯＮＳ are   dropped at random. 🙂")
    assert by_id(result)["drops-neurons"].evidence == "ＮＥＵＲＯＮＳ are   dropped at random."


@pytest.mark.parametrize(
    ("answer", "reversal"),
    [
        (
            "Neurons are kept at random. That prevents overfitting.",
            "Neurons are kept at random.",
        ),
        (
            "Neurons are dropped at random. But neurons are kept at random.",
            "But neurons are kept at random.",
        ),
    ],
    ids=["alone", "beside the truth"],
)
def test_reversed_point_is_not_met_and_quotes_the_reversal(grade, answer, reversal):
    result = grade(answer)
    point = by_id(result)["drops-neurons"]
    assert (point.state, point.evidence) == (PointState.CONTRADICTED, reversal)
    assert result.score < grade(FULL_EN).score


@pytest.mark.parametrize("language", ["ko", "en"])
def test_misconception_is_named_with_its_sentence_and_worth_little(grade, language):
    wrong = RUBRIC.misconceptions[0]
    answer = f"Well. {wrong.text[language]}."
    result = grade(answer)
    (found,) = result.misconceptions
    assert (found.text, found.why) == (wrong.text, wrong.why)
    assert found.evidence in answer
    assert result.verdict is Verdict.INCORRECT
    assert result.score <= 0.3


def test_misconception_costs_score(grade):
    assert grade(f"{FULL_EN} {WRONG}.").score < grade(FULL_EN).score


@pytest.mark.parametrize(
    "answer",
    [
        *("", "  ", "🙂", "ㅋㅋ", "모르겠어요", "idk", "neuron, random, overfitting"),
        "How does dropout work?",
        "Why are neurons dropped at random while training?",
    ],
)
def test_nothing_claimed_is_no_answer(grade, answer):
    result = grade(answer)
    assert (result.verdict, result.score) == (Verdict.NO_ANSWER, 0.0)
    assert not any(point.met for point in result.key_points)
    assert len(result.key_points) == 2


def test_something_else_is_wrong_and_nobody_elses_answer(grade):
    result = grade("Bananas are yellow and monkeys eat them", BESIDE)
    assert (result.verdict, result.answers) == (Verdict.INCORRECT, None)
    assert result.score < 0.15


def test_something_else_and_an_admission_is_no_answer(grade):
    result = grade("Bananas are yellow. I don't know the rest.")
    assert result.verdict is Verdict.NO_ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        "잘 모르겠지만 바나나는 노란색이에요",
        "확실하지 않은데 원숭이가 바나나를 먹어요",
        "I'm not sure, but it is a yellow banana of the monkeys",
    ],
)
def test_a_wrong_guess_is_an_answer(grade, answer):
    assert grade(answer).verdict is Verdict.INCORRECT


def test_truth_beside_an_admission_still_counts(grade):
    result = grade("뉴런을 무작위로 꺼요. 왜 그러는지는 모르겠어요.")
    assert by_id(result)["drops-neurons"].met
    assert result.verdict is not Verdict.NO_ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        "저는 밑바닥부터 짜 봤어요",
        "잘 모르겠지만 Keras가 쉬워서 좋아요",
        "모르겠는데 요즘 논문을 안 읽었어요",
    ],
)
def test_personal_question_credits_any_real_answer(grade, answer):
    assert grade(answer, PERSONAL).score == 1.0


@pytest.mark.parametrize(
    "answer", ["🙂", "모르겠어요", "잘 모르겠습니다 ㅠㅠ", "I don't know", "글쎄요"]
)
def test_personal_question_credits_nothing_else(grade, answer):
    result = grade(answer, PERSONAL)
    assert (result.score, result.verdict) == (0.0, Verdict.NO_ANSWER)


def test_question_with_references_only_gets_points_of_its_own(grade):
    bare = RUBRIC.model_copy(update={"key_points": (), "misconceptions": ()})
    full, half = grade(FULL_KO, bare), grade("학습할 때 뉴런을 무작위로 꺼요.", bare)
    assert [point.met for point in full.key_points] == [True, True]
    assert [point.met for point in half.key_points] == [True, False]
    assert half.score < full.score


GATES = "입력 게이트, 망각 게이트, 출력 게이트"
EXAMPLE = "input: [['cat', 'egg'], ['cat', 'owl']], output of the by with in from to a for and"


@pytest.mark.parametrize(
    ("reference", "elsewhere"), [(GATES, Verdict.NO_ANSWER), (EXAMPLE, Verdict.INCORRECT)]
)
def test_a_list_is_an_answer_where_the_reference_is_but_one(grade, reference, elsewhere):
    listed = RUBRIC.model_copy(
        update={"key_points": (), "references": References(ko=(reference,)), "misconceptions": ()}
    )
    assert grade(reference, listed).verdict is Verdict.CORRECT
    result = grade(reference)
    assert (result.score, result.verdict) == (0, elsewhere)


def test_question_without_anything_to_compare_is_refused(grade):
    empty = RUBRIC.model_copy(update={"key_points": (), "references": References()})
    with pytest.raises(NothingToCompare, match="'dropout'"):
        grade("뉴런을 꺼요", empty)


def test_batch_keeps_order_and_mixes_questions(analyzer):
    bare = RUBRIC.model_copy(update={"key_points": ()})
    requests = [
        GradeRequest(question=question, answer=answer)
        for question in (RUBRIC, bare)
        for answer in (FULL_EN, "", WRONG)
    ]
    grader = word_grader(analyzer)
    assert grader.grade(requests) == [grader.grade([one])[0] for one in requests]
    assert grader.grade([]) == []


def test_question_is_encoded_once(analyzer):
    encoder = WordEncoder()
    grader = word_grader(analyzer, encoder)
    request = GradeRequest(question=RUBRIC, answer="Neurons drop")
    grader.grade([request])
    first = encoder.encoded
    grader.grade([request])
    assert encoder.encoded - first < 10 < first


def test_changed_question_is_encoded_again(grade):
    answer = "Penguins swim fast in cold water."
    changed = RUBRIC.model_copy(update={"references": References(en=(answer,))})
    assert grade(answer).similarity < 0.5 < grade(answer, changed).similarity


def test_answer_to_a_neighbour_says_to_which(grade):
    result = grade(f"{NEIGHBOUR.references.en[0]} Lines bend nowhere; slopes stay.", BESIDE)
    assert result.verdict is Verdict.OFF_TOPIC
    assert result.answers == NEIGHBOUR.text
    assert result.score <= 0.3


def test_a_mistake_about_this_question_is_no_answer_to_a_neighbour(grade):
    (mistake, *_) = RUBRIC.misconceptions
    result = grade(f"{NEIGHBOUR.references.en[0]} {mistake.text['en']}.", BESIDE)
    assert result.misconceptions
    assert result.verdict is not Verdict.OFF_TOPIC


def test_a_long_answer_to_a_neighbour_that_meets_a_point_is_limited_and_no_more(grade):
    short = f"{NEIGHBOUR.references.en[0]} Neurons are dropped at random."
    long = f"{short} Lines bend nowhere; slopes stay."
    assert grade(short, BESIDE) == grade(short)
    assert grade(long).score > 0.3
    result = grade(long, BESIDE)
    assert result.score == pytest.approx(0.3)
    assert result.verdict is Verdict.PARTIAL


def test_what_states_all_that_is_asked_may_go_on_to_a_neighbour(grade):
    beside = "A bias shifts the line away from the origin, so it may fit."
    result = grade(f"{FULL_EN} {beside}", BESIDE)
    assert (result.score, result.answers) == (pytest.approx(1), None)


def test_code_that_shows_a_point_is_no_answer_to_a_neighbour(grade):
    first, *others = BESIDE.key_points
    shown = first.model_copy(update={"idioms": ("_.eval()",)})
    code = BESIDE.model_copy(update={"kind": Kind.CODE, "key_points": (shown, *others)})
    astray = f"{NEIGHBOUR.references.en[0]} Lines bend nowhere; slopes stay."
    assert grade(astray, code).answers == NEIGHBOUR.text
    result = grade(f"{astray} net.eval()", code)
    assert result.answers is None
    assert result.score > 0.3


def test_a_figure_in_the_unit_asked_for_is_no_answer_to_a_neighbour(grade):
    amount = Amount(low=10, high=20, units={"units": 1})
    asked = BESIDE.model_copy(update={"kind": Kind.ESTIMATE, "amount": amount})
    astray = f"{NEIGHBOUR.references.en[0]} Lines bend nowhere; slopes stay."
    assert grade(astray, asked).answers == NEIGHBOUR.text
    result = grade(f"{astray} So 5000 units.", asked)
    assert (result.answers, result.verdict) == (None, Verdict.INCORRECT)


@pytest.mark.parametrize("answer", [FULL_KO, FULL_EN, "Neurons shift from the origin."])
def test_own_answer_or_a_few_words_are_worth_as_much_beside_a_neighbour(grade, answer):
    assert grade(answer, BESIDE) == grade(answer)
    assert grade(answer).answers is None


def test_a_wording_that_was_accepted_for_a_point_states_it_and_no_other(grade):
    odd = "Some units take a nap each round"
    [first, second] = RUBRIC.key_points
    wiser = RUBRIC.model_copy(
        update={"key_points": (first.model_copy(update={"accepted": (odd,)}), second)}
    )
    assert not any(point.met for point in grade(odd).key_points)
    assert [point.met for point in grade(odd, wiser).key_points] == [True, False]
