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


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("9098", 9098, 9098),
        ("9,098개요", 9098, 9098),
        ("9 098", 9098, 9098),
        ("９，０９８", 9098, 9098),
        ("6.4", 6.4, 6.4),
        (".5", 0.5, 0.5),
        ("1e9", 1e9, 1e9),
        ("6.4×10^9", 6.4e9, 6.4e9),
        ("6.4*10**9", 6.4e9, 6.4e9),
        ("6.4×10⁹", 6.4e9, 6.4e9),
        ("10⁹", 1e9, 1e9),
        ("2.5k", 2500, 2500),
        ("9.1K", 9100, 9100),
        ("약 100줄", 100, 100),
        ("백 줄 안팎", 100, 100),
        ("백여 줄", 100, 100),
        ("이백오십 줄", 250, 250),
        ("열두 줄", 12, 12),
        ("열 몇 줄", 11, 19),
        ("수십 줄", 20, 90),
        ("몇십 줄", 20, 90),
        ("몇백 줄", 200, 900),
        ("6천", 6000, 6000),
        ("3만 5천", 35_000, 35_000),
        ("9천98개", 9098, 9098),
        ("1만 2345", 12_345, 12_345),
        ("2억 5천만", 2.5e8, 2.5e8),
        ("2억 5,000만", 2.5e8, 2.5e8),
        ("9천 98개", 9098, 9098),
        ("2천 500줄", 2500, 2500),
        ("구천구십팔", 9098, 9098),
        ("이십오줄이면 돼요", 25, 25),
        ("삼백이에요", 300, 300),
        ("칠팔십 줄", 70, 80),
        ("일이백 줄", 100, 200),
        ("백이삼십 줄", 120, 130),
        ("이삼 주", 80, 120),
        ("몇 시간이면 돼요", 2, 9),
        ("서너 시간", 3, 4),
        ("a hundred", 100, 100),
        ("a hundred and fifty lines", 150, 150),
        ("twenty-five", 25, 25),
        ("two dozen", 24, 24),
        ("half a dozen", 6, 6),
        ("a couple of hundred", 200, 300),
        ("a couple of hours", 2, 3),
        ("dozens of lines", 24, 108),
        ("25 million", 25e6, 25e6),
        ("half an hour", 0.5, 0.5),
        ("반나절", 4, 4),
        ("half a day", 4, 4),
        ("하루면 돼요", 8, 8),
        ("90분", 1.5, 1.5),
        ("6400MB", 6.4, 6.4),
        ("6.4e9 bytes", 6.4, 6.4),
        ("5.96 GiB", 6.3995, 6.3995),
    ],
)
def test_number_with_or_without_unit(text: str, low: float, high: float) -> None:
    figure = only(text)
    assert (figure.low, figure.high) == pytest.approx((low, high), rel=1e-4)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10~20줄", 10, 20),
        ("10-20", 10, 20),
        ("10–20 lines", 10, 20),
        ("10에서 20줄", 10, 20),
        ("10줄에서 20줄", 10, 20),
        ("10 to 20", 10, 20),
        ("between thirty and a hundred", 30, 100),
        ("30분에서 1시간", 0.5, 1),
        ("1만~1만5천줄", 10_000, 15_000),
        ("three or four hours", 3, 4),
        ("20 or 10", 10, 20),
        ("1~2만 줄", 10_000, 20_000),
        ("7~80줄", 70, 80),
        ("9-100 줄", 90, 100),
        ("2~300 정도", 200, 300),
        ("3~40분", 0.5, 2 / 3),
        ("5~60 lines", 5, 60),
        ("3~50줄", 3, 50),
        ("10~110줄", 10, 110),
        ("two to three hundred", 200, 300),
        ("30~90분", 0.5, 1.5),
        ("500에서 2천 줄", 500, 2000),
        ("10-20k", 10_000, 20_000),
    ],
)
def test_range_has_both_ends(text: str, low: float, high: float) -> None:
    figure = only(text)
    assert (figure.low, figure.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("100줄 이내", -1),
        ("한 시간 안에", -1),
        ("백 줄도 안 되는", -1),
        ("under a hundred", -1),
        ("at most 100 lines", -1),
        ("최소 100줄", 1),
        ("100줄 이상", 1),
        ("100줄은 훌쩍 넘어요", 1),
        ("more than 100 lines", 1),
        ("100+ lines", 1),
        ("100줄 안팎", 0),
        ("100줄 정도", 0),
    ],
)
def test_bound(text: str, bound: int) -> None:
    assert only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "plain_values"),
    [
        ("80 + 1168 + 7850 = 9098", [9098]),
        ("9098 = 80+1168+7850", [9098]),
        ("(3×3×8 + 1) × 16 = 1,168", [1168]),
        ("28×28 이미지와 3x3 필터", []),
        ("784-128-10 구조", []),
        ("80 + 1168 + 7850 → 9098", [9098]),
        ("75MB × 32 = 2.4GB", [2.4]),
        ("9098개, 그중 7850개는 FC", [9098]),
        ("**9098**", [9098]),
        ("코드는 +50줄", [50]),
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
    "text",
    [
        "2시간이요. 느려서 하루 걸릴 수도 있어요",
        "생성자 30줄이고 판별자 30줄이에요",
        "층이 깊으니까 100줄이에요",
    ],
)
def test_not_every_reason_leads_to_an_amount(text: str) -> None:
    assert not any(one.concluded for one in figures(text))


