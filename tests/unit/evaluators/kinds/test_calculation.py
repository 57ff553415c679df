"""Calculations: the value counts first, then the working."""

import pytest

from content.amount import Amount, Slip
from content.schema import Bilingual, Kind, Rubric
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict
from evaluators.kinds.calculation import VALUE, refine
from evaluators.text.sentences import parse

BOTH = Bilingual(ko="핵심", en="A point")
NO_BIASES = Bilingual(ko="편향이 빠졌어요", en="The biases are missing")
COUNT = Amount(
    low=9098,
    high=9098,
    near=(9007, 9189),
    units={"개": 1, "parameters": 1},
    slips=(
        Slip(value=9064, why=NO_BIASES),
        Slip(value=7850, why=BOTH),
        Slip(value=1248, why=BOTH),
    ),
)
MEMORY = Amount(
    low=6.272,
    high=6.528,
    near=(6.2, 6.6),
    units={"GB": 1, "기가": 1, "MB": 0.001, "GiB": 1.073741824, "bytes": 1e-9},
    slips=(Slip(value=4.4, why=BOTH), Slip(value=5.9605, why=BOTH)),
)
GRADIENT = Amount(low=-2, high=-2, near=(-2.02, -1.98), slips=(Slip(value=2, why=BOTH),))
SHARE = Amount(low=65.4, high=68, units={"%": 1, "percent": 1}, slips=(Slip(value=33.3, why=BOTH),))
WRONG_CLAIM = MisconceptionFound(text=BOTH, why=BOTH, evidence="틀린 말", score=0.9)
WORKING = " 입력 채널과 필터 수를 곱하고 편향을 더하면 돼요"


def prose(*met: bool, score: float = 0.0, wrong: bool = False) -> Grade:
    points = tuple(
        KeyPointGrade(
            id=f"p{number}",
            text=BOTH,
            weight=1,
            score=one,
            state=PointState.STATED if one else PointState.MISSING,
            evidence="말" if one else None,
        )
        for number, one in enumerate(met or (False, False))
    )
    verdict = Verdict.CORRECT if score >= 0.7 else Verdict.NO_ANSWER
    return Grade(
        score=score,
        verdict=verdict,
        key_points=points,
        misconceptions=(WRONG_CLAIM,) if wrong else (),
    )


@pytest.fixture
def graded(analyzer):
    def grade(answer: str, amount: Amount | None = COUNT, said: Grade | None = None) -> Grade:
        question = Rubric(id="count", kind=Kind.CALCULATION, text=BOTH, amount=amount)
        return refine(question, parse(answer, analyzer), said or prose())

    return grade


