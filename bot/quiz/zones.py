"""Time zones as people call them: a city or country in Korean or English, `kst`, `utc+9`."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from bot.quiz.errors import Refusal
from bot.quiz.model import Channel, Member
from content.schema import LANGUAGES, Language

MOST_CANDIDATES = 6

# What one abbreviation means to most people, the commonest meaning first.
_ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "acst": ("Australia/Adelaide", "Australia/Darwin"),
    "aest aedt": ("Australia/Sydney",),
    "akst akdt": ("America/Anchorage",),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "awst": ("Australia/Perth",),
    "brt": ("America/Sao_Paulo",),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "cat": ("Africa/Maputo",),
    "cest cet": ("Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome"),
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Mexico_City", "America/Havana"),
    "cdt ct": ("America/Chicago",),
    "eat": ("Africa/Nairobi",),
    "eest eet": ("Europe/Athens", "Europe/Helsinki", "Europe/Kyiv"),
    "est": ("America/New_York", "America/Panama"),
    "edt et": ("America/New_York",),
    "gmt": ("Europe/London", "Africa/Accra"),
    "gst": ("Asia/Dubai",),
    "hkt": ("Asia/Hong_Kong",),
    "hst": ("Pacific/Honolulu",),
    "ict": ("Asia/Bangkok", "Asia/Ho_Chi_Minh"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "msk": ("Europe/Moscow",),
    "mst": ("America/Denver", "America/Phoenix"),
    "mdt mt": ("America/Denver",),
    "nzst nzdt": ("Pacific/Auckland",),
    "pht": ("Asia/Manila",),
    "pkt": ("Asia/Karachi",),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "pdt pt": ("America/Los_Angeles",),
    "sgt": ("Asia/Singapore",),
    "trt": ("Europe/Istanbul",),
    "utc z": ("UTC",),
    "wat": ("Africa/Lagos",),
    "west wet": ("Europe/Lisbon",),
    "wib": ("Asia/Jakarta",),
}

# Cities that no zone is named after, and further ways to write those that one is.
_FURTHER_CITIES: Mapping[str, tuple[str, ...]] = {
    "Asia/Seoul": ("부산", "Busan", "대전", "Daejeon", "대구", "Daegu", "인천", "Incheon", "판교",
                   "Pangyo", "광주", "Gwangju", "제주", "Jeju", "수원", "Suwon", "성남", "Seongnam",
                   "울산", "Ulsan", "창원", "Changwon", "세종", "Sejong", "포항", "Pohang",
                   "한국", "Korea"),
    "Asia/Tokyo": ("동경", "오사카", "Osaka", "교토", "Kyoto", "후쿠오카", "Fukuoka"),
    "Asia/Shanghai": ("상해", "베이징", "북경", "Beijing", "선전", "Shenzhen", "항저우",
                      "Hangzhou"),
    "Asia/Singapore": ("싱가폴",),
    "Asia/Taipei": ("타이페이",),
    "Asia/Kolkata": ("뭄바이", "Mumbai", "델리", "Delhi", "뉴델리", "New Delhi",
                     "벵갈루루", "Bangalore", "Bengaluru", "하이데라바드", "Hyderabad", "첸나이",
                     "Chennai"),
    "Asia/Ho_Chi_Minh": ("하노이", "Hanoi", "호치민", "Ho Chi Minh City"),
    "Asia/Jerusalem": ("텔아비브", "Tel Aviv"),
    "Asia/Dubai": ("아부다비", "Abu Dhabi"),
    "Australia/Melbourne": ("멜번",),
    "Australia/Sydney": ("캔버라", "Canberra"),
    "America/Los_Angeles": ("샌프란시스코", "San Francisco", "시애틀", "Seattle", "산호세",
                            "San Jose", "San Diego", "샌디에이고", "LA", "엘에이", "SF",
                            "팰로앨토", "Palo Alto", "마운틴뷰", "Mountain View", "라스베이거스",
                            "Las Vegas"),
    "America/New_York": ("New York City", "보스턴", "Boston", "워싱턴", "Washington",
                         "Washington DC", "애틀랜타", "Atlanta", "마이애미", "Miami", "필라델피아",
                         "Philadelphia", "NYC", "피츠버그", "Pittsburgh"),
    "America/Vancouver": ("밴쿠버",),
    "Pacific/Honolulu": ("하와이", "Hawaii"),
    "America/Chicago": ("오스틴", "Austin", "댈러스", "달라스", "Dallas", "휴스턴", "Houston"),
    "America/Toronto": ("몬트리올", "Montreal", "오타와", "Ottawa", "워털루", "Waterloo"),
    "America/Edmonton": ("캘거리", "Calgary"),
    "Europe/London": ("케임브리지", "Cambridge", "옥스퍼드", "Oxford", "에든버러", "Edinburgh",
                      "맨체스터", "Manchester", "영국", "UK", "Britain", "England"),
    "Europe/Berlin": ("뮌헨", "Munich", "프랑크푸르트", "Frankfurt", "함부르크", "Hamburg"),
    "Europe/Madrid": ("바르셀로나", "Barcelona"),
    "Europe/Rome": ("밀라노", "Milan"),
    "Europe/Vienna": ("빈",),
    "Europe/Zurich": ("제네바", "Geneva", "로잔", "Lausanne"),
}  # fmt: skip

# The zones that are no whole hours from UTC, in minutes.
_BROKEN_OFFSETS: Mapping[int, tuple[str, ...]] = {
    -570: ("Pacific/Marquesas",),
    -210: ("America/St_Johns",),
    210: ("Asia/Tehran",),
    270: ("Asia/Kabul",),
    330: ("Asia/Kolkata",),
    345: ("Asia/Kathmandu",),
    390: ("Asia/Yangon",),
    525: ("Australia/Eucla",),
    570: ("Australia/Adelaide", "Australia/Darwin"),
    630: ("Australia/Lord_Howe",),
    765: ("Pacific/Chatham",),
}

_SEASONS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_NOT_IN_NAMES = re.compile(r"[\s_./·-]+")
# People add what it is: a city, a time, a time zone.
_WORDS_AFTER = ("시간대", "시간", "표준시", "특별시", "광역시", "시", "time", "timezone")


def read_zone(text: str) -> ZoneInfo:
    """Read a time zone by any of its names.

    Raises:
        Refusal: there is none of that name, or several, which are named.
    """
    said = unicodedata.normalize("NFKC", text).strip()
    found = _exact(said) or _abbreviated(said) or _offset(said) or _named(said)
    if not found:
        raise Refusal("error-bad-timezone", field="timezone", given=said[:40])
    if len(found) > 1:
        candidates = ", ".join(found[:MOST_CANDIDATES])
        raise Refusal(
            "error-several-timezones", field="timezone", given=said[:40], candidates=candidates
        )
    return ZoneInfo(found[0])


def search(language: Language, text: str, now: datetime) -> list[tuple[str, str]]:
    """Return zones a text may mean, the likeliest first, each with what it is called."""
    said = unicodedata.normalize("NFKC", text).strip()
    wanted = _plain(said)
    begun = {key for name, keys in _names().items() if name.startswith(wanted) for key in keys}
    inside = {key for key in _keys() if "/" in key and wanted in _plain(key)}
    likely = [*_exact(said), *_abbreviated(said), *_offset(said), *_named(said)]
    if not wanted:
        likely = [keys[0] for keys in _ABBREVIATIONS.values()]
    keys = dict.fromkeys([*likely, *sorted(begun), *sorted(inside)])
    return [(key, label(language, ZoneInfo(key), now)) for key in keys]


def label(language: Language, zone: ZoneInfo, now: datetime) -> str:
    """Return a zone's city, its name, and how far it is from UTC now."""
    if zone.key == "UTC" or zone.key.startswith("Etc/"):
        return f"{offset_of(zone, now)} ({zone.key})"
    return f"{city(language, zone)} ({zone.key}) · {offset_of(zone, now)}"


