import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.shared.text import UNSEEN, clean
from bot.platforms.slack.text import escape, line, literal, plain
from tests.slack_fake.blocks import unescaped

PIECES = st.sampled_from([*"<>&;@!#:|*_~` \na가", "lt", "amp", "<@", "channel", "smile", "\x00"])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))
CALLS = ["<@U1>", "<#C1>", "<!channel>", "<!here|here>", "<!subteam^S1>", "<\x00!channel>"]


def said(text: str) -> str:
    return clean(text).replace(UNSEEN, "")


@given(TEXTS)
@example("&lt;!channel&gt;")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert literal(text).replace(UNSEEN, "") == said(text)
    assert unescaped(escape(text)).replace(UNSEEN, "") == said(text)
    assert plain(text, 10_000)["text"].replace(UNSEEN, "") == said(text)


@pytest.mark.parametrize("text", CALLS)
def test_nobody_is_called(text: str) -> None:
    for made in (literal(text), line(text, 99), plain(text, 99)["text"]):
        assert made.startswith(f"<{UNSEEN}")


@given(TEXTS)
def test_escaped_text_has_no_markup_of_its_own(text: str) -> None:
    rest = escape(text).replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert not set("<>&") & set(rest)


@pytest.mark.parametrize("word", ["@channel", "@here", "@everyone", "@Channel"])
def test_words_that_call_everybody_are_hushed_where_markup_is_read(word: str) -> None:
    assert escape(word) == f"@{UNSEEN}{word[1:]}"


@pytest.mark.parametrize("text", ["오늘 09:00에 풀이 공개", "f(x) = 2 * 3", "a@b.com", "(a) - b"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escape(text) == literal(text) == plain(text, 99)["text"] == text


def test_names_of_emoji_stay_names() -> None:
    assert plain(":smile: :+1::tada:", 99)["text"] == (
        f":{UNSEEN}smile: :{UNSEEN}+1::{UNSEEN}tada:"
    )


def test_text_is_clipped_between_words_and_not_before_what_hushes_a_sign() -> None:
    assert line("한 줄\n두 줄\t세 줄", 8) == "한 줄 두 줄…"
    assert line("가나 <@U1>", 5) == plain("가나 <@U1>", 5)["text"] == "가나…"