RIGHT = {
    "count": [
        *("9098", "９０９８", "구천구십팔이요", "nine thousand ninety-eight"),
        "9098 learnable parameters",
        "80 + 1168 + 7850 = 9098",
        "80, 1168, 7850, 9098",
        "총합은 80 + 1168 + 7850 = 9098이에요",
        "1. 80\n2. 1168\n3. 7850\n총 9098",
        "9098개 중 7850개가 전연결층에 있어요",
        "9064가 아니라 9098",
        "9098 아님?",
        "9064, no wait, 9098",
        "Not 9064 but 9098, for biases count",
        "I do not get 9064 but 9098 because every filter has a bias",
        "instead of 9064 it has 9098",
        "9064개… 아니 9098개",
        "conv1: (9+1)*8=80, conv2: (72+1)*16=1168, fc: 7850. 9098",
        "9098 parameters, about 9.1k",
        "9098 (편향을 빼면 9064)",
        "9098. Without biases it would be 9064.",
    ],
    "memory": [
        *("약 6.5 GB", "6.4기가예요", "6400MB", "6.4×10⁹ bytes", "6.4e9bytes", "5.96GiB"),
        "6.4GB 이상 필요해요",
        "6.4GB가 필요하니 8GB 카드면 돼요",
        "6.4GB예요. 그래서 16GB 카드를 골랐어요",
        "It takes 6.4 GB, so a 12 GB card will do",
        "6.4 GB. Doubling the batch would bring the total to 8.8 GB",
        "6.4GB (배치를 두 배로 하면 총 8.8GB)",
        "6.4 GB per GPU, 51.2 GB in total over 8 GPUs",
        "Roughly 6.4GB: 4GB fixed + 2.4GB activations",
        "답: 6.4 GB (8GB 카드 추천)",
        "6.4GB지만 4비트로 줄일 수 있어요",
        "6.4 GB, 8 GPUs",
        "가중치 1GB, 기울기 1GB, Adam 2GB, 활성값 2.4GB니까 6.4GB가 필요하고 12GB GPU면 넉넉해요",
        "75MB가 32개니까 6.4GB예요. 64개를 다 올렸다면 8.8GB였을 거예요.",
        "It takes 6.4 GB. In FP16 it would take 3.2 GB.",
        "20 × 0.2 = 4GB, +2.4 → 6.4GB. 활성값만이면 2.2 × 2 = 4.4GB지만 안 돼요",
        "That's 6.4 GB. Without the batch it's 4.4 GB, but that's not what is needed.",
    ],
    "gradient": [
        *("-2", "−2", "마이너스 2", "= -2", "답은 -2", "2·1 - 4 = -2", "2w - 4니까 -2예요"),
    ],
    "share": [
        "4d² + 8d² = 12d²이니 FFN이 66.7%를 차지합니다. 어텐션은 33.3%뿐이고요.",
        "합치면 12d²니까 8/12 = 66.7%예요. d=768은 약분돼서 상관없고요.",
        "66.7%. Attention has 4·768² ≈ 2.36M, the FFN 8·768² ≈ 4.72M, total about 7.08M",
    ],
}
WRONG = {
    "count": [
        *("5000", "-9098"),
        "합성곱 9098개, 전연결 7850개, 합쳐서 16948개",
        "conv 9098, fc 7850, so 16948 in total",
        "9098처럼 보이지만 정답은 16948",
        "9098 at first sight, but the answer is 16948",
        "9098개라고 생각했는데 틀렸고 9000개",
        "9064개... 9098개... 둘 중 하나",
        "9064 and 9098, one of these",
        "9098 or 9064",
        "9098. 9064. 1248.",
        "9098일 수도 있고 9064일 수도 있다",
        "9098이거나 9064",
        "9098은 오답이고 9000개예요",
        "9098개라고 하면 틀려요. 9000개예요",
    ],
    "memory": [
        *("6.4MB", "6.4 bytes", "12GB", "6~7GB", "6.4 GB or 4.4 GB"),
        "6.4GB로는 부족하고 12GB",
        "6.4GB예요. 아니, 원래는 4.8GB인데 답은 12GB",
        "모델 6.4GB, 활성값 2GB, 입력 1.6GB, 그래서 10GB",
        "6.4 GB for the model and 5.6 GB for the batch, so 12 GB",
    ],
    "gradient": ["2"],
    "share": ["4d² + 4d² = 8d²이니 33.3%", "66.7/2 = 50%. d = 768"],
}
AMOUNTS = {"count": COUNT, "memory": MEMORY, "gradient": GRADIENT, "share": SHARE}


def flat(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, answer) for name, answers in table.items() for answer in answers]


@pytest.mark.parametrize(("amount", "answer"), flat(RIGHT))
def test_right_value_is_right_however_terse(graded, amount: str, answer: str) -> None:
    grade = graded(answer, AMOUNTS[amount])
    assert (grade.score, grade.verdict) == (1.0, Verdict.CORRECT)
    value = grade.key_points[0]
    assert (value.id, value.text, value.met) == ("value", VALUE, True)
    assert value.evidence is not None
    assert value.evidence in answer


@pytest.mark.parametrize(("amount", "answer"), flat(WRONG))
def test_another_value_or_the_right_one_that_is_not_the_answer(
    graded, amount: str, answer: str
) -> None:
    grade = graded(answer, AMOUNTS[amount])
    assert grade.score <= 0.35
    assert grade.verdict is Verdict.INCORRECT
    assert not grade.key_points[0].met


