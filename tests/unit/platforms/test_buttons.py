"""Buttons by id: the same ones get the same id, others never."""

from collections.abc import Sequence

import pytest

from bot.platforms.shared import buttons
from bot.platforms.shared.buttons import (
    ButtonBook,
    ResponseMode,
    button_of,
    custom_id,
    mode_of,
    parse,
)
from bot.quiz.cards import Action, Form, InputField
from bot.quiz.model import ChannelId
from bot.quiz.outbox import Button
from tests.doubles import ManualClock
from tests.fakes_outbox import InMemoryButtons
from tests.samples import NOON

HERE, THERE = ChannelId("discord:1"), ChannelId("discord:2")
HINT = Action(label="Hint", command="hint", args={"round": "1", "question": "q"})
ANSWER = Action(label="Answer", command="answer")
FORM = Form(title="t", command="answer", fields=(InputField(name="text", label="t"),), submit="s")


def test_buttons_have_one_id_for_all_that_does_the_same_whatever_it_says() -> None:
    several = [
        button_of(HINT, HERE),
        button_of(HINT, THERE),
        button_of(HINT, HERE, {"text": "a draft"}),
        button_of(HINT.model_copy(update={"command": "next"}), HERE),
        button_of(HINT.model_copy(update={"args": {"round": "2"}}), HERE),
        buttons.button_of_form(FORM, HERE),
        buttons.pick_up(HERE),
        buttons.pick_up(THERE),
    ]
    assert len({button.id for button in several}) == len(several)
    same = HINT.model_copy(update={"label": "힌트", "args": {"question": "q", "round": "1"}})
    assert button_of(same, HERE).id == button_of(HINT, HERE).id


def test_a_custom_id_leads_back_to_way_and_button() -> None:
    for way in ResponseMode:
        made = custom_id(button_of(HINT, HERE), way)
        assert len(made) <= 100
        assert parse(made) == (way, button_of(HINT, HERE).id)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "qm:show:",
        "qm:show:" + "g" * 24,
        "qm:show:" + "0" * 25,
        "qm:burn:" + "0" * 24,
        "xqm:show:" + "0" * 24,
        "qm:show:" + "0" * 24 + "\n",
    ],
)
def test_what_was_never_made_is_not_taken(forged: str) -> None:
    assert parse(forged) is None


@pytest.mark.parametrize(
    ("action", "mode"),
    [
        (HINT, ResponseMode.SHOW),
        (ANSWER, ResponseMode.FORM),
        (ANSWER.model_copy(update={"args": {"text": "given"}}), ResponseMode.SHOW),
        (HINT.model_copy(update={"replaces": True}), ResponseMode.SWAP),
    ],
)
def test_how_a_press_is_answered(action: Action, mode: ResponseMode) -> None:
    assert mode_of(action) is mode


class CountingButtons(InMemoryButtons):
    """Writes down what is kept; fails the first time if it is told to."""

    def __init__(self, is_full: bool = False) -> None:
        super().__init__()
        self.kept: list[str] = []
        self._is_full = is_full

    async def keep(self, buttons: Sequence[Button]) -> None:
        if self._is_full:
            self._is_full = False
            raise OSError("the disk is full")
        self.kept += [button.id for button in buttons]
        await super().keep(buttons)


async def test_the_book_keeps_a_button_once() -> None:
    known = CountingButtons()
    book = ButtonBook(known, ManualClock(NOON))
    first, second = button_of(HINT, HERE), button_of(HINT, THERE)
    await book.keep(first)
    await book.keep(first, second)
    await book.keep(first)
    assert known.kept == [first.id, second.id]
    assert await book.find(second.id) == second


async def test_the_book_keeps_a_button_again_on_another_day() -> None:
    known, clock = CountingButtons(), ManualClock(NOON)
    book, button = ButtonBook(known, clock), button_of(HINT, HERE)
    for hours in (0, 24, 1):
        clock.advance(hours=hours)
        await book.keep(button)
    assert known.kept == [button.id] * 2


async def test_what_could_not_be_kept_is_kept_the_next_time() -> None:
    book, button = (
        ButtonBook(CountingButtons(is_full=True), ManualClock(NOON)),
        button_of(HINT, HERE),
    )
    with pytest.raises(OSError, match="full"):
        await book.keep(button)
    await book.keep(button)
    assert await book.find(button.id) == button


async def test_the_book_does_not_remember_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "MAX_REMEMBERED", 3)
    known = CountingButtons()
    book = ButtonBook(known, ManualClock(NOON))
    several = [button_of(HINT, ChannelId(f"discord:{n}")) for n in range(20)]
    for button in [*several, several[0]]:
        await book.keep(button)
    assert known.kept.count(several[0].id) == 2
