from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.slack.layout import home, layout
from bot.quiz.cards import (
    Action,
    Card,
    Code,
    Column,
    Link,
    Meter,
    Paragraph,
    Picture,
    Point,
    Table,
)
from tests.slack_fake.blocks import walk
from tests.unit.platforms import sample_cards
from tests.unit.platforms.drawing import EVERYTHING, actions, card_of, everywhere, id_of
from tests.unit.platforms.sample_cards import CALLS, HOSTILE, HOSTILE_WORDS, LONG_QUOTE
from tests.unit.platforms.slack.drawing import (
    filled,
    labels,
    labels_of,
    posted,
    published,
    shown,
    texts,
)
from tests.unit.platforms.slack.judging import message_faults, view_faults
from tests.unit.platforms.slack.reading import read
from tests.unit.platforms.slack.reading import shown as shown_in
from tests.unit.platforms.strategies import CARDS

HEADER = "가" * 149 + "…"
ITEM, PROSE, HANGUL = (Paragraph(text=text) for text in ("item", "word " * 20, "산문" * 25))
QUOTE = Paragraph(text="평균이 0이다", style="quote")
BAR = Meter(fraction=0.5, label="4명 중 2명")
SCORES = (Column(title="점수", align="right"), Column(title="이름"))
TABLE = Table(columns=SCORES, rows=(("12", "민지"), ("9", "나")), highlight=1)


def test_only_whom_a_card_calls_is_markup_in_it() -> None:
    called = card_of(*(Paragraph(text=f"{HOSTILE} {LONG_QUOTE}") for _ in range(99)))
    message = layout(called.model_copy(update={"calls": "S1"}), id_of)
    found = message_faults(message.blocks, message.text)
    assert found
    assert all("subteam^S1" in fault for fault in found)
    assert len(message.blocks) > 2


def test_everything_in_a_card_has_its_shape() -> None:
    assert read(posted(EVERYTHING)) == [
        "# 🧠 오늘의 질문",
        "(2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수)",
        "한 줄\n\n# 둘",
        "*한 줄\n\n# 둘*",
        "> 한 줄\n> \n> # 둘",
        "(한 줄\n\n# 둘)",
        "*✓* 계산이 싸요\n> “exp가 *없어서*”",
        "*✗* 포화돼요 — 아직",
        "*!* 반대\n> “평균이 0”\n0 이상이라",
        "■■■■■□□□□□ 4명 중 2명",
        "*이름*\n민지\n*나*",
        "(끝\n이에요)",
        "[답하기] [힌트]",
    ]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("72점 · 절반 이상 맞았어요", ["# 72점 · 절반 이상 맞았어요"]),
        ("가" * 5000, [f"# {HEADER}"]),
        ("가" * 5000 + " · b", [f"# {HEADER}", "(b)"]),
    ],
    ids=["short", "endless", "endless with more"],
)
def test_title_is_a_header(title: str, said: list[str]) -> None:
    assert texts(Card(title=title)) == said


def test_what_was_written_is_quoted_whole_as_long_as_a_message_holds_it() -> None:
    lines = "\n".join(f"{number} " + "가" * 99 for number in range(100))
    quotes = texts(card_of(ITEM, Paragraph(text=lines, style="quote")))[1:]
    assert len(quotes) == 4
    assert "\n".join(quotes).replace("> ", "") == lines
    cut = texts(card_of(ITEM, Paragraph(text=lines * 2, style="quote")))
    assert cut[-1].endswith("…")


def test_endless_texts_are_clipped_and_each_part_of_a_point_keeps_something() -> None:
    point = Point(mark="wrong", text="가" * 4000, quote="나" * 4000, note="다" * 4000)
    [said] = texts(card_of(point))
    assert [said.count(char) for char in "가나다…"] == [899, 899, 899, 3]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([PROSE, ITEM, ITEM], [PROSE.text.strip(), "item\nitem"]),
        ([HANGUL, HANGUL], [HANGUL.text, HANGUL.text]),
        ([ITEM, BAR, ITEM, BAR], ["item\n■■■■■□□□□□ 4명 중 2명"] * 2),
        ([QUOTE, HANGUL], [f"> 평균이 0이다\n{HANGUL.text}"]),
        ([ITEM, Picture(media="1.png", alt="곡선"), ITEM], ["item\nitem"]),
        (
            [TABLE, TABLE],
            ["*점수* | *이름*\n12 | 민지\n*9* | *나*", "`12` 민지\n`\u20079` *나*"],
        ),
    ],
    ids=[
        "lists are kept together",
        "prose is set apart",
        "a meter stands below what it measures",
        "what is said to a quote stands right below it",
        "pictures are left to files",
        "only one table is a block of its own",
    ],
)
def test_blocks_go_on_below_each_other_or_stand_apart(blocks: list[Any], said: list[str]) -> None:
    assert texts(card_of(*blocks)) == said


def test_code_is_preformatted_in_pieces_that_are_whole_lines() -> None:
    code = "\n".join(f"x{n} = {n}  # " + "y" * 60 for n in range(80))
    blocks = posted(card_of(Code(text=code, name="a.py")))
    boxes = [part for block in blocks for part in block["elements"]]
    assert len(boxes) > 1
    assert {box["type"] for box in boxes} == {"rich_text_preformatted"}
    assert "\n".join(part["text"] for box in boxes for part in box["elements"]) == code


