from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.slack.layout import home, layout
from bot.quiz.cards import Action, Card, Code, Column, Meter, Paragraph, Picture, Point, Table
from content.schema import Language, Question
from tests.unit.platforms import sample_cards
from tests.unit.platforms.sample_cards import HOSTILE, LONG_QUOTE, MAINS, WIDE
from tests.unit.platforms.slack.judging import Json, message_faults, size, view_faults, walk
from tests.unit.platforms.slack.reading import read, shown

KO: Language = "ko"
LONG = "긴 문장이에요. *별표*도 있어요 " * 400
CALLS = ["<!channel>", "<@U1>", "<#C1>", "<!subteam^S1>", "<\x00@U1>"]
NAMES = [HOSTILE, WIDE, ":smile:", "*b* _i_ ~s~ `c`", "<https://a.b|c> &lt;", "> - 1. #"]


def id_of(action: Action) -> str:
    return f"qm:{action.command}:{sorted(action.args.items())}"[:100]


def posted(card: Card) -> list[Json]:
    """Return the blocks of a card, once Slack has nothing against its message."""
    message = layout(card, id_of)
    assert message_faults(message.blocks, message.text) == []
    return message.blocks


def published(*cards: Card, id_of: Callable[[Action], str] = id_of) -> list[Json]:
    """Return the blocks of a Home tab, once Slack has nothing against it."""
    blocks = home([(card, id_of) for card in cards])
    assert view_faults({"type": "home", "blocks": blocks}) == []
    return blocks


def texts(*blocks: Any, **more: Any) -> list[str]:
    return read(posted(Card(blocks=blocks, **more)))


def labels(blocks: list[Json]) -> list[list[str]]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [[button["text"]["text"] for button in row] for row in rows]


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
        "stats": sample_cards.stats,
        "follow-up": sample_cards.follow_up,
        "hints": sample_cards.hints,
        "running": sample_cards.demo_running,
        "demo": sample_cards.demo_done,
        "compared": sample_cards.demo_compared,
        "code": sample_cards.demo_code,
        "help": sample_cards.help_card,
        "demos": sample_cards.demo_list,
    }.items()
}


@pytest.mark.parametrize("name", EVERY_CARD)
def test_every_card_is_valid_and_keeps_its_title_and_buttons(name: str) -> None:
    card = EVERY_CARD[name]
    blocks = posted(card)
    assert blocks[0]["type"] == "header"
    assert "…" not in shown(blocks)
    pressable = [action.label for action in card.actions if not action.disabled]
    assert [label for row in labels(blocks) for label in row] == pressable


@pytest.mark.parametrize("main", MAINS, ids=lambda main: main.id)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_question_of_the_bank_is_shown_in_full(main: Question, language: Language) -> None:
    said = shown(posted(sample_cards.revealed(language, main)))
    assert main.explanation is None or main.explanation[language].strip() in said
    for step in main.walk():
        assert step.text[language] in shown(posted(sample_cards.board(language, step)))


@pytest.mark.parametrize(
    "card",
    [
        Card(),
        Card(title=" \n "),
        Card(blocks=(Paragraph(text="\x00 \x00"), Paragraph(text=" ", style="strong"))),
        Card(blocks=(Paragraph(text=" ", style="muted"), Paragraph(text="", style="quote"))),
        Card(blocks=(Table(columns=(), rows=()),)),
        Card(blocks=(Table(columns=(Column(title="name"),), rows=(("",), (" ",))),), footer=" "),
    ],
)
def test_empty_card_is_still_a_message(card: Card) -> None:
    assert read(posted(card)) == ["\u200b"]


def test_card_of_buttons_only_needs_no_text() -> None:
    assert read(posted(Card(actions=actions(2)))) == ["[0] [1]"]


def test_short_title_is_a_header() -> None:
    assert texts(title="72점 · 절반 이상 맞았어요") == ["# 72점 · 절반 이상 맞았어요"]


def test_what_a_long_title_adds_after_its_first_dot_is_small_print() -> None:
    title = "🧠 오늘의 질문 · 2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수"
    assert texts(title=title) == [
        "# 🧠 오늘의 질문",
        "(2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수)",
    ]


