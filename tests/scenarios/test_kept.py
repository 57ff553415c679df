"""What a member sent is kept through an end of the bot, and while its store is away."""

import asyncio

import pytest

from bot.store.errors import StoreUnavailable
from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board


async def test_an_answer_that_the_bot_ended_amid_is_graded_by_the_next(group: Group) -> None:
    held, forever = asyncio.Event(), asyncio.Event()

    async def stuck(*_: object) -> None:
        held.set()
        await forever.wait()

    with pytest.MonkeyPatch.context() as patch:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            patch.setattr(group.memory.store, "add", stuck)
            sent = await answer(group.mina, board, "good reason")
            await held.wait()
    async with group.bot():
        await sent.shown("100점")


async def test_what_the_store_cannot_take_now_is_graded_later(group: Group) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("locked")

    async with group.bot() as bot:
        board = await open_board(group, bot)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(group.memory.store, "add", away)
            sent = await answer(group.mina, board, "good reason")
            await sent.shown("받아 두었어요")
        await sent.shown("100점")


async def test_a_button_of_a_closed_round_still_answers(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        hint = await (await group.mina.press(board, "힌트")).shown("first hint")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        await (await group.mina.press(hint, "힌트 하나 더")).shown("마감됐어요")
