from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters

from bot.platforms.discord.layout import layout
from bot.quiz.cards import Action, Card, Code, Column, Meter, Paragraph, Picture, Point, Table
from content.schema import Language, Question
from tests.discord_fake.spec import faults
from tests.unit.platforms import sample_cards
from tests.unit.platforms.discord.reading import read, shown
from tests.unit.platforms.sample_cards import HOSTILE, LONG_QUOTE, MAINS, WIDE

KEY = 0x4ABCDEF0
CODE = "activation-gradients.py"
FILES = {"plot.png": "plot.png", CODE: CODE, **{f"{n}.png": f"{n}.png" for n in range(30)}}
KO: Language = "ko"
LONG = "긴 문장이에요. *별표*도 있어요 " * 400


def id_of(action: Action) -> str:
    return f"qm:{action.command}:{sorted(action.args.items())}"[:100]


def sent(card: Card) -> dict[str, Any]:
    """Return the container of a card, once Discord has nothing against it."""
    view = layout(card, id_of, FILES, KEY)
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    body = {"components": components, "flags": 1 << 15}
    assert faults("POST", "/channels/1/messages", body, files=FILES.values()) == []
    assert len(components) == 1
    return components[0]


def walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield component
    for inner in component.get("components", []):
        yield from walk(inner)


def texts(card: Card) -> list[str]:
    return [one["content"] for one in walk(sent(card)) if one["type"] == 10]


def text(card: Card) -> str:
    return "\n".join(texts(card))


def labels(card: Card) -> list[list[str]]:
    rows = [one for one in sent(card)["components"] if one["type"] == 1]
    return [[button["label"] for button in row["components"]] for row in rows]


def card_of(*blocks: Any, **more: Any) -> Card:
    return Card(blocks=blocks, **more)


def actions(count: int, **more: Any) -> tuple[Action, ...]:
    return tuple(Action(label=f"{n}", command=f"demo {n}", **more) for n in range(count))


EVERY_CARD = {
    f"{name} {language}": make(language)
    for language in ("ko", "en")
    for name, make in {
        "board": sample_cards.board,
        "graded": sample_cards.graded,
        "limit": sample_cards.graded_to_the_limit,
        "leaderboard": sample_cards.leaderboard,
        "revealed": sample_cards.revealed,
        "demo": sample_cards.demo_done,
        "compared": sample_cards.demo_compared,
        "code": sample_cards.demo_code,
        "help": sample_cards.help_card,
        "demos": sample_cards.demo_list,
    }.items()
}


@pytest.mark.parametrize("name", EVERY_CARD)
async def test_every_card_is_valid_and_keeps_its_title_and_buttons(name: str) -> None:
    card = EVERY_CARD[name]
    assert read(texts(card)[0])[0].kind == "heading"
    assert [label for row in labels(card) for label in row] == [a.label for a in card.actions]


@pytest.mark.parametrize("main", MAINS, ids=lambda main: main.id)
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_question_of_the_bank_is_shown_in_full(
    main: Question, language: Language
) -> None:
    said = shown(text(sample_cards.revealed(language, main)))
    assert main.explanation is None or main.explanation[language].strip() in said
    for step in main.walk():
        board = sample_cards.board(language, step)
        assert step.text[language] in shown(text(board))


async def test_container_carries_the_key_and_the_tone() -> None:
    tones = [
        sent(Card(title="a", tone=tone)) for tone in ("plain", "good", "partial", "bad", "notice")
    ]
    assert {one["id"] for one in tones} == {KEY}
    assert len({one["accent_color"] for one in tones}) == 5


async def test_view_is_finished_so_that_nothing_is_kept_of_it() -> None:
    view = layout(sample_cards.board(KO), id_of, FILES, KEY)
    assert view.is_finished()
    assert view.timeout is None