def test_endless_title_is_clipped() -> None:
    assert texts(title="가" * 5000) == ["# " + "가" * 149 + "…"]
    assert texts(title="가" * 5000 + " · b") == ["# " + "가" * 149 + "…", "(b)"]


def test_met_point_quotes_the_member() -> None:
    assert texts(Point(mark="met", text="계산이 싸요", quote="exp가 *없어서*")) == [
        "*✓* 계산이 싸요\n> “exp가 *없어서*”"
    ]


def test_missed_point_goes_on_with_its_note() -> None:
    assert texts(Point(mark="missed", text="포화돼요", note="아직")) == ["*✗* 포화돼요 — 아직"]


def test_wrong_point_is_quoted_and_explained() -> None:
    assert texts(Point(mark="wrong", text="반대", quote="평균이 0", note="0 이상이라")) == [
        "*!* 반대\n> “평균이 0”\n0 이상이라"
    ]


def test_endless_point_keeps_something_of_each_part() -> None:
    [said] = texts(Point(mark="wrong", text="가" * 4000, quote="나" * 4000, note="다" * 4000))
    assert [said.count(rendered) for rendered in "가나다…"] == [899, 899, 899, 3]


@pytest.mark.parametrize(
    ("fraction", "filled"), [(0, 0), (0.01, 1), (0.5, 5), (0.72, 7), (0.99, 9), (1, 10)]
)
def test_only_nothing_looks_empty_and_only_all_looks_full(fraction: float, filled: int) -> None:
    bar = "■" * filled + "□" * (10 - filled)
    assert texts(Meter(fraction=fraction, label="52 %")) == [f"{bar} 52 %"]
    assert texts(Meter(fraction=fraction)) == [bar]


@pytest.mark.parametrize(
    ("style", "shape"),
    [
        ("normal", "한 줄\n\n# 둘"),
        ("strong", "*한 줄\n\n# 둘*"),
        ("quote", "> 한 줄\n> \n> # 둘"),
        ("muted", "(한 줄\n\n# 둘)"),
    ],
)
def test_paragraph_has_its_style_and_no_more_than_one_empty_line(style: Any, shape: str) -> None:
    assert texts(Paragraph(text="\n 한 줄\n \n\n\n# 둘\n", style=style)) == [shape]


def test_lists_are_kept_together_and_prose_is_set_apart() -> None:
    prose, item = Paragraph(text="prose " * 20), Paragraph(text="item")
    assert texts(prose, item, item) == ["prose " * 19 + "prose", "item\nitem"]
    hangul = Paragraph(text="산문" * 25)
    assert texts(hangul, hangul) == [hangul.text, hangul.text]


def test_meter_stands_below_what_it_measures() -> None:
    point, bar = Paragraph(text="핵심"), Meter(fraction=0.5, label="4명 중 2명")
    assert texts(point, bar, point, bar) == ["핵심\n■■■■■□□□□□ 4명 중 2명"] * 2


def test_what_is_said_to_a_quote_stands_right_below_it() -> None:
    quote = Paragraph(text="평균이 0이다", style="quote")
    assert texts(quote, Paragraph(text="산문 " * 60)) == [
        "> 평균이 0이다\n" + ("산문 " * 60).strip()
    ]


def test_pictures_are_left_to_files() -> None:
    picture = Picture(media="1.png", alt="곡선")
    assert texts(Paragraph(text="a"), picture, Paragraph(text="b")) == ["a\nb"]


def test_table_is_a_block_of_its_own() -> None:
    columns = (Column(title="점수", align="right"), Column(title="이름"))
    table = Table(columns=columns, rows=(("12", "민지"), ("9", "나")), highlight=1)
    assert texts(table) == ["*점수* | *이름*\n12 | 민지\n*9* | *나*"]


def test_second_table_is_written_in_lines() -> None:
    columns = (Column(title="점수", align="right"), Column(title="이름"))
    table = Table(columns=columns, rows=(("12", "민지"), ("9", "나")))
    assert texts(table, table)[1] == "`12` 민지\n`\u20079` 나"


