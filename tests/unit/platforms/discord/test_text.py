import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.discord.text import code, escape
from bot.platforms.shared.text import UNSEEN, clean, clip, flat
from tests.unit.platforms.discord.reading import kinds, read, shown

HOSTILE = [
    "**bold** *em* __under__ _em_ ~~struck~~ ||spoiler|| ***all***",
    "`code` ``co`de`` ```py\nfence\n```",
    "# one\n## two\n### three\n-# small\n> quote\n>>> all of it",
    "- a\n* b\n+ c\n1. d\n2) e\n  - nested",
    "<@1> <@!12> <@&123456789012345678> <#1> @everyone @here </cmd:1> </a b:1>",
    "<t:1> <t:1:R> <:e:1> <a:e:1> <id:guide> <id:customize>",
    '[click](https://evil.example) [a](<http://b.c>) [x](y "z") ![i](http://a.b/c.png)',
    "https://a.example/b_c_(d)?e=f#g http://x steam://run/1 <https://quiet.example>",
    ":smile: :+1: :flag_kr: 12:30:45 a:b:c",
    "\\*not bold\\* \\\\**bold**\\\\ \\",
    "\\<@1> \\`\\` \\[a](http://b.c)",
    "a\r\n# b\r> c\u2028- d\x85# e",
    "   # not\n\t> not\n \u00a0- not",
    "snake_case_name 2*3*4 x|y a~b [0] f(x)",
    "\u202eneuf\u202c \x00\x07 \ud800 \u2066x\u2069 \ufeff",
    "```",
    "``",
    "[",
    "_",
    "||",
    "@everyone" * 3,
    "<@<@1>>",
    "가나다 **라** 마_바_ 🦊*🧠*",
]
PIECES = st.sampled_from(
    [*"\\*_~|`[]()<>#-+.:@!&/1a가 \n", "🦊", "👨‍👩‍👧", "é", "http://a.b", "everyone"]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


def said(text: str) -> str:
    return clean(text).replace(UNSEEN, "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_and_calls_nobody(text: str) -> None:
    assert kinds(escape(text)) == set()
    assert shown(escape(text)) == said(text)
    for call in ("@everyone", "@here", "<@1", "<@&1", "<@!1"):
        assert call not in escape(text)
        assert call not in code(text)


@pytest.mark.parametrize("text", ["오늘 09:00에 풀이 공개", "f(x) = 2", "13위까지 31점", "(a) - b"])
def test_plain_words_stay_readable_in_notifications(text: str) -> None:
    assert escape(text) == text


@given(TEXTS)
def test_any_escaped_text_is_shown_as_it_is(text: str) -> None:
    assert kinds(escape(text)) == set()
    assert shown(escape(text)) == said(text)


@given(TEXTS)
def test_escaped_text_stays_within_its_markup(text: str) -> None:
    inside = flat(escape(text))
    if not inside:
        return
    for before, after, kind in (
        ("**", "**", "strong"),
        ("-# ", "", "subtext"),
        ("> ", "", "quote"),
    ):
        nodes = read(f"{before}{inside}{after}")
        assert [node.kind for node in nodes] == [kind]
        assert {node.kind for node in nodes[0].inside} <= {"text"}


@given(TEXTS)
@example("`")
@example("``` a ` b")
@example("a\\")
@example("")
def test_code_cannot_be_broken_out_of(text: str) -> None:
    nodes = read(f"a {code(text)} b")
    assert [node.kind for node in nodes] == ["text", "code", "text"]
    line = said(text).replace("\n", " ").replace("\t", " ").replace("`", "ˋ")
    assert nodes[1].text.replace(UNSEEN, "") == line


def test_lone_surrogates_and_turned_directions_are_left_out() -> None:
    assert escape("a\ud800b") == "a\ufffdb"
    assert escape("\u202eevil\u2066") == "evil"


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("열 글자입니다", 7, "열 글자입니다"),
        ("one two three four", 15, "one two three…"),
        ("one two three", 9, "one two…"),
        ("one twotwo a b", 13, "one twotwo a…"),
        ("one  three", 7, "one…"),
        ("가나다라마바사", 4, "가나다…"),
        ("abc", 0, ""),
        ("abc", -3, ""),
        (escape("***"), 3, "\\*…"),
        (escape("***"), 4, "\\*…"),
        ("가👨‍👩‍👧나다라", 4, "가…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👍🏽👍🏽👍🏽", 4, "👍🏽…"),
        ("🇰🇷🇰🇷🇰🇷", 4, "🇰🇷…"),
        ("❤️❤️❤️", 4, "❤️…"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", 5, "\u1112\u1161\u11ab…"),
    ],
)
def test_clips_between_words_and_never_splits_what_is_read_as_one(
    text: str, limit: int, clipped: str
) -> None:
    assert clip(text, limit) == clipped


@given(TEXTS, st.integers(min_value=1, max_value=60))
def test_clipped_text_fits_and_stays_escaped(text: str, limit: int) -> None:
    clipped = clip(escape(text), limit)

    assert len(clipped) <= limit
    assert kinds(clipped) == set()
    assert said(text).startswith(shown(clipped).removesuffix("…"))


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_never_ends_before_a_combining_mark(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    if clipped != text:
        kept = len(clipped) - 1
        rest = text[kept:].lstrip()
        assert kept == 0 or not rest or unicodedata.category(text[kept])[0] != "M"
