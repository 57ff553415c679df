"""Public holidays by country, and countries as people call them."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from bot.quiz.errors import Refusal
from content.schema import LANGUAGES, Language

if TYPE_CHECKING:
    from holidays import HolidayBase

_ALSO = {"한국": "KR", "korea": "KR", "usa": "US", "america": "US", "uk": "GB", "britain": "GB"}


def holiday(country: str, day: date, language: Language) -> str | None:
    """Return what a country celebrates on a day; None is a day like any other."""
    return _holidays(country, language).get(day)


def country_name(language: Language, country: str) -> str:
    return str(Locale(language).territories.get(country, country))


def read_country(text: str) -> str:
    """Read a country's code or its name in Korean or English; nothing is no country.

    Raises:
        Refusal: it is none whose holidays are known.
    """
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return ""
    code = _names().get(wanted)
    if code is None:
        raise Refusal("error-unknown-country", field="holidays", given=text.strip()[:40])
    return code


@cache
def _names() -> dict[str, str]:
    # Its import takes a while, and holidays are asked for by few.
    from holidays import list_supported_countries

    codes = list(list_supported_countries(include_aliases=False))
    named = {country_name(lang, code).casefold(): code for lang in LANGUAGES for code in codes}
    return named | {code.casefold(): code for code in codes} | _ALSO


@cache
def _holidays(country: str, language: Language) -> "HolidayBase":
    from holidays import country_holidays

    known = country_holidays(country).supported_languages
    spoken = next((code for code in known if code.partition("_")[0] == language), None)
    return country_holidays(country, language=spoken)
