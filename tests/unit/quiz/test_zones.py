"""Time zones are found by what people call them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.quiz import zones
from bot.quiz.errors import Refusal

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("서울", "Asia/Seoul"), ("seoul", "Asia/Seoul"), ("부산시", "Asia/Seoul"),
        ("한국", "Asia/Seoul"), ("수원", "Asia/Seoul"), ("싱가폴", "Asia/Singapore"),
        ("밴쿠버", "America/Vancouver"), ("하와이", "Pacific/Honolulu"), ("상해", "Asia/Shanghai"),
        ("New York City", "America/New_York"), ("new delhi", "Asia/Kolkata"),
        ("Seoul, Korea", "Asia/Seoul"), ("Paris, France", "Europe/Paris"),
        ("new york", "America/New_York"), ("뉴욕", "America/New_York"),
        ("뉴욕 시간", "America/New_York"), ("샌프란시스코", "America/Los_Angeles"),
        ("calcutta", "Asia/Kolkata"), ("são paulo", "America/Sao_Paulo"), ("독일", "Europe/Berlin"),
        ("japan", "Asia/Tokyo"), ("kst", "Asia/Seoul"), ("PDT", "America/Los_Angeles"),
        ("utc+9", "Etc/GMT-9"), ("GMT-5", "Etc/GMT+5"), ("+5:30", "Asia/Kolkata"),
        ("asia/seoul", "Asia/Seoul"), ("ＫＳＴ", "Asia/Seoul"), ("utc", "UTC"),
    ],
)  # fmt: skip
def test_finds_a_zone(said: str, key: str) -> None:
    assert zones.read_zone(said).key == key


@pytest.mark.parametrize("said", ["", "화성", "utc+20", "Mars/Olympus", "../etc/passwd", "x" * 500])
def test_refuses_what_is_no_zone(said: str) -> None:
    with pytest.raises(Refusal) as refused:
        zones.read_zone(said)
    assert refused.value.message == "error-bad-timezone"


@pytest.mark.parametrize(
    ("said", "candidates"),
    [("cst", ["America/Chicago", "Asia/Shanghai"]), ("ist", ["Asia/Kolkata", "Europe/Dublin"]),
     ("미국", ["America/New_York", "America/Chicago"])],
)  # fmt: skip
def test_asks_which_of_several_is_meant(said: str, candidates: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        zones.read_zone(said)
    assert str(refused.value.variables["candidates"]).split(", ")[:2] == candidates


def test_offers_the_likeliest_first_under_the_names_of_the_reader() -> None:
    assert zones.search("ko", "서", NOW)[-1] == ("Asia/Seoul", "서울 (Asia/Seoul) · UTC+9")
    assert zones.search("en", "cst", NOW)[0][0] == "America/Chicago"
    assert zones.search("ko", "kolk", NOW) == [("Asia/Kolkata", "콜카타 (Asia/Kolkata) · UTC+5:30")]


def test_every_key_that_is_offered_can_be_chosen() -> None:
    for key, _ in zones.search("en", "", NOW):
        assert zones.read_zone(key).key == key


@pytest.mark.parametrize(
    ("locale", "key"),
    [("ko", "Asia/Seoul"), ("en-GB", "Europe/London"), ("en-US", None), ("xx", None)],
)
def test_guesses_by_the_one_zone_of_a_country(locale: str, key: str | None) -> None:
    assert zones.zone_of_locale(locale) == (ZoneInfo(key) if key else None)


def test_a_fixed_zone_is_called_by_its_offset() -> None:
    assert zones.name(ZoneInfo("Etc/GMT-9")) == "UTC+9"
    assert zones.name(ZoneInfo("Asia/Seoul")) == "Asia/Seoul"
