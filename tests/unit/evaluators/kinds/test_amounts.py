"""Amounts in running text: values, units, ranges, and what a number is there for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.kinds.amounts import Figure, added_up, read_figures
from evaluators.text.plain import plain

LINES = {"줄": 1.0, "라인": 1.0, "lines": 1.0}
HOURS = {"시간": 1.0, "h": 1.0, "hours": 1.0, "hour": 1.0, "분": 1 / 60, "days": 8.0, "주": 40.0}
MEMORY = {"GB": 1.0, "기가": 1.0, "MB": 0.001, "GiB": 1.073741824, "bytes": 1e-9, "바이트": 1e-9}
UNITS = {**LINES, **HOURS, **MEMORY}
WORDS = {"반나절": 4.0, "half a day": 4.0, "하루": 8.0}


def figures(text: str) -> list[Figure]:
    return read_figures(plain(text), UNITS, WORDS)


def only(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


def values(text: str) -> list[float]:
    return [one.low for one in figures(text)]


WAYS_TO_WRITE = {
    9098: ["9098", "9,098개요", "9 098", "９，０９８", "9천98개", "9천 98개", "구천구십팔"],
    0.5: [".5", "half an hour", "1/2시간", "1/2 hour", "½시간"],
    0.25: ["1/4시간"],
    6.4: ["6400MB", "6.4e9 bytes", "$6.4\\,\\text{GB}$", "\\[6.4\\ \\mathrm{GB}\\]"],
    6.3995: ["5.96 GiB"],
    1e9: ["1e9", "10⁹"],
    6.4e9: ["6.4×10^9", "6.4*10**9", "6.4×10⁹", "6.4⋅10^9", "6.4∙10⁹"],
    5e12: ["5 조", "5 조예요"],
    30_000: ["3 만이에요"],
    5e9: [
        *("50 억개", "50 억 개예요", "5 bn", "5bn lines", "$5\\times10^9$"),
        *("$5 \\cdot 10^{9}$", "\\(5 \\times 10^{9}\\)개", "$\\boxed{5\\times10^9}$"),
    ],
    8_388_608: ["답은 $8{,}388{,}608$ 입니다", "\\text{8,388,608}개", "8_388_608"],
    2500: ["2.5K", "2천 500줄"],
    100: ["약 100줄", "백 줄 안팎", "백여 줄", "a hundred"],
    250: ["이백오십 줄"],
    12: ["열두 줄"],
    12_345: ["1만 2345"],
    2.5e8: ["2억 5천만", "2억 5,000만"],
    25: ["이십오줄이면 돼요", "twenty-five"],
    300: ["삼백이에요"],
    150: ["a hundred and fifty lines"],
    24: ["two dozen"],
    6: ["half a dozen"],
    25e6: ["25 million"],
    4: ["반나절", "half a day"],
    8: ["하루면 돼요"],
    1.5: ["90분"],
}


@pytest.mark.parametrize(
    ("text", "value"), [(text, value) for value, texts in WAYS_TO_WRITE.items() for text in texts]
)
def test_number_with_or_without_unit(text: str, value: float) -> None:
    figure = only(text)
    assert (figure.low, figure.high) == pytest.approx((value, value), rel=1e-4)


RANGES = {
    (10, 20): ["10~20줄", "10–20 lines", "10에서 20줄", "10줄에서 20줄", "10 to 20", "20 or 10"],
    (11, 19): ["열 몇 줄"],
    (20, 90): ["수십 줄", "몇십 줄"],
    (200, 900): ["몇백 줄"],
    (70, 80): ["칠팔십 줄", "7~80줄"],
    (100, 200): ["일이백 줄"],
    (120, 130): ["백이삼십 줄"],
    (80, 120): ["이삼 주"],
    (2, 9): ["몇 시간이면 돼요"],
    (3, 4): ["서너 시간", "three or four hours"],
    (200, 300): ["a couple of hundred", "two to three hundred", "2~300 정도"],
    (2, 3): ["a couple of hours", "두어 시간"],
    (24, 108): ["dozens of lines"],
    (30, 100): ["between thirty and a hundred"],
    (0.5, 1): ["30분에서 1시간"],
    (10_000, 15_000): ["1만~1만5천줄"],
    (10_000, 20_000): ["1~2만 줄", "10-20k"],
    (90, 100): ["9-100 줄"],
    (0.5, 2 / 3): ["3~40분"],
    (3, 50): ["3~50줄"],
    (10, 110): ["10~110줄"],
    (500, 2000): ["500에서 2천 줄"],
}


@pytest.mark.parametrize(
    ("text", "ends"), [(text, ends) for ends, texts in RANGES.items() for text in texts]
)
def test_range_has_both_ends(text: str, ends: tuple[float, float]) -> None:
    figure = only(text)
    assert (figure.low, figure.high) == pytest.approx(ends)


BOUNDS = {
    -1: ["100줄 이내", "한 시간 안에", "백 줄도 안 되는", "under a hundred", "at most 100 lines"],
    1: ["최소 100줄", "100줄 이상", "100줄은 훌쩍 넘어요", "more than 100 lines", "100+ lines"],
    0: ["100줄 안팎", "100줄 정도"],
}


@pytest.mark.parametrize(
    ("text", "bound"), [(text, bound) for bound, texts in BOUNDS.items() for text in texts]
)
def test_bound(text: str, bound: int) -> None:
    assert only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "plain_values"),
    [
        ("80 + 1168 + 7850 = 9098", [9098]),
        ("9098 = 80+1168+7850", [9098]),
        ("28×28 이미지와 3x3 필터", []),
        ("784-128-10 구조", []),
        ("80 + 1168 + 7850 → 9098", [9098]),
        ("75MB × 32 = 2.4GB", [2.4]),
        ("9098개, 그중 7850개는 FC", [9098]),
        ("**9098**", [9098]),
        ("코드는 +50줄", [50]),
        ("75 × 1/3 = 25 GB", [25]),
        ("112/8 GB = 14 GB", [14]),
        ("$2 \\times 4096 \\times 8 \\times 4 \\times 32 = 8{,}388{,}608$", [8_388_608]),
        ("0.95 to the 20th power, about 0.36", [0.36]),
        ("0.95 to the power of 20", []),
        ("0.95의 20제곱이니까 0.36", [0.36]),
        ("0.9를 20번 곱한 값이에요", [20]),
        ("0.9 20번 곱하면 0.12", [20, 0.12]),
        ("0.9 multiplied by itself", []),
        ("16GB를 8로 나누니 2GB", [8, 2]),
        ("9098을 얻어요", [9098]),
        ("0.36에 승률 3", [0.36, 3]),
        ("$\\frac{36}{100} = 0.36$", [0.36]),
        ("$75\\,MB \\cdot 32 \\approx 2.4$ GB", [2.4]),
    ],
)
def test_what_is_calculated_with_is_no_amount(text: str, plain_values: list[float]) -> None:
    assert [one.low for one in figures(text) if not one.operand] == plain_values


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("총합은 80 + 1168 + 7850 = 9098이에요", 9098),
        ("conv 80, FC 7850, 모두 더하면 9,098개", 9098),
        ("9,098 in total", 9098),
        ("(784 + 1) × 10 = 7,850, and the total is 9,098.", 9098),
        ("75MB × 32 = 2.4GB 붙으니까 답은 6.4GB", 6.4),
        ("답: 6.4GB (카드는 8GB)", 6.4),
        ("코드 20줄에 학습 2분, 다 해서 30분", 0.5),
        ("G 30줄, D 30줄, 전부 해서 100줄", 100),
        ("G is 30 lines and D 30 lines; all told 100 lines", 100),
    ],
)
def test_total_is_announced(text: str, total: float) -> None:
    assert [one.low for one in figures(text) if one.total][-1] == total


@pytest.mark.parametrize(
    ("text", "concluded"),
    [
        ("6만 장이라 2분이면 학습되고 코드는 20줄이니 1시간", [1]),
        ("생성자 30줄, 판별자 30줄에 루프도 짜야 하니까 대략 100줄", [100]),
        ("학습 2분에 디버깅이 있어서 3시간이요. 길어야 하루예요", [3]),
        ("2시간이요. 느려서 하루 걸릴 수도 있어요", []),
        ("생성자 30줄이고 판별자 30줄이에요", []),
        ("층이 깊으니까 100줄이에요", []),
    ],
)
def test_last_amount_of_a_sentence_may_follow_from_a_reason(
    text: str, concluded: list[float]
) -> None:
    assert [one.low for one in figures(text) if one.concluded] == concluded


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("30줄 + 30줄 + 40줄", 100),
        ("G 30줄 + D 30줄 + 학습 루프 40줄쯤", 100),
        ("about 20 lines + 30-40 lines", 50),
        ("1시간 + 30분", 1.5),
        ("30 + 30 + 40", None),
        ("100줄", None),
        ("30줄, 40줄", None),
    ],
)
def test_sum_left_undone_is_added_up(text: str, total: float | None) -> None:
    added = added_up(plain(text), figures(text))
    assert (added and added.low) == total


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("층은 몇 줄이면 되니까 100줄", [100]),
        ("몇 시간이면 충분하니까 금방이에요", [2]),
        ("몇 시간 만에 결과가 일어나요", [2]),
        ("몇 시간이면 돼요. 이미지는 6만 장이에요", [2, 60_000]),
        ("몇 시간이나 걸리나요? 128개예요", [128]),
    ],
)
def test_some_counts_where_nothing_more_exact_is_said(text: str, expected: list[float]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("1. 먼저", "LeNet (1998)", "2012년에", "86%", "conv2 fp32", "one-line product"),
        *("한다면 네트워크는 두고", "numpy만 써요", "할 일이 시간이 지나면", "이 시간에"),
        *("몇 줄이면 될까요", "몇 시간 걸릴지 모르겠어요", "몇 시간이 듭니까", "몇 시간이죠?"),
        *('{"score": 100}', "9" * 60, "1e999"),
        *("layer_100", "w1_100", "$35.8\\%$"),
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize("text", ["100줄", "100 LINES", "a couple of hours"])
def test_number_with_its_unit(text: str) -> None:
    assert (only(text).unit, only(text).bare) == (True, False)


@pytest.mark.parametrize(
    "text", ["100 (어림)", "100", "100 정도", "about fifty more.", "100입니다"]
)
def test_bare_number(text: str) -> None:
    assert (only(text).unit, only(text).bare) == (False, True)


@pytest.mark.parametrize(
    "text", ["128개", "128 hidden units", "28-line MLP", "5 조로 나눠요", "5bnb"]
)
def test_number_of_something_else(text: str) -> None:
    assert (only(text).unit, only(text).bare) == (False, False)


@pytest.mark.parametrize(
    "text",
    ["-2", "−2", "답은 -2예요", "= - 2", "2w - 4 = -2", "마이너스 2", "minus two", "(-2)", "10~-2"],
)
def test_sign(text: str) -> None:
    assert figures(text)[-1].minus


@pytest.mark.parametrize("text", ["2", "- 2", "w-2", "conv - 80"])
def test_dash_is_no_sign(text: str) -> None:
    assert not figures(text)[-1].minus


def test_offsets_are_those_of_the_smoothed_text() -> None:
    source = plain("음…  약  ６．４ＧＢ 예요")
    (figure,) = read_figures(source, UNITS, WORDS)
    assert source.quote(figure.start, figure.end) == "６．４ＧＢ"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("답: $6{,}400\\,\\text{MB}$ 예요", "6{,}400\\,\\text{MB"),
        ("It is $8{,}388{,}608$ lines", "8{,}388{,}608$ lines"),
        ("음 $5\\times10^{9}$!", "5\\times10^{9"),
    ],
)
def test_offsets_are_those_of_the_text_with_its_typesetting(text: str, quoted: str) -> None:
    source = plain(text)
    (figure,) = read_figures(source, UNITS, WORDS)
    assert source.quote(figure.start, figure.end) == quoted


@given(st.integers(0, 10**12))
def test_thousands_apart_or_not(number: int) -> None:
    assert (
        values(f"답 {number}") == values(f"답 {number:,}") == values(f"답 {number:_}") == [number]
    )


@given(
    st.text(alphabet="0123456789,.=~-+×x^(){}\\\\$_%e천만억백몇수 한두a줄GBor총\n", max_size=300)
)
def test_any_text_is_read(text: str) -> None:
    for one in figures(text):
        assert 0 <= one.low <= one.high < 1e30
        assert 0 <= one.start < one.end <= len(plain(text).text)


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "111,", "1 ", "= ", "=1", "1.", "1~", "1 or ", "총 1 ", "1줄 ", "몇 ", "10^",
     "a ", "한", "5천", "1만 ", "1+", "(", "최대", "hundred and ", "- 1\n", "1e1",
     "몇 시간 ", "1줄 + ", "1줄 +", "일이", "칠팔십", "9천 ", "7~", "-1", "= - 1",
     "니까 1줄 ", "다 해서 ", "a few of ", "$", "\\times", "1{,}", "{", "}{", "\\,", "1_111",
     "\\$ ", "1 만 ", "1 억"],
)  # fmt: skip
def test_long_hostile_text_is_read_at_once(piece: str) -> None:
    source = plain((piece * 4000)[:4000])
    figures("1")
    took = []
    for _ in range(3):
        began = time.process_time()
        read_figures(source, UNITS, WORDS)
        took.append(time.process_time() - began)
    assert min(took) < 0.2