def test_footer_is_small_print_above_the_buttons() -> None:
    given = texts(Paragraph(text="a"), footer="b", actions=actions(1))
    assert given == ["a", "(b)", "[0]"]


def test_buttons_have_their_ids_and_styles() -> None:
    given = (
        Action(label="답하기", command="answer", style="primary"),
        Action(label="힌트", command="hint"),
        Action(label="끝", command="stop", style="danger"),
    )
    [row] = posted(Card(actions=given))
    assert [button.get("style") for button in row["elements"]] == ["primary", None, "danger"]
    assert [button["action_id"] for button in row["elements"]] == [id_of(a) for a in given]


def test_button_that_cannot_be_pressed_is_left_out() -> None:
    given = (Action(label="이전", command="a", disabled=True), Action(label="다음", command="b"))
    assert labels(posted(Card(actions=given))) == [["다음"]]
    assert labels(posted(Card(title="t", actions=given[:1]))) == []


def test_tabs_and_page_turners_get_rows_of_their_own() -> None:
    assert labels(posted(sample_cards.leaderboard("en", count=30, page=2))) == [
        ["Today", "This week", "This month", "All time"],
        ["← Previous", "More →"],
    ]


def test_ten_buttons_fit() -> None:
    assert [len(row) for row in labels(posted(Card(actions=actions(10))))] == [5, 5]
    same = tuple(Action(label="x", command="demo", args={"n": f"{n}"}) for n in range(10))
    assert [len(row) for row in labels(posted(Card(actions=same)))] == [5, 5]


def test_two_buttons_that_do_the_same_are_one() -> None:
    first, second = Action(label="a", command="hint"), Action(label="b", command="hint")
    assert labels(posted(Card(actions=(first, second)))) == [["a"]]


def test_button_without_words_can_still_be_pressed() -> None:
    given = (Action(label=" \n", command="a"), Action(label="word " * 30, command="b"))
    [[blank, long]] = labels(posted(Card(actions=given)))
    assert (blank, long[-1], len(long) <= 75) == ("…", "…", True)


def test_longest_texts_are_clipped_first() -> None:
    card = Card(
        title="제목",
        blocks=(
            *(Paragraph(text=LONG) for _ in range(5)),
            Paragraph(text="짧은 문장"),
            Paragraph(text=LONG, style="quote"),
        ),
        footer="마지막 줄",
        actions=actions(2),
    )
    blocks = posted(card)
    assert shown(blocks).count("…") == 6
    assert "짧은 문장" in read(blocks)
    assert read(blocks)[-2:] == ["(마지막 줄)", "[0] [1]"]
    assert 11_500 < size(blocks) <= 12_000


def test_text_of_4000_characters_is_clipped_alone() -> None:
    said = texts(Paragraph(text="답을 저장했어요."), Paragraph(text="가" * 4000, style="quote"))
    assert said == ["답을 저장했어요.", "> " + "가" * 2999 + "…"]


def test_grade_to_the_limit_keeps_every_point() -> None:
    said = shown(posted(sample_cards.graded_to_the_limit(KO)))
    assert said.count("*✓*") == 12
    assert said.count("*!*") == 3
    assert said.count("> “ReLU는 x>0이면") == 15
    assert "시도 1/3 · +72점" in said


def test_lines_that_do_not_fit_give_way_to_an_ellipsis() -> None:
    lines = tuple(Paragraph(text=f"{n}: {LONG_QUOTE}") for n in range(200))
    card = Card(title="제목", blocks=lines, footer="마지막 줄이에요. " * 40, actions=actions(1))
    blocks = posted(card)
    title, first, *_, last, ellipsis, footer, buttons = read(blocks)
    assert title == "# 제목"
    assert first.startswith("0: ReLU는")
    assert last.startswith("45: ReLU는")
    assert ellipsis == "…"
    assert footer.startswith("(마지막 줄이에요.")
    assert buttons == "[0]"
    assert len(blocks) == 50


