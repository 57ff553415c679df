"""What every platform makes of a card."""

from types import ModuleType

import pytest
from hypothesis import given, settings

from bot.quiz.cards import Action, Card, Column, Meter, Paragraph, Table
from content.schema import Language, Question
from tests.unit.platforms import sample_cards
from tests.unit.platforms.drawing import actions, card_of, everywhere
from tests.unit.platforms.sample_cards import EVERY_CARD, HOSTILE_WORDS, MAINS
from tests.unit.platforms.strategies import CARDS

LONG = "긴 문장이에요. *별표*도 있어요 " * 400


@settings(deadline=None, max_examples=60)
@given(card=CARDS)
def test_any_card_makes_a_valid_message(card: Card, drawing: ModuleType) -> None:
    drawing.texts(card)


@pytest.mark.parametrize("name", EVERY_CARD)
def test_every_card_is_valid_and_keeps_its_title_and_buttons(
    name: str, drawing: ModuleType
) -> None:
    card = EVERY_CARD[name]
    assert card.title.startswith(drawing.title(card))
    own = card.model_dump_json().count("…")
    assert drawing.shown(card).count("…") <= own or "limit" in name
    pressable = [one.label for one in card.actions if drawing.SHOWS_DISABLED or not one.disabled]
    assert [label for row in drawing.labels(card) for label in row] == pressable


@pytest.mark.parametrize("main", MAINS, ids=lambda main: main.id)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_question_of_the_bank_is_shown_in_full(
    main: Question, language: Language, drawing: ModuleType
) -> None:
    revealed = drawing.shown(sample_cards.revealed(language, main))
    said = revealed + drawing.shown(sample_cards.explained(language, main))
    assert all(model.strip() in revealed for model in main.references[language][:1])
    assert main.explanation is None or main.explanation[language].strip() in said
    for step in main.walk():
        assert step.text[language] in drawing.shown(sample_cards.board(language, step))


@pytest.mark.parametrize("evil", HOSTILE_WORDS)
def test_what_others_wrote_is_shown_as_it_is(evil: str, drawing: ModuleType) -> None:
    assert drawing.shown(everywhere(evil)).count(evil.replace("\x00", "")) == 13


@pytest.mark.parametrize(
    "card",
    [
        Card(),
        Card(title=" \n "),
        card_of(Paragraph(text="\x00 \x00"), Paragraph(text=" ", style="strong")),
        card_of(Paragraph(text=" ", style="muted"), Paragraph(text="", style="quote")),
        card_of(Table(columns=(), rows=())),
        card_of(Table(columns=(Column(title="name"),), rows=(("",), (" ",))), footer=" "),
    ],
)
def test_empty_card_is_still_a_message(card: Card, drawing: ModuleType) -> None:
    assert drawing.texts(card) == ["\u200b"]


@pytest.mark.parametrize(
    ("fraction", "filled"), [(0, 0), (0.01, 1), (0.5, 5), (0.72, 7), (0.99, 9), (1, 10)]
)
def test_only_nothing_looks_empty_and_only_all_looks_full(
    fraction: float, filled: int, drawing: ModuleType
) -> None:
    full, empty = drawing.CELLS
    bar = full * filled + empty * (10 - filled)
    assert drawing.shown(card_of(Meter(fraction=fraction, label="52 %"))) == f"{bar} 52 %"
    assert drawing.shown(card_of(Meter(fraction=fraction))) == bar


def test_grade_to_the_limit_keeps_every_point(drawing: ModuleType) -> None:
    said = "\n".join(drawing.texts(sample_cards.graded_to_the_limit("ko")))
    assert [said.count(mark) for mark in ("*✓*", "*!*", "> “ReLU는 x>0이면")] == [12, 3, 15]
    assert "시도 1/3 · +72점" in said


def test_longest_texts_are_clipped_first(drawing: ModuleType) -> None:
    card = card_of(
        *(Paragraph(text=LONG) for _ in range(5)),
        Paragraph(text="짧은 문장"),
        Paragraph(text=LONG, style="quote"),
        title="제목",
        footer="마지막 줄",
        actions=actions(2),
    )
    said = drawing.shown(card)
    assert said.count("…") == 6
    assert "\n짧은 문장\n" in said
    assert "마지막 줄" in drawing.texts(card)[-1]
    assert drawing.title(card) == "제목"
    assert 0.95 < drawing.filled(card) <= 1


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        (actions(2), [["0", "1"]]),
        (actions(10), [["0", "1", "2", "3", "4"], ["5", "6", "7", "8", "9"]]),
        (
            [Action(label="x", command="demo", args={"n": f"{n}"}) for n in range(10)],
            [["x"] * 5, ["x"] * 5],
        ),
        ([Action(label="a", command="hint"), Action(label="b", command="hint")], [["a"]]),
    ],
    ids=["few", "ten of different kinds", "ten of one kind", "two that do the same"],
)
def test_up_to_ten_buttons_fit_and_need_no_text(
    given: list[Action], rows: list[list[str]], drawing: ModuleType
) -> None:
    card = Card(actions=tuple(given))
    assert drawing.labels(card) == rows
    assert drawing.texts(card) == []


def test_tabs_and_page_turners_get_rows_of_their_own(drawing: ModuleType) -> None:
    assert drawing.labels(sample_cards.leaderboard("en", count=30, page=2)) == [
        ["Today", "This week", "This month", "All time"],
        ["← Previous", "More →"],
    ]


def test_button_without_words_can_still_be_pressed(drawing: ModuleType) -> None:
    given = (Action(label=" \n", command="a"), Action(label="word " * 30, command="b"))
    [[blank, long]] = drawing.labels(Card(actions=given))
    assert (blank, long[-1], len(long) <= drawing.MAX_LABEL) == ("…", "…", True)