def name(zone: ZoneInfo) -> str:
    """Return what a zone is called in few words; "Etc/GMT-9" would be taken for its opposite."""
    is_fixed = zone.key.startswith("Etc/")
    return offset_of(zone, datetime.now(UTC)) if is_fixed else zone.key


def offset_of(zone: ZoneInfo, now: datetime) -> str:
    """Return a zone's offset at a moment, such as UTC+9 or UTC-3:30."""
    offset = now.astimezone(zone).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def city(language: Language, zone: ZoneInfo) -> str:
    """Return the city a zone is named after."""
    known = Locale(language).time_zones
    cities = (known[key]["city"] for key in _called(zone.key) if "city" in known.get(key, ()))
    return str(next(cities, zone.key.rpartition("/")[2].replace("_", " ")))


def zone_of_locale(locale: str) -> ZoneInfo | None:
    """Return the zone of the country of a locale such as "ko", if all of it has the same time."""
    try:
        country = Locale.parse(locale, sep="-").territory or _likely_country(locale)
    except (ValueError, UnknownLocaleError):
        return None
    zones = _countries().get(country or "", ())
    return ZoneInfo(zones[0]) if len(zones) == 1 else None


def _likely_country(language: str) -> str:
    """Return the country where most speakers of a language live; empty for one unheard of."""
    likely = get_global("likely_subtags").get(language, "")
    return str(likely).rpartition("_")[2]