def test_a_list_without_end_loses_its_last_lines() -> None:
    said = texts(*(Paragraph(text=f"{n}: 짧은 줄") for n in range(2000)))
    assert said[0].startswith("0: 짧은 줄\n1: 짧은 줄\n")
    assert said[-1].endswith("\n…")
    assert size(posted(Card(blocks=tuple(Paragraph(text=f"{n}") for n in range(3000))))) > 11_900


def test_long_table_loses_its_last_rows() -> None:
    rows = tuple((f"{n}", "이름" * 16) for n in range(1000))
    columns = (Column(title="", align="right", medals=True), Column(title=""))
    table, ellipsis = texts(Table(columns=columns, rows=rows), title="t")[1:]
    assert table.startswith(f"* * | * *\n0 | {'이름' * 16}\n🥇 | ")
    assert table.count("\n") > 30
    assert ellipsis == "…"


def test_narrow_table_has_a_hundred_rows_at_most() -> None:
    rows = tuple((f"{n}",) for n in range(300))
    table, ellipsis = texts(Table(columns=(Column(title="n"),), rows=rows))
    assert table.count("\n") <= 99
    assert ellipsis == "…"


def test_notification_says_the_title_and_the_first_words() -> None:
    card = Card(
        title="오늘의\n질문 & <답>",
        blocks=(Point(mark="missed", text="x"), Paragraph(text="왜\n그럴까요? @channel")),
    )
    assert layout(card, id_of).text == (
        "오늘의 질문 &amp; &lt;답&gt; – 왜 그럴까요? @\u200bchannel"
    )


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (Card(), "…"),
        (Card(footer="끝\n이에요"), "끝 이에요"),
        (Card(title="제목", footer="끝"), "제목"),
        (Card(title="가" * 900, blocks=(Paragraph(text="나"),)), "가" * 199 + "…"),
    ],
)
def test_notification_is_one_short_line(card: Card, text: str) -> None:
    assert layout(card, id_of).text == text


def everywhere(text: str) -> Card:
    """Return a card that says one thing wherever somebody else's words may stand."""
    return Card(
        title=text,
        blocks=(
            Paragraph(text=text),
            Paragraph(text=text, style="strong"),
            Paragraph(text=text, style="quote"),
            Paragraph(text=text, style="muted"),
            Point(mark="wrong", text=text, quote=text, note=text),
            Meter(fraction=0.5, label=text),
            Table(columns=(Column(title=text),), rows=((text,),), highlight=0),
            Table(columns=(Column(title=text),), rows=((text,),), highlight=0),
        ),
        footer=text,
    )


@pytest.mark.parametrize("evil", [*NAMES, *CALLS])
def test_what_others_wrote_is_shown_as_it_is(evil: str) -> None:
    said = evil.replace("\x00", "")
    assert shown(posted(everywhere(evil))).count(said) == 13
    assert shown(published(everywhere(evil))).count(said) == 12


@pytest.mark.parametrize("evil", CALLS)
def test_nobody_is_called(evil: str) -> None:
    for one in walk([posted(everywhere(evil)), published(everywhere(evil))]):
        assert evil.replace("\x00", "") not in one.values()


def test_home_divides_its_cards() -> None:
    cards = [Card(title="a"), Card(), Card(blocks=(Paragraph(text="b"),)), Card(footer="c")]
    assert read(published(*cards)) == ["# a", "---", "b", "---", "(c)"]


def test_home_writes_tables_in_lines() -> None:
    said = read(published(sample_cards.leaderboard(KO)))[1]
    assert said.startswith("🥇 `412` 민지 · 🔥 9\n🥈 `398` Alex · 🔥 9\n")
    assert said.endswith("\n⋮\n`14` `\u2007\u20079` *나 (나)* · 🔥 2")


def test_table_in_lines_may_take_several_blocks() -> None:
    columns = (Column(title="n", align="right"), Column(title="이름"))
    rows = tuple((f"{n}", "이름" * 24) for n in range(70))
    said = read(published(Card(blocks=(Table(columns=columns, rows=rows),))))
    assert len(said) > 1
    assert "\n".join(said).count("이름" * 24) == 70


