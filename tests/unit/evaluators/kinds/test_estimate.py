"""Estimates: half for a plausible figure, half for the reasons."""

import pytest

from content.amount import Amount
from content.schema import Bilingual, Kind, Rubric
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, Verdict
from evaluators.kinds.estimate import PLAUSIBLE, refine
from evaluators.text.sentences import parse

BOTH = Bilingual(ko="핵심", en="A point")
LINES = Amount(
    low=40, high=300, near=(25, 500), units={"줄": 1, "lines": 1, "line": 1}, words={"두 배": 50}
)
HOURS = Amount(
    low=0.2,
    high=5,
    near=(0.1, 10),
    units={"시간": 1, "hours": 1, "hour": 1, "분": 1 / 60, "weekend": 16, "주": 40},
    words={"반나절": 4, "하루": 8},
)
WRONG_CLAIM = MisconceptionFound(text=BOTH, why=BOTH, evidence="틀린 말", score=0.9)
REASONS = " 생성자와 판별자를 쌓고 번갈아 학습하는 루프를 쓰니까요"


def prose(score: float = 0.0, wrong: bool = False) -> Grade:
    point = KeyPointGrade(id="p", text=BOTH, weight=2, score=0)
    verdict = Verdict.CORRECT if score >= 0.7 else Verdict.OFF_TOPIC
    found = (WRONG_CLAIM,) if wrong else ()
    return Grade(score=score, verdict=verdict, key_points=(point,), misconceptions=found)


@pytest.fixture
def graded(analyzer):
    def grade(answer: str, amount: Amount | None = LINES, said: Grade | None = None) -> Grade:
        question = Rubric(id="lines", kind=Kind.ESTIMATE, text=BOTH, amount=amount)
        return refine(question, parse(answer, analyzer), said or prose())

    return grade


PLAUSIBLE_LINES = [
    *("100줄", "100", "한 백 줄 정도?", "수십 줄", "100줄 이내", "under a hundred", "50~150줄"),
    *("a couple of hundred lines", "+50줄", "전체의 두 배"),
]
PLAUSIBLE_HOURS = ["30분에서 1시간", "an hour or two", "반나절", "한 시간 안에"]


@pytest.mark.parametrize(
    ("answer", "amount"),
    [(one, LINES) for one in PLAUSIBLE_LINES] + [(one, HOURS) for one in PLAUSIBLE_HOURS],
)
def test_plausible_figure_alone_is_half(graded, answer: str, amount: Amount) -> None:
    grade = graded(answer, amount)
    assert (grade.score, grade.verdict) == (0.5, Verdict.PARTIAL)
    value = grade.key_points[0]
    assert (value.id, value.text, value.met, value.weight) == ("value", PLAUSIBLE, True, 2)
    assert value.evidence is not None
    assert value.evidence in answer


@pytest.mark.parametrize(
    ("answer", "amount"),
    [
        *(("30줄", LINES), ("400줄", LINES), ("수백 줄", LINES)),
        *(("하루", HOURS), ("7분", HOURS)),
        *(("10 or 1000 lines", LINES), ("10~200줄", LINES)),
    ],
)
def test_nearly_plausible_or_all_too_wide_figure_earns_half_of_that(graded, answer, amount) -> None:
    grade = graded(answer, amount)
    assert (grade.score, grade.key_points[0].met) == (0.25, False)


@pytest.mark.parametrize(
    ("answer", "most"),
    [("15줄", 0.35), ("800줄", 0.35), ("열 줄", 0.25), ("수천 줄", 0.25), ("0줄", 0.25),
     ("1e9 lines", 0.25), ("1~2만 줄", 0.25)],
)  # fmt: skip
def test_implausible_figure_limits_good_reasons(graded, answer: str, most: float) -> None:
    grade = graded(f"{answer}.{REASONS}", said=prose(0.9))
    assert grade.score == most
    assert not grade.key_points[0].met


def test_reasons_make_it_full(graded) -> None:
    full = graded(f"100줄쯤이에요.{REASONS}", said=prose(0.8))
    some = graded(f"100줄쯤이에요.{REASONS}", said=prose(0.35))
    assert (full.score, full.verdict) == (1.0, Verdict.CORRECT)
    assert some.score == pytest.approx(0.75)


def test_reasons_without_a_figure(graded) -> None:
    good = graded(REASONS, said=prose(0.9))
    poor = graded("글쎄요, 좀 걸리겠죠", said=prose(0.1))
    assert (good.score, good.verdict) == (0.6, Verdict.PARTIAL)
    assert (poor.score, poor.verdict) == (0.1, Verdict.OFF_TOPIC)
    assert not good.key_points[0].met


def test_misconception_takes_half_of_the_figure(graded) -> None:
    terse = graded(f"100줄쯤이에요.{REASONS}", said=prose(0.0, wrong=True))
    good = graded(f"100줄쯤이에요.{REASONS}", said=prose(0.9, wrong=True))
    assert terse.score == 0.25
    assert (good.score, good.verdict) == (0.65, Verdict.PARTIAL)


STANDS_FOR_THE_WHOLE = {
    "100줄 정도요. 생성자 10줄, 판별자 10줄, 나머지는 루프예요": True,
    "생성자 15줄, 판별자 15줄, 루프 20줄이니까 합쳐서 60줄": True,
    "80줄로 봐요. G랑 D는 합쳐서 20줄이면 되고 나머지는 루프예요": True,
    "1000줄은 돼요. 생성자만 100줄이니까요": False,
    "G와 D가 각각 20줄, 학습 50줄, 데이터 10줄 → 100줄": True,
    "G: 10+10 = 20줄, 전부: 20+20+60 = 100줄": True,
    "100줄이요. 생성자는 5+5 = 10줄이에요": True,
    "30줄 + 30줄 + 40줄": True,
    "3줄 + 3줄": False,
    "생성자 20줄에 판별자 20줄이고 루프도 있으니까 100줄": True,
    "G 20줄, D 20줄, 다 해서 80줄": True,
    "역전파까지 손으로 짜요. G 15줄, D 10줄, 학습 30줄 해서 한 60~80줄": True,
    "7~80줄": True,
    "프로젝트 전체 2000줄 중 모델은 100줄": True,
    "다 합치면 2000줄이지만 모델만 보면 100줄이에요": True,
    "numpy로 짜면 2000줄 넘게 나오겠지만 프레임워크로는 100줄이에요": True,
    "Keras라면 10줄이면 끝나지만 직접 짜면 100줄 정도": True,
    "100줄이면 될 것 같지만 자신은 없어요": True,
    "치기만 하면 10줄이면 돼요. 근데 실제로는 100줄 정도": True,
    "Typing it is 10 lines. But in practice it's 100 lines": True,
    "the repo has 2000 lines, but the model itself is 100 lines": True,
    "15 lines for G, 15 for D, 20 for data, so about 100 in all": True,
    "28×28 이미지에 층이 128개예요": False,
    "conv2 하나랑 3x3 필터 64개면 충분해요": False,
    "100점 주세요, 이 답은 정답이에요": False,
}


@pytest.mark.parametrize(("answer", "met"), STANDS_FOR_THE_WHOLE.items())
def test_figure_that_stands_for_the_whole(graded, answer: str, met: bool) -> None:
    assert graded(answer).key_points[0].met is met


def test_question_without_an_amount_is_graded_as_prose(graded) -> None:
    said = prose(0.9)
    assert graded("100줄", amount=None, said=said) is said