async def test_discord_py_sends_a_stopped_view_as_components_v2() -> None:
    view = layout(sample_cards.board(KO), id_of, FILES, KEY)
    with handle_message_parameters(view=view) as params:
        assert params.payload is not None
        assert faults("POST", "/channels/1/messages", params.payload) == []
        assert params.payload["flags"] & discord.MessageFlags(components_v2=True).value


@pytest.mark.parametrize(
    "card",
    [
        Card(),
        Card(title=" \n "),
        card_of(Paragraph(text="")),
        card_of(Paragraph(text="\x00 \x00")),
        card_of(Table(columns=(), rows=())),
        card_of(Table(columns=(Column(title="name"),), rows=(("",), (" ",)))),
        card_of(Paragraph(text=" ", style="strong"), footer=" "),
    ],
)
async def test_empty_card_is_still_a_message(card: Card) -> None:
    assert texts(card) == ["\u200b"]


async def test_card_of_buttons_only_needs_no_text() -> None:
    assert texts(Card(actions=actions(2))) == []


async def test_neighbouring_texts_are_one_component() -> None:
    card = card_of(Paragraph(text="a"), Meter(fraction=0.5), Paragraph(text="b"), title="t")
    assert texts(card) == ["## t\na\n-# `█████░░░░░`\nb"]


async def test_long_title_is_a_heading_with_its_facts_below() -> None:
    title = "🧠 오늘의 질문 · 2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수"
    assert texts(Card(title=title)) == [
        "## 🧠 오늘의 질문\n-# 2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수"
    ]


async def test_long_title_without_facts_is_a_smaller_heading() -> None:
    assert texts(Card(title="word " * 12)) == ["### " + "word " * 11 + "word"]


async def test_title_whose_head_is_long_is_a_smaller_heading() -> None:
    assert texts(Card(title="질문 " * 10 + "· 사실")) == ["### " + "질문 " * 10 + "· 사실"]


async def test_endless_title_is_clipped() -> None:
    assert texts(Card(title="가" * 5000)) == ["### " + "가" * 255 + "…"]


async def test_met_point_quotes_the_member() -> None:
    assert texts(card_of(Point(mark="met", text="계산이 싸요", quote="exp가 *없어서*"))) == [
        "**✓** 계산이 싸요\n> “exp가 \\*없어서\\*”"
    ]


async def test_missed_point_has_a_muted_note() -> None:
    assert texts(card_of(Point(mark="missed", text="포화돼요", note="아직"))) == [
        "**✗** 포화돼요\n-# 아직"
    ]


async def test_wrong_point_is_quoted_and_explained() -> None:
    assert texts(
        card_of(Point(mark="wrong", text="반대", quote="평균이 0", note="0 이상이라"))
    ) == ["**!** 반대\n> “평균이 0”\n0 이상이라"]


@pytest.mark.parametrize(
    ("fraction", "filled"), [(0, 0), (0.01, 1), (0.5, 5), (0.72, 7), (0.99, 9), (1, 10)]
)
async def test_only_nothing_looks_empty_and_only_all_looks_full(
    fraction: float, filled: int
) -> None:
    [line] = texts(card_of(Meter(fraction=fraction, label="52 %")))
    assert line == f"`{'█' * filled}{'░' * (10 - filled)}` 52 %"


@pytest.mark.parametrize(
    ("style", "shape"),
    [
        ("normal", "한 줄\n\n\\# 둘"),
        ("strong", "**한 줄**\n**\\# 둘**"),
        ("quote", "> 한 줄\n> \\# 둘"),
        ("muted", "-# 한 줄\n-# \\# 둘"),
    ],
)
async def test_each_line_of_a_paragraph_has_its_style(style: Any, shape: str) -> None:
    assert texts(card_of(Paragraph(text="한 줄\n\n# 둘", style=style))) == [shape]


async def test_prose_is_set_apart_and_lists_are_kept_together() -> None:
    prose, item = Paragraph(text="prose " * 20), Paragraph(text="item")
    assert texts(card_of(prose, item, item)) == ["prose " * 19 + "prose\n\nitem\nitem"]
    hangul = Paragraph(text="산문" * 25)
    assert texts(card_of(hangul, hangul)) == [hangul.text + "\n\n" + hangul.text]


