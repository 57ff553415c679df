from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters

from bot.platforms.discord.layout import layout
from bot.quiz.cards import (
    Action,
    Card,
    Code,
    Column,
    Link,
    Meter,
    Paragraph,
    Picture,
    Table,
)
from tests.discord_fake.spec import faults
from tests.unit.platforms import sample_cards
from tests.unit.platforms.discord.drawing import (
    CODE,
    FILES,
    KEY,
    filled,
    parts,
    sent,
    text,
    texts,
)
from tests.unit.platforms.discord.reading import read
from tests.unit.platforms.drawing import EVERYTHING, actions, card_of, everywhere, id_of
from tests.unit.platforms.sample_cards import HOSTILE, LONG_QUOTE, WIDE

TEXT, BUTTONS, GALLERY, FILE, LINE = 10, 1, 12, 13, 14
LONG_LINES = [Paragraph(text=f"{n}: {LONG_QUOTE}") for n in range(200)]
A, B = Paragraph(text="a"), Paragraph(text="b")
BAR = Meter(fraction=0.5)
ITEM, PROSE, HANGUL = (Paragraph(text=text) for text in ("item", "word " * 20, "산문" * 25))
PICTURES = [Picture(media=f"{n}.png", alt="") for n in range(30)]


def kinds(card: Card) -> list[int]:
    return [one["type"] for one in sent(card)["components"]]


def test_container_carries_the_key_and_the_tone() -> None:
    tones = [
        sent(Card(title="a", tone=tone)) for tone in ("plain", "good", "partial", "bad", "notice")
    ]
    assert {one["id"] for one in tones} == {KEY}
    assert len({one["accent_color"] for one in tones}) == 5


def test_whom_a_card_calls_stands_above_it_however_long_it_is() -> None:
    called = card_of(*LONG_LINES).model_copy(update={"calls": "1" * 20})
    components: list[Any] = layout(called, id_of, FILES, KEY).to_components()  # type: ignore[no-untyped-call]
    body = {"components": components, "flags": 1 << 15}
    assert faults("POST", "/channels/1/messages", body, files=FILES.values()) == []
    assert [one.get("content") for one in components] == [f"<@&{'1' * 20}>", None]


async def test_view_is_finished_so_that_nothing_is_kept_of_it() -> None:
    view = layout(sample_cards.board("ko"), id_of, FILES, KEY)
    assert view.is_finished()
    assert view.timeout is None


def test_discord_py_sends_a_stopped_view_as_components_v2() -> None:
    view = layout(sample_cards.board("ko"), id_of, FILES, KEY)
    with handle_message_parameters(view=view) as params:
        assert params.payload is not None
        assert faults("POST", "/channels/1/messages", params.payload) == []
        assert params.payload["flags"] & discord.MessageFlags(components_v2=True).value


def test_everything_in_a_card_has_its_shape() -> None:
    assert text(EVERYTHING).splitlines() == [
        "## 🧠 오늘의 질문",
        "-# 2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수",
        *["한 줄", " ", "", "", "\\# 둘", ""],
        *["**한 줄**", "**\\# 둘**", ""],
        *["> 한 줄", "> \\# 둘"],
        *["-# 한 줄", "-# \\# 둘", ""],
        *["**✓** 계산이 싸요", "> “exp가 \\*없어서\\*”"],
        *["**✗** 포화돼요", "-# 아직"],
        *["**!** 반대", "> “평균이 0”", "0 이상이라"],
        "`█████░░░░░` 4명 중 2명",
        "-# 손실 곡선",
        *["민지", "**나**"],
        *["-# 끝", "-# 이에요"],
    ]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("word " * 11 + "word", "### " + "word " * 11 + "word"),
        ("질문 " * 10 + "· 사실", "### " + "질문 " * 10 + "· 사실"),
        ("가" * 5000, "### " + "가" * 255 + "…"),
    ],
    ids=["without facts", "too long before its facts", "endless"],
)
def test_long_title_is_a_smaller_heading(title: str, said: str) -> None:
    assert texts(Card(title=title)) == [said]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([A, BAR, BAR, B], "a\n`█████░░░░░`\n`█████░░░░░`\nb"),
        ([PROSE, ITEM, ITEM], f"{PROSE.text.strip()}\n\nitem\nitem"),
        ([HANGUL, HANGUL], f"{HANGUL.text}\n\n{HANGUL.text}"),
    ],
    ids=["neighbours are one text", "lists", "prose"],
)
def test_prose_is_set_apart_and_lists_are_kept_together(blocks: list[Any], said: str) -> None:
    assert texts(card_of(*blocks, title="t")) == [f"## t\n{said}"]


def test_pictures_are_attachments_with_their_words() -> None:
    card = card_of(Picture(media="1.png", alt="손실 *곡선*"), Picture(media="2.png", alt=""))
    [gallery] = parts(card, GALLERY)
    urls = [item["media"]["url"] for item in gallery["items"]]
    assert urls == ["attachment://1.png", "attachment://2.png"]
    assert gallery["items"][0]["description"] == "손실 *곡선*"