def test_buttons_have_ids_and_styles_and_are_left_out_where_they_cannot_be_pressed() -> None:
    given = (
        Action(label="답하기", command="answer", style="primary"),
        Action(label="이전", command="a", disabled=True),
        Action(label="힌트", command="hint"),
        Action(label="끝", command="stop", style="danger"),
    )
    [row] = posted(Card(actions=given))
    assert [(one["action_id"], one.get("style")) for one in row["elements"]] == [
        (id_of(given[0]), "primary"),
        (id_of(given[2]), None),
        (id_of(given[3]), "danger"),
    ]
    assert labels(Card(title="t", actions=given[1:2])) == []


def test_grade_to_the_limit_is_not_cut() -> None:
    assert "…" not in shown(sample_cards.graded_to_the_limit("en"))


def test_lines_that_do_not_fit_give_way_to_an_ellipsis() -> None:
    lines = [Paragraph(text=f"{n}: {LONG_QUOTE}") for n in range(200)]
    card = card_of(*lines, title="제목", footer="마지막 줄이에요. " * 40, actions=actions(1))
    said = read(posted(card))
    assert len(said) == 50
    assert [said[at][:6] for at in (0, 1, -4, -3, -2, -1)] == [
        "# 제목",
        "0: ReL",
        "45: Re",
        "…",
        "(마지막 줄",
        "[0]",
    ]


def test_a_list_without_end_loses_its_last_lines() -> None:
    card = card_of(*(Paragraph(text=f"{n}") for n in range(3000)))
    said = texts(card)
    assert said[0].startswith("0\n1\n")
    assert said[-1].endswith("\n…")
    assert filled(card) > 0.99


def test_long_table_loses_its_last_rows() -> None:
    rows = tuple((f"{n}", "이름" * 16) for n in range(1000))
    columns = (Column(title="", align="right", medals=True), Column(title=""))
    table, ellipsis = texts(card_of(Table(columns=columns, rows=rows)))
    assert table.startswith(f"* * | * *\n0 | {'이름' * 16}\n🥇 | ")
    assert table.count("\n") > 30
    assert ellipsis == "…"


def test_narrow_table_has_a_hundred_rows_at_most() -> None:
    rows = tuple((f"{n}",) for n in range(300))
    table, ellipsis = texts(card_of(Table(columns=(Column(title="n"),), rows=rows)))
    assert (table.count("\n"), ellipsis) == (99, "…")


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (
            card_of(
                Point(mark="missed", text="x"),
                Paragraph(text="왜\n그럴까요? @channel"),
                title="오늘의\n질문 & <답>",
            ),
            "오늘의 질문 &amp; &lt;답&gt; – 왜 그럴까요? @\u200bchannel",
        ),
        (Card(), "…"),
        (Card(footer="끝\n이에요"), "끝 이에요"),
        (Card(title="제목", footer="끝"), "제목"),
        (card_of(Paragraph(text="나"), title="가" * 900), "가" * 199 + "…"),
    ],
    ids=["title and first words", "nothing", "footer", "title", "endless title"],
)
def test_notification_is_one_short_line(card: Card, text: str) -> None:
    assert layout(card, id_of).text == text


@pytest.mark.parametrize("evil", HOSTILE_WORDS)
def test_what_others_wrote_is_shown_as_it_is_on_the_home_tab(evil: str) -> None:
    assert shown_in(published(everywhere(evil))).count(evil.replace("\x00", "")) == 12


@pytest.mark.parametrize("evil", CALLS)
def test_nobody_is_called(evil: str) -> None:
    for one in walk([posted(everywhere(evil)), published(everywhere(evil))]):
        assert evil.replace("\x00", "") not in one.values()


def test_home_divides_its_cards() -> None:
    cards = [Card(title="a"), Card(), card_of(Paragraph(text="b")), Card(footer="c")]
    assert read(published(*cards)) == ["# a", "---", "b", "---", "(c)"]


def test_home_writes_tables_in_lines() -> None:
    said = read(published(sample_cards.leaderboard("ko")))[1]
    assert said.startswith("🥇 `412` 민지 · 🔥 9 ❄\n🥈 `398` Alex · 🔥 9 ❄\n")
    assert said.endswith("\n⋮\n`14` `\u2007\u20079` *나 (나)* · 🔥 2")


def test_table_in_lines_may_take_several_blocks() -> None:
    rows = tuple((f"{n}", "이름" * 24) for n in range(70))
    said = read(published(card_of(Table(columns=SCORES, rows=rows))))
    assert len(said) > 1
    assert "\n".join(said).count("이름" * 24) == 70


def test_home_shows_a_button_once() -> None:
    card = Card(title="a", actions=actions(2))
    assert labels_of(published(card, card)) == [["0", "1"]]


def test_home_leaves_out_the_last_cards_it_has_no_room_for() -> None:
    said = read(published(*(Card(title=f"{n}", footer="끝") for n in range(60))))
    assert len(said) == 98
    assert said[-2:] == ["# 32", "(끝)"]


@settings(deadline=None, max_examples=15)
@given(st.lists(CARDS, min_size=1, max_size=3))
def test_any_cards_make_a_valid_home(cards: list[Card]) -> None:
    blocks = home([(card, id_of) for card in cards])
    assert not blocks or view_faults({"type": "home", "blocks": blocks}) == []


@pytest.mark.parametrize("site", ["https://quiz.example.com", ""])
def test_a_link_is_text_where_our_pages_can_be_reached(site: str) -> None:
    card = Card(title="a", link=Link(label="Open <as> a page", path="/d/gd-1d?lr=0.3"))
    message = layout(card, id_of, site)
    links = [one for one in walk(message.blocks) if one.get("type") == "link"]
    assert [one["url"] for one in links] == ([f"{site}/d/gd-1d?lr=0.3"] if site else [])
    assert message_faults(message.blocks, message.text) == []