@pytest.mark.parametrize(
    ("text", "concluded"),
    [
        ("6만 장이라 2분이면 학습되고 코드는 20줄이니 1시간", 1),
        ("생성자 30줄, 판별자 30줄에 루프도 짜야 하니까 대략 100줄", 100),
        ("학습 2분에 디버깅이 있어서 3시간이요. 길어야 하루예요", 3),
    ],
)
def test_last_amount_of_a_sentence_follows_from_a_reason(text: str, concluded: float) -> None:
    assert [one.low for one in figures(text) if one.concluded] == [concluded]


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


def test_some_counts_where_nothing_more_exact_is_said() -> None:
    assert values("층은 몇 줄이면 되니까 100줄") == [100]


@pytest.mark.parametrize(
    "text",
    [
        "1. 먼저",
        "LeNet (1998)",
        "2012년에",
        "86%",
        "conv2 fp32",
        "한다면 네트워크는 두고",
        "numpy만 써요",
        "one-line product",
        "몇 줄이면 될까요",
        "몇 시간 걸릴지 모르겠어요",
        "몇 줄인가요",
        "몇 시간이죠?",
        "할 일이 시간이 지나면",
        "이 시간에",
        '{"score": 100}',
        "9" * 60,
        "1e999",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "unit", "bare"),
    [
        ("100줄", True, False),
        ("100 LINES", True, False),
        ("a couple of hours", True, False),
        ("100 (어림)", False, True),
        ("100", False, True),
        ("100 정도", False, True),
        ("about fifty more.", False, True),
        ("100입니다", False, True),
        ("128개", False, False),
        ("128 hidden units", False, False),
        ("28-line MLP", False, False),
    ],
)
def test_what_stands_beside_a_number(text: str, unit: bool, bare: bool) -> None:
    assert (only(text).unit, only(text).bare) == (unit, bare)


@pytest.mark.parametrize(
    ("text", "minus"),
    [
        ("-2", True),
        ("−2", True),
        ("답은 -2예요", True),
        ("= - 2", True),
        ("2w - 4 = -2", True),
        ("마이너스 2", True),
        ("minus two", True),
        ("(-2)", True),
        ("2", False),
        ("- 2", False),
        ("w-2", False),
        ("10~-2", True),
        ("conv - 80", False),
    ],
)
def test_sign_is_told_apart_from_a_dash(text: str, minus: bool) -> None:
    assert figures(text)[-1].minus is minus


def test_offsets_are_those_of_the_smoothed_text() -> None:
    source = plain("음…  약  ６．４ＧＢ 예요")
    (figure,) = read_figures(source, UNITS, WORDS)
    assert source.quote(figure.start, figure.end) == "６．４ＧＢ"


@given(st.integers(0, 10**12))
def test_thousands_apart_or_not(number: int) -> None:
    assert values(f"답 {number}") == values(f"답 {number:,}") == [number]


@given(st.text(alphabet="0123456789,.=~-+×x^()e천만억백몇수 한두a줄GBor총\n", max_size=300))
def test_any_text_is_read(text: str) -> None:
    for one in figures(text):
        assert 0 <= one.low <= one.high < 1e30
        assert 0 <= one.start < one.end <= len(plain(text).text)


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "111,", "1 ", "= ", "=1", "1.", "1~", "1 or ", "총 1 ", "1줄 ", "몇 ", "10^",
     "a ", "한", "5천", "1만 ", "1+", "(", "최대", "hundred and ", "- 1\n", "1e1",
     "몇 시간 ", "1줄 + ", "1줄 +", "일이", "칠팔십", "9천 ", "7~", "-1", "= - 1",
     "니까 1줄 ", "다 해서 ", "a few of "],
)  # fmt: skip
def test_long_hostile_text_is_read_at_once(piece: str) -> None:
    source = plain((piece * 4000)[:4000])
    figures("1")
    best = min(_seconds(source) for _ in range(3))
    assert best < 0.2


def _seconds(source) -> float:
    start = time.perf_counter()
    read_figures(source, UNITS, WORDS)
    return time.perf_counter() - start