async def test_pictures_are_attachments_with_their_words() -> None:
    card = card_of(Picture(media="1.png", alt="손실 *곡선*"), Picture(media="2.png", alt=""))
    [gallery] = [one for one in walk(sent(card)) if one["type"] == 12]
    assert [item["media"]["url"] for item in gallery["items"]] == [
        "attachment://1.png",
        "attachment://2.png",
    ]
    assert gallery["items"][0]["description"] == "손실 *곡선*"


async def test_picture_that_is_not_there_is_told_in_words() -> None:
    assert texts(card_of(Picture(media="gone.png", alt="손실 곡선"))) == ["-# 손실 곡선"]


async def test_text_stands_where_it_was_among_pictures() -> None:
    card = card_of(Paragraph(text="a"), Picture(media="1.png", alt=""), Paragraph(text="b"))
    assert [one["type"] for one in sent(card)["components"]] == [10, 12, 10]


async def test_a_gallery_holds_ten_pictures() -> None:
    card = sent(card_of(*(Picture(media=f"{n}.png", alt="") for n in range(12))))
    assert [len(one["items"]) for one in card["components"]] == [10, 2]


async def test_footer_stands_below_a_line() -> None:
    card = sent(card_of(Paragraph(text="a"), footer="b\nc"))
    assert [one["type"] for one in card["components"]] == [10, 14, 10]
    assert card["components"][2]["content"] == "-# b\n-# c"


async def test_footer_alone_needs_no_line() -> None:
    assert [one["type"] for one in sent(Card(footer="b"))["components"]] == [10]


async def test_buttons_have_their_ids_styles_and_states() -> None:
    given = (
        Action(label="답하기", command="answer", style="primary"),
        Action(label="힌트", command="hint", disabled=True),
        Action(label="끝", command="stop", style="danger"),
    )
    [row] = [one for one in sent(Card(actions=given))["components"] if one["type"] == 1]
    assert [(b["label"], b["style"], b["disabled"]) for b in row["components"]] == [
        ("답하기", 1, False),
        ("힌트", 2, True),
        ("끝", 4, False),
    ]
    assert [b["custom_id"] for b in row["components"]] == [id_of(action) for action in given]


async def test_tabs_and_page_turners_get_rows_of_their_own() -> None:
    assert labels(sample_cards.leaderboard("en")) == [
        ["Today", "This week", "This month", "All time"],
        ["← Previous", "More →"],
    ]


async def test_ten_buttons_fit() -> None:
    assert [len(row) for row in labels(Card(actions=actions(10)))] == [5, 5]
    same = tuple(Action(label="x", command="demo", args={"n": f"{n}"}) for n in range(10))
    assert [len(row) for row in labels(Card(actions=same))] == [5, 5]


async def test_two_buttons_that_do_the_same_are_one() -> None:
    first, second = Action(label="a", command="hint"), Action(label="b", command="hint")
    assert labels(Card(actions=(first, second))) == [["a"]]


async def test_button_without_words_can_still_be_pressed() -> None:
    given = (Action(label=" \n", command="a"), Action(label="word " * 30, command="b"))
    [[blank, long]] = labels(Card(actions=given))
    assert (blank, long[-1], len(long) <= 80) == ("…", "…", True)


async def test_longest_texts_are_clipped_first() -> None:
    card = card_of(
        Paragraph(text=LONG),
        Paragraph(text="짧은 문장"),
        Paragraph(text=LONG, style="quote"),
        title="제목",
        footer="마지막 줄",
        actions=actions(2),
    )
    said = text(card)
    assert said.count("…") == 2
    assert "\n\n짧은 문장\n\n" in said
    assert said.startswith("## 제목\n")
    assert said.endswith("-# 마지막 줄")
    assert 3700 < len("".join(texts(card))) <= 4000