def test_a_gallery_holds_ten_pictures() -> None:
    galleries = parts(card_of(*PICTURES[:12]), GALLERY)
    assert [len(one["items"]) for one in galleries] == [10, 2]


def test_code_is_a_file() -> None:
    [found] = parts(card_of(Code(text="x = 1", name=CODE)), FILE)
    assert found["file"]["url"] == f"attachment://{CODE}"


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (card_of(A, PICTURES[1], B), [TEXT, GALLERY, TEXT]),
        (card_of(A, footer="b"), [TEXT, LINE, TEXT]),
        (Card(footer="b"), [TEXT]),
        (
            card_of(*(one for picture in PICTURES for one in (A, picture)), footer="f"),
            [TEXT, GALLERY, GALLERY, GALLERY, LINE, TEXT],
        ),
    ],
    ids=[
        "text stands where it was among pictures",
        "the footer stands below a line",
        "the footer alone needs no line",
        "too many parts are gathered",
    ],
)
def test_parts_stand_in_order(card: Card, expected: list[int]) -> None:
    assert kinds(card) == expected


def test_buttons_have_their_ids_styles_and_states() -> None:
    given = (
        Action(label="답하기", command="answer", style="primary"),
        Action(label="힌트", command="hint", disabled=True),
        Action(label="끝", command="stop", style="danger"),
    )
    [row] = parts(Card(actions=given), BUTTONS)
    assert [(b["label"], b["style"], b["disabled"]) for b in row["components"]] == [
        ("답하기", 1, False),
        ("힌트", 2, True),
        ("끝", 4, False),
    ]
    assert [b["custom_id"] for b in row["components"]] == [id_of(action) for action in given]


def test_a_quote_of_4000_characters_is_clipped_alone() -> None:
    said = text(card_of(ITEM, Paragraph(text="*" * 4000, style="quote"), footer="끝"))
    assert said.startswith("item\n\n> \\*")
    assert said.endswith("\\*…\n-# 끝")


def test_lines_that_do_not_fit_give_way_to_an_ellipsis() -> None:
    card = card_of(*LONG_LINES, title="제목", footer="마지막 줄이에요. " * 40, actions=actions(1))
    kept, _, footer = text(card).partition("\n…\n")
    assert kept.startswith("## 제목\n0: ")
    assert "\n40: " in kept
    assert footer.startswith("-# 마지막 줄이에요.")
    assert filled(card) > 0.97


def test_nothing_follows_the_ellipsis_but_pictures() -> None:
    card = card_of(*LONG_LINES[:70], PICTURES[1], A)
    assert kinds(card) == [TEXT, GALLERY]
    assert text(card).endswith("\n…")


def test_long_table_loses_its_last_rows() -> None:
    rows = tuple((f"{n}", "이름" * 16) for n in range(1000))
    columns = (Column(title="", align="right", medals=True), Column(title=""))
    said = text(card_of(Table(columns=columns, rows=rows), title="t"))
    assert said.startswith("## t\n`\u2007\u20070` 이름이름")
    assert said.endswith("이름\n…")


def test_texts_that_are_gathered_still_fit() -> None:
    long = Paragraph(text="가" * 300)
    card = card_of(*(one for picture in PICTURES for one in (long, picture)), actions=actions(10))
    assert 0.97 < filled(card) <= 1
    assert kinds(card) == [TEXT, GALLERY, GALLERY, GALLERY, BUTTONS, BUTTONS]


@pytest.mark.parametrize("evil", [HOSTILE, WIDE, "@everyone", "[a](https://b.c)", "> # -# ```"])
def test_nothing_written_by_others_is_markup(evil: str) -> None:
    allowed = {"text", "strong", "quote", "subtext", "heading", "code"}
    assert {node.kind for part in texts(everywhere(evil)) for node in read(part)} <= allowed


@pytest.mark.parametrize(
    ("site", "path", "urls"),
    [
        (
            "https://quiz.example.com",
            "/d/gd-1d?lr=0.3",
            ["https://quiz.example.com/d/gd-1d?lr=0.3"],
        ),
        ("", "/d/gd-1d?lr=0.3", []),
        ("https://quiz.example.com", "/d/gd-1d?text=" + "x" * 600, []),
    ],
)
def test_a_link_is_a_button_where_our_pages_can_be_reached(
    site: str, path: str, urls: list[str]
) -> None:
    card = Card(title="a", link=Link(label="Open as a page", path=path))
    components: list[Any] = layout(card, id_of, FILES, KEY, site).to_components()  # type: ignore[no-untyped-call]
    rows = [one for one in components[0]["components"] if one["type"] == BUTTONS]
    assert [row["components"][0]["url"] for row in rows] == urls
    body = {"components": components, "flags": 1 << 15}
    assert faults("POST", "/channels/1/messages", body, files=FILES.values()) == []
