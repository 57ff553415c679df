import unicodedata

import pytest

from bot.platforms.web.identity import clean_name, member, member_id, preferred_language


def test_member_is_an_admin_of_the_web_workspace() -> None:
    mina = member("민지", "ko")
    assert (mina.id, mina.workspace, mina.name, mina.is_admin) == ("web:민지", "web", "민지", True)


def test_upper_and_lower_case_are_one_member() -> None:
    assert member_id("Alex") == member_id("aLEX") == "web:alex"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  민지  ", "민지"),
        ("Ada\tLovelace", "Ada Lovelace"),
        ("a\x00\x1bb", "ab"),
        ("gnp\u202eexe", "gnpexe"),
        ("가" * 40, "가" * 40),
        ("🧠", "🧠"),
        (unicodedata.normalize("NFD", "민지"), "민지"),
        ("", None),
        ("   ", None),
        ("\x00\u200b", None),
        ("가" * 41, None),
    ],
)
def test_name_is_cleaned_and_refused_when_empty_or_long(given: str, kept: str | None) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("en;q=0.5,ko;q=0.9", "ko"),
        ("fr-FR,de;q=0.8", "en"),
        ("", "en"),
        (";q=,;;", "en"),
    ],
)
def test_language_follows_the_browser(accepted: str, language: str) -> None:
    assert preferred_language("", accepted) == language
    assert preferred_language("xx", accepted) == language


def test_language_asked_for_comes_first() -> None:
    assert preferred_language("ko", "en-US,en;q=0.9") == "ko"