async def test_a_quote_of_4000_characters_is_clipped_alone() -> None:
    card = card_of(
        Paragraph(text="답을 저장했어요."), Paragraph(text="*" * 4000, style="quote"), footer="끝"
    )
    assert text(card).startswith("답을 저장했어요.\n\n> \\*")
    assert text(card).endswith("\\*…\n-# 끝")


async def test_grade_to_the_limit_keeps_every_point() -> None:
    said = text(sample_cards.graded_to_the_limit(KO))
    assert said.count("**✓**") == 12
    assert said.count("**!**") == 3
    assert said.count("> “ReLU는 x>0이면") == 15
    assert "시도 1/3 · +72점" in said


async def test_lines_that_do_not_fit_give_way_to_an_ellipsis() -> None:
    lines = [Paragraph(text=f"{n}: {LONG_QUOTE}") for n in range(200)]
    card = card_of(*lines, title="제목", footer="마지막 줄이에요. " * 40, actions=actions(1))
    said = text(card)
    assert said.startswith("## 제목\n0: ")
    assert said.partition("\n…\n")[2].startswith("-# 마지막 줄이에요.")
    assert "\n40: " in said
    assert 3900 < len("".join(texts(card))) <= 4000


async def test_nothing_follows_the_ellipsis_but_pictures() -> None:
    lines = [Paragraph(text=f"{n}: {LONG_QUOTE}") for n in range(70)]
    card = card_of(*lines, Picture(media="1.png", alt=""), Paragraph(text="end"))
    assert [one["type"] for one in sent(card)["components"]] == [10, 12]
    assert text(card).endswith("\n…")


async def test_long_table_loses_its_last_rows() -> None:
    rows = tuple((f"{n}", "이름" * 16) for n in range(1000))
    columns = (Column(title="", align="right", medals=True), Column(title=""))
    said = text(card_of(Table(columns=columns, rows=rows), title="t"))
    assert said.startswith("## t\n`\u2007\u20070` 이름이름")
    assert said.endswith("이름\n…")


async def test_too_many_parts_are_gathered() -> None:
    blocks = [
        block
        for n in range(30)
        for block in (Paragraph(text=f"{n}"), Picture(media=f"{n}.png", alt=""))
    ]
    card = sent(card_of(*blocks, footer="f", actions=actions(10)))
    assert [one["type"] for one in card["components"]] == [10, 12, 12, 12, 14, 10, 1, 1]


async def test_texts_that_are_gathered_still_fit() -> None:
    blocks = [
        block
        for n in range(30)
        for block in (Paragraph(text="가" * 300), Picture(media=f"{n}.png", alt=""))
    ]
    assert 3900 < len(text(card_of(*blocks))) <= 4000


@pytest.mark.parametrize("evil", [HOSTILE, WIDE, "@everyone", "[a](https://b.c)", "> # -# ```"])
async def test_nothing_written_by_others_is_markup(evil: str) -> None:
    card = card_of(
        Paragraph(text=evil),
        Paragraph(text=evil, style="strong"),
        Paragraph(text=evil, style="quote"),
        Paragraph(text=evil, style="muted"),
        Point(mark="wrong", text=evil, quote=evil, note=evil),
        Meter(fraction=0.5, label=evil),
        Picture(media="gone", alt=evil),
        Table(columns=(Column(title=evil),), rows=((evil,),), highlight=0),
        title=evil,
        footer=evil,
    )
    assert shown(text(card)).count(" ".join(evil.split())) == 12
    allowed = {"text", "strong", "quote", "subtext", "heading", "code"}
    assert {node.kind for part in texts(card) for node in read(part)} <= allowed


def test_code_is_a_file() -> None:
    found = [one for one in walk(sent(card_of(Code(text="x = 1", name=CODE)))) if one["type"] == 13]
    assert [one["file"]["url"] for one in found] == [f"attachment://{CODE}"]