def test_home_shows_a_button_once() -> None:
    leaderboard = Action(label="순위", command="leaderboard")
    card = Card(title="a", actions=(leaderboard, *actions(1)))
    assert labels(published(card, card)) == [["순위", "0"]]


def test_home_leaves_out_the_last_cards_it_has_no_room_for() -> None:
    cards = [Card(title=f"{n}", footer="끝") for n in range(60)]
    said = read(published(*cards))
    assert len(said) == 98
    assert said[-2:] == ["# 32", "(끝)"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_home_of_every_card_is_valid(language: Language) -> None:
    cards = [card for name, card in EVERY_CARD.items() if name.endswith(language)]
    number = iter(range(1000))
    published(*cards[:6], id_of=lambda action: f"{next(number)}")


PIECES = st.sampled_from(
    [*"<>&*_`:@!| \n\t가1", "<!", "<@U1>", ":a:", " · ", "👨‍👩‍👧", "\x00", "문장 " * 80, "긴" * 900]
)
TEXTS = st.one_of(st.text(max_size=9), st.lists(PIECES, max_size=9).map("".join))
TIMES = st.sampled_from([1, 1, 1, 40])
COLUMNS = st.builds(
    Column, title=TEXTS, align=st.sampled_from(["left", "right"]), medals=st.booleans()
)
CELLS = st.one_of(TEXTS, st.sampled_from(["", "1", "2", "⋮", "412"]))
ROWS = st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=4)
TABLES = st.builds(
    lambda columns, rows, times, mine: Table(
        columns=columns, rows=tuple(rows) * times, highlight=mine
    ),
    st.lists(COLUMNS, max_size=4).map(tuple),
    ROWS,
    TIMES,
    st.none() | st.integers(0, 3),
)
BLOCKS = st.one_of(
    st.builds(Paragraph, text=TEXTS, style=st.sampled_from(["normal", "strong", "quote", "muted"])),
    st.builds(
        Point,
        mark=st.sampled_from(["met", "missed", "wrong"]),
        text=TEXTS,
        quote=st.none() | TEXTS,
        note=st.none() | TEXTS,
    ),
    st.builds(Meter, fraction=st.floats(0, 1), label=TEXTS),
    st.builds(Picture, media=TEXTS, alt=TEXTS),
    TABLES,
)
ACTIONS = st.builds(
    Action,
    label=TEXTS,
    command=st.sampled_from(["answer", "hint", "demo"]),
    args=st.dictionaries(st.sampled_from("ab"), st.sampled_from("123")),
    style=st.sampled_from(["primary", "secondary", "danger"]),
    disabled=st.booleans(),
)
CARDS = st.builds(
    lambda title, blocks, times, footer, actions: Card(
        title=title, blocks=tuple(blocks) * times, footer=footer, actions=tuple(actions)
    ),
    TEXTS,
    st.lists(BLOCKS, max_size=4),
    TIMES,
    TEXTS,
    st.lists(ACTIONS, max_size=10),
)


@settings(deadline=None, max_examples=60)
@given(CARDS)
def test_any_card_makes_a_valid_message(card: Card) -> None:
    posted(card)


@settings(deadline=None, max_examples=15)
@given(st.lists(CARDS, min_size=1, max_size=3))
def test_any_cards_make_a_valid_home(cards: list[Card]) -> None:
    blocks = home([(card, id_of) for card in cards])
    assert not blocks or view_faults({"type": "home", "blocks": blocks}) == []


def test_code_is_preformatted_in_pieces_that_are_whole_lines() -> None:
    lines = [f"x{n} = {n}  # " + "y" * 60 for n in range(80)]
    found = blocks_of(Code(text="\n".join(lines), name="demo.py"))
    assert len(found) > 1
    assert {part["type"] for one in found for part in one["elements"]} == {"rich_text_preformatted"}
    pieces = [part["text"] for one in found for box in one["elements"] for part in box["elements"]]
    assert "\n".join(pieces).split("\n") == lines


def blocks_of(*blocks: Any) -> list[Json]:
    return posted(Card(blocks=blocks))