def known_zone(name: str) -> ZoneInfo | None:
    """Return the zone of this very name, which a machine gave."""
    return ZoneInfo(name) if name in _keys() else None


def own_zone(member: Member) -> ZoneInfo | None:
    """Return the time zone that a member or their platform has told."""
    return known_zone(member.timezone or "")


def zone_of(member: Member, channel: Channel) -> ZoneInfo:
    """Return a member's own time zone; that of the channel if theirs isn't known."""
    return own_zone(member) or channel.timezone


@cache
def _keys() -> frozenset[str]:
    return frozenset(available_timezones())


def _exact(said: str) -> Sequence[str]:
    """Return the zone of this key, however it is capitalised."""
    if "/" not in said:
        return ()
    lowered = said.casefold().replace(" ", "_")
    return [key for key in _keys() if key.casefold() == lowered]


def _abbreviated(said: str) -> Sequence[str]:
    wanted = said.casefold()
    return next((keys for names, keys in _ABBREVIATIONS.items() if wanted in names.split()), ())


def _offset(said: str) -> Sequence[str]:
    found = _OFFSET.fullmatch(said.casefold().replace(" ", "").replace("−", "-"))
    if found is None:
        return ()
    sign, hours, minutes = found[1], int(found[2]), int(found[3] or 0)
    if minutes:
        return _BROKEN_OFFSETS.get(int(f"{sign}1") * (60 * hours + minutes), ())
    # The names of these count from the zone to UTC, the other way round.
    key = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"
    return [key] if key in _keys() else ()


def _named(said: str) -> Sequence[str]:
    """Return the zones of a city or country; a city may have its country behind a comma."""
    names, wanted = _names(), _plain(said.partition(",")[0])
    if wanted in names:
        return names[wanted]
    for word in _WORDS_AFTER:
        if wanted.endswith(word) and (shorter := wanted.removesuffix(word)) in names:
            return names[shorter]
    return ()


def _called(key: str) -> Sequence[str]:
    """Return a zone's key with those it had or has instead."""
    aliases = get_global("zone_aliases")
    newest = aliases.get(key, key)
    return [key, newest, *(old for old, new in aliases.items() if new == newest)]


@cache
def _places() -> Mapping[str, Sequence[str]]:
    """Return the zones of each country, those where most people live first."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    zones: defaultdict[str, list[str]] = defaultdict(list)
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, key, *_ = line.split("\t")
            if key in _keys():
                zones[country].append(key)
    return zones


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each country, one for each time it has."""
    return {country: _of_other_times(keys) for country, keys in _places().items()}


def _of_other_times(keys: Iterable[str]) -> tuple[str, ...]:
    found: dict[tuple[timedelta | None, ...], str] = {}
    for key in keys:
        zone = ZoneInfo(key)
        offsets = (moment.astimezone(zone).utcoffset() for moment in _SEASONS)
        found.setdefault(tuple(offsets), key)
    return tuple(found.values())


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each name; what a city is called like is no country."""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key in (key for keys in _places().values() for key in keys):
        zone = ZoneInfo(key)
        ids = (called.rpartition("/")[2] for called in _called(key))
        for name in (*ids, *(city(language, zone) for language in LANGUAGES)):
            names[_plain(name)][key] = None
    for key, further in _FURTHER_CITIES.items():
        for name in further:
            names[_plain(name)] = {key: None}
    countries = {
        _plain(str(Locale(language).territories.get(country, country))): keys
        for country, keys in _countries().items()
        for language in LANGUAGES
    }
    return countries | {name: tuple(keys) for name, keys in names.items()}


def _plain(name: str) -> str:
    """Return a name without capitals, accents, spaces and the like, so that they don't matter."""
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    composed = unicodedata.normalize("NFC", bare)
    return _NOT_IN_NAMES.sub("", composed).casefold()
