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
from tests.fakes_outbox import InMemoryButtons

HERE, THERE = ChannelId("discord:1"), ChannelId("discord:2")
HINT = Action(label="Hint", command="hint", args={"round": "1", "question": "q"})
FORM = Form(title="t", command="answer", fields=(InputField(name="text", label="t"),), submit="s")


def test_the_same_button_has_the_same_id_whatever_it_says() -> None:
    other = HINT.model_copy(update={"label": "힌트", "args": {"question": "q", "round": "1"}})
    assert button_of(HINT, HERE).id == button_of(other, HERE).id


def test_buttons_that_do_something_else_have_ids_of_their_own() -> None:
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


def test_how_a_press_is_answered() -> None:
    answer = Action(label="Answer", command="answer")
    assert mode_of(HINT) is ResponseMode.SHOW
    assert mode_of(answer) is ResponseMode.FORM
    assert mode_of(answer.model_copy(update={"args": {"text": "given"}})) is ResponseMode.SHOW
    assert mode_of(HINT.model_copy(update={"replaces": True})) is ResponseMode.SWAP


def numbered(round: int) -> Button:
    return button_of(HINT.model_copy(update={"args": {"round": str(round)}}), HERE)


class CountingButtons(InMemoryButtons):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    async def keep(self, buttons: Sequence[Button]) -> None:
        self.kept += [button.id for button in buttons]
        await super().keep(buttons)


class TestBook:
    async def test_a_button_is_kept_once(self) -> None:
        known = CountingButtons()
        book = ButtonBook(known)
        first, second = button_of(HINT, HERE), button_of(HINT, THERE)
        await book.keep(first)
        await book.keep(first, second)
        await book.keep(first)
        assert known.kept == [first.id, second.id]
        assert await book.find(second.id) == second

    async def test_what_could_not_be_kept_is_kept_the_next_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        known = CountingButtons()
        book = ButtonBook(known)
        button = button_of(HINT, HERE)
        with monkeypatch.context() as broken:

            async def fail(_: InMemoryButtons, buttons: Sequence[Button]) -> None:
                raise OSError("the disk is full")

            broken.setattr(CountingButtons, "keep", fail)
            with pytest.raises(OSError, match="full"):
                await book.keep(button)
        await book.keep(button)
        assert await book.find(button.id) == button

    async def test_it_does_not_remember_without_bound(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(buttons, "MAX_REMEMBERED", 3)
        known = CountingButtons()
        book = ButtonBook(known)
        for round in range(20):
            await book.keep(numbered(round))
        await book.keep(numbered(0))
        assert known.kept.count(numbered(0).id) == 2
