"""A member's own page, on which everything can be opened again and deleted."""

from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board


async def test_past_answers_open_again_and_all_can_be_forgotten(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        mine = await (await group.mina.type("/stats")).shown("내 기록")
        past = await (await group.mina.press(mine, "지난 답 보기")).shown("지난 답")
        opened = await (await group.mina.press(past, "1번 · 50점")).shown("이렇게 답했어요")
        await (await group.mina.press(opened, "지난 답으로")).shown("지난 답")
        asked = await (await group.mina.type("/stats forget")).shown("되돌릴 수 없어요")
        assert await bot.memory.store.kept_about(group.mina.id)
        await (await group.mina.press(asked, "모두 지우기")).shown("모두 지웠어요")
        assert await bot.memory.store.kept_about(group.mina.id) == {}


async def test_everything_kept_is_given_as_a_file(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        await (await group.mina.type("/stats export")).shown("나에 대한 기록")
        assert not await group.alex.sees("나에 대한 기록")