@pytest.mark.parametrize(
    "answer",
    ["9098 minus biases", "9098개에서 편향을 빼면 돼요", "정답은 9098개가 아닙니다", "9098 / 9064"],
)
def test_right_value_that_is_not_given(graded, answer: str) -> None:
    grade = graded(answer)
    assert grade.score <= 0.35
    assert not grade.key_points[0].met


@pytest.mark.parametrize(
    "answer",
    [
        *("more than 9098", "9098개보다 많아요", "9098개 미만", "9098개를 훌쩍 넘어요"),
        *("약 9100개", "9.1k"),
    ],
)
def test_value_that_is_rounded_or_only_a_bound_is_half_right(graded, answer: str) -> None:
    assert graded(answer).score == 0.5


@pytest.mark.parametrize(
    ("answer", "amount", "named"),
    [
        ("9064", COUNT, "답은 9,064다"),
        ("80 + 1152 + 7840 → 9,064개", COUNT, "답은 9,064다"),
        ("9098이 아니라 7850", COUNT, "답은 7,850이다"),
        ("9098, no wait, 9064", COUNT, "답은 9,064다"),
        ("Not 9098 but 9064", COUNT, "답은 9,064다"),
        ("instead of 9098 it has 9064", COUNT, "답은 9,064다"),
        ("5.96GB", MEMORY, "답은 5.96이다"),
        ("4400MB", MEMORY, "답은 4.4다"),
        ("6.4GB지만 실제로는 4.4GB예요", MEMORY, "답은 4.4다"),
        ("6.4 GB, but only 4.4 GB are needed", MEMORY, "답은 4.4다"),
    ],
)
def test_known_slip_is_named_with_its_reason(graded, answer, amount, named) -> None:
    grade = graded(answer, amount)
    (found,) = grade.misconceptions
    assert found.text.ko == named
    assert found.evidence in answer
    assert grade.score == 0.2
    assert grade.verdict is Verdict.INCORRECT


def test_what_a_part_comes_to_in_brackets_is_no_slip(graded) -> None:
    grade = graded("The conv layers (1,248 parameters) come first, then the dense one")
    assert grade.misconceptions == ()
    assert not grade.key_points[0].met


def test_slip_says_why_in_both_languages(graded) -> None:
    (found,) = graded("9064").misconceptions
    assert (found.text.en, found.why) == ("The answer is 9,064", NO_BIASES)


@pytest.mark.parametrize("answer", ["9064개요.", "5000개예요."])
def test_sound_working_earns_up_to_half_of_a_wrong_value(graded, answer: str) -> None:
    all_met = graded(answer + WORKING, said=prose(True, True, score=0.9))
    half_met = graded(answer + WORKING, said=prose(True, False, score=0.9))
    assert (all_met.score, all_met.verdict) == (0.5, Verdict.PARTIAL)
    assert half_met.score == 0.35


def test_misconception_beside_the_right_value(graded) -> None:
    grade = graded(f"9098개예요.{WORKING}", said=prose(score=0.1, wrong=True))
    assert (grade.score, grade.verdict) == (0.7, Verdict.PARTIAL)
    assert grade.key_points[0].met


def test_nothing_is_held_against_the_right_value(graded) -> None:
    said = prose()
    turned = said.key_points[0].model_copy(
        update={"state": PointState.CONTRADICTED, "evidence": "입력 채널과"}
    )
    said = said.model_copy(update={"key_points": (turned, *said.key_points[1:])})
    right, wrong = (
        graded(f"{value}.{WORKING}", said=said) for value in ("9098개예요", "5000개예요")
    )
    assert (right.score, right.key_points[1].state) == (1.0, PointState.UNCLEAR)
    assert not right.key_points[1].needed
    assert wrong.key_points[1].state is PointState.CONTRADICTED


@pytest.mark.parametrize(
    "answer", [WORKING, "(k*k*in + 1) * out", "풀링은 없어요", "필터 하나에 둘", "one of them"]
)
def test_without_a_number_working_earns_half_at_most(graded, answer: str) -> None:
    grade = graded(answer, said=prose(True, True, score=0.9))
    assert (grade.score, grade.verdict) == (0.5, Verdict.PARTIAL)
    assert not grade.key_points[0].met


def test_without_a_number_a_poor_answer_keeps_its_verdict(graded) -> None:
    grade = graded("글쎄요, 어렵네요", said=prose(score=0.1))
    assert (grade.score, grade.verdict) == (0.1, Verdict.NO_ANSWER)


def test_a_number_alone_meets_no_other_point(graded) -> None:
    grade = graded("9098", said=prose(True, True, score=0.9))
    assert [point.met for point in grade.key_points] == [True, False, False]


def test_question_without_an_amount_is_graded_as_prose(graded) -> None:
    said = prose(True, score=0.9)
    assert graded("9098", amount=None, said=said) is said


MODEL_SIZE = Amount(
    low=4.9e9, high=5.1e9, units={"개": 1}, symbol="N", slips=(Slip(value=1e11, why=BOTH),)
)


@pytest.mark.parametrize(
    "answer",
    [
        "C = 6ND = 120N², N = 5×10⁹, D = 10¹¹",
        "C=6·N·20N=120N²=3×10²¹이므로 N=50억, D=1000억이에요",
        "C = 6·N·20N = 120N² → N = 5×10⁹",
        "N = 5e9; D = 20 N = 1e11",
        "D는 1000억, N은 50억",
        "N은 약 50억, D는 약 1000억이에요",
        "A: 50억",
        "N = 5×10⁹. 토큰은 그 20분의 1인 2.5×10⁸개",
        "5B",
    ],
)
def test_what_is_said_of_another_letter_is_not_the_answer(graded, answer):
    assert graded(answer, MODEL_SIZE).score == 1


@pytest.mark.parametrize("answer", ["N=100B, D=5B", "D = 5×10⁹", "N은 1000억, D는 50억"])
def test_the_right_value_for_another_letter_is_no_right_answer(graded, answer):
    assert graded(answer, MODEL_SIZE).score <= 0.5


OF_THE_FFN = SHARE.model_copy(update={"others": ("어텐션", "attention")})
SUCCESS = Amount(low=35, high=37, units={"%": 1}, others=("실패", "failure", "fail"))


@pytest.mark.parametrize(
    ("answer", "amount"),
    [
        *(("FFN 66.7%, 어텐션 33.3%", OF_THE_FFN), ("attention 33.3%, FFN 66.7%", OF_THE_FFN)),
        ("FFN이 66.7%를 차지하고 33.3%는 어텐션", OF_THE_FFN),
        *(("성공 36%, 실패 64%", SUCCESS), ("failure 64%, success 36%", SUCCESS)),
        *(("64%는 실패할 확률이고 성공할 확률은 36%", SUCCESS), ("36% 실패 없이 끝나요", SUCCESS)),
    ],
)
def test_what_is_said_of_something_else_is_not_the_answer(graded, answer, amount):
    assert graded(answer, amount).score == 1


@pytest.mark.parametrize(
    ("answer", "amount"),
    [
        *(("FFN 33.3%, 어텐션 66.7%", OF_THE_FFN), ("attention: 66.7%", OF_THE_FFN)),
        *(("성공 64%, 실패 36%", SUCCESS), ("failure rate is about 36%", SUCCESS)),
        ("36%는 실패할 확률이고 성공할 확률은 64%", SUCCESS),
    ],
)
def test_the_right_value_for_something_else_is_no_right_answer(graded, answer, amount):
    assert graded(answer, amount).score <= 0.5


def test_letters_are_no_matter_where_the_question_has_none(graded):
    assert graded("D = 5e9", MODEL_SIZE.model_copy(update={"symbol": None})).score == 1
